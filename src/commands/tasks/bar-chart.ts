import { excerpt } from "../../orchestrator/text/printable.ts";

/** One line of a chart. */
export interface Bar {
  /** Any text: a chart shows an excerpt of it. */
  readonly label: string;
  readonly count: number;
  /** Of all, 0 to 1. */
  readonly share: number;
}

const characters = new Intl.Segmenter();
// What a terminal draws two columns wide, as far as its script tells.
const wide =
  /\p{Emoji_Presentation}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u;
// An eighth of a cell each, so that short bars differ too.
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const narrowest = 10;
/** More are hardly read, and any file may make up a status of its own. */
const mostBars = 100;
const percentWidth = "100.0 %".length;

/** Horizontal bars, the longest as long as `width` columns allow, each with its label, its count and its share; 100 at most. */
export function barChart(all: readonly Bar[], width: number): string {
  const bars = all.slice(0, mostBars);
  const most = longest(bars.map(({ count }) => count));
  const countWidth = String(most).length;
  const room = width - countWidth - percentWidth - " ".length * 3;
  const labels = bars.map(({ label }) => cut(excerpt(label), Math.max(1, room - narrowest)));
  const labelWidth = longest(labels.map(columnsOf));
  const lines = bars.map(({ count, share }, i) => {
    const label = labels[i] ?? "";
    const drawn = bar((count / most) * Math.max(1, room - labelWidth));
    const percent = `${(share * 100).toFixed(1)} %`.padStart(percentWidth);
    const padding = " ".repeat(labelWidth - columnsOf(label));
    return `${label}${padding} ${String(count).padStart(countWidth)} ${percent} ${drawn}`;
  });
  if (all.length > mostBars) lines.push(`and ${all.length - mostBars} more`);
  return lines.join("\n");
}

function longest(lengths: readonly number[]): number {
  return lengths.reduce((a, b) => Math.max(a, b), 0);
}

function bar(length: number): string {
  // What was counted can be seen.
  const parts = Math.max(1, Math.round(length * 8));
  return "█".repeat(parts >> 3) + (eighths[parts % 8] ?? "");
}

/** The text, or as much of its beginning as fits. */
function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let used = 0;
  for (const { segment, index } of characters.segment(text)) {
    used += columnsOfCharacter(segment);
    if (used > columns - 1) return `${text.slice(0, index)}…`;
  }
  return text;
}

function columnsOf(text: string): number {
  return Array.from(characters.segment(text)).reduce((sum, { segment }) => sum + columnsOfCharacter(segment), 0);
}

function columnsOfCharacter(character: string): number {
  return wide.test(character) ? 2 : 1;
}
