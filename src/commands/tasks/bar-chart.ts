/** One line of a chart. */
export interface Bar {
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
const percentWidth = "100.0 %".length;

/** Horizontal bars, the longest as long as `width` columns allow, each with its label, its count and its share. */
export function barChart(bars: readonly Bar[], width: number): string {
  const most = longest(bars.map(({ count }) => count));
  const countWidth = String(most).length;
  const room = width - countWidth - percentWidth - " ".length * 3;
  const labels = bars.map(({ label }) => cut(label, Math.max(1, room - narrowest)));
  const labelWidth = longest(labels.map(columnsOf));
  return bars
    .map(({ count, share }, i) => {
      const label = labels[i] ?? "";
      const drawn = bar((count / most) * Math.max(1, room - labelWidth));
      const percent = `${(share * 100).toFixed(1)} %`.padStart(percentWidth);
      const padding = " ".repeat(labelWidth - columnsOf(label));
      return `${label}${padding} ${String(count).padStart(countWidth)} ${percent} ${drawn}`;
    })
    .join("\n");
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
  const parts = Array.from(characters.segment(text), ({ segment }) => segment);
  while (columnsOf(parts.join("")) > columns - 1) parts.pop();
  return `${parts.join("")}…`;
}

function columnsOf(text: string): number {
  return Array.from(characters.segment(text)).reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);
}
