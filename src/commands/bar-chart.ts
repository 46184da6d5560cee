/** One line of a chart. */
export interface Bar {
  readonly label: string;
  readonly count: number;
  /** Of all, 0 to 1. */
  readonly share: number;
}

const characters = new Intl.Segmenter();
// An eighth of a cell each, so that short bars differ too.
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const narrowest = 10;

/** Horizontal bars, the longest as long as `width` columns allow, each with its label, its count and its share. */
export function barChart(bars: readonly Bar[], width: number): string {
  const labelWidth = Math.max(0, ...bars.map(({ label }) => columnsOf(label)));
  const countWidth = Math.max(0, ...bars.map(({ count }) => String(count).length));
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const room = Math.max(narrowest, width - labelWidth - countWidth - " ".length * 3 - "100.0 %".length);
  return bars
    .map(({ label, count, share }) => {
      const drawn = bar((count / most) * room);
      const percent = `${(share * 100).toFixed(1)} %`.padStart("100.0 %".length);
      const padding = " ".repeat(labelWidth - columnsOf(label));
      return `${label}${padding} ${String(count).padStart(countWidth)} ${percent} ${drawn}`.trimEnd();
    })
    .join("\n");
}

function bar(length: number): string {
  const parts = Math.round(length * 8);
  return "█".repeat(parts >> 3) + (eighths[parts % 8] ?? "");
}

function columnsOf(text: string): number {
  return Array.from(characters.segment(text)).length;
}
