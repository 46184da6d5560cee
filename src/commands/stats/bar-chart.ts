import { andMore } from "../../orchestrator/text/sentences.ts";
import { cutToWidth, padToWidth, widest } from "../../orchestrator/text/width.ts";
import { excerpt } from "../../orchestrator/text/printable.ts";
import type { Painter } from "../text/colors.ts";

/** One line of a chart. */
export interface Bar {
  /** Any text; the chart shows an excerpt of it. */
  readonly label: string;
  readonly count: number;
  /** How many of these have failed. */
  readonly failed: number;
  /** The share of the total, from 0 to 1. */
  readonly share: number;
}

// Each step is an eighth of a cell, so that short bars differ too.
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const narrowest = 10;
/** The most bars in a chart. Nobody reads more, and any file can add a status of its own. */
const mostBars = 100;
const percentWidth = "100.0 %".length;

/**
 * Draws at most 100 horizontal bars, each with its label, count and share, and what has failed of it painted as such. The
 * longest bar takes as many of the `width` columns as are left.
 */
export function barChart(all: readonly Bar[], width: number, painter: Painter): string {
  const bars = all.slice(0, mostBars);
  const most = Math.max(0, ...bars.map(({ count }) => count));
  const countWidth = String(most).length;
  const room = width - countWidth - percentWidth - " ".length * 3;
  const labels = bars.map(({ label }) => cutToWidth(excerpt(label), Math.max(1, room - narrowest)));
  const labelWidth = widest(labels);
  const lines = bars.map(({ count, failed, share }, i) => {
    const label = padToWidth(labels[i] ?? "", labelWidth);
    const drawn = bar((count / most) * Math.max(1, room - labelWidth));
    // A failure always shows in at least one column.
    const red = Math.ceil((failed / count) * drawn.length);
    const painted = red === 0 ? drawn : painter.status("failed", drawn.slice(0, red)) + drawn.slice(red);
    const percent = `${(share * 100).toFixed(1)} %`.padStart(percentWidth);
    return `${label} ${String(count).padStart(countWidth)} ${percent} ${painted}`;
  });
  return [...lines, ...andMore(all.length - mostBars)].join("\n");
}

function bar(length: number): string {
  // A count above zero always shows at least a sliver.
  const parts = Math.max(1, Math.round(length * 8));
  return "█".repeat(parts >> 3) + (eighths[parts % 8] ?? "");
}
