import { truncateToWidth, visibleWidth, wrapTextWithAnsi } from "@earendil-works/pi-tui/dist/utils.js";
import { printable } from "../../orchestrator/text/printable.ts";
import type { Painter } from "../text/colors.ts";

/** What every part of the screen is drawn with. */
export interface Frame {
  readonly width: number;
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly paint: Painter;
}

/** What stands between two parts of a line. */
export const between = "  ";
// A longer text is never seen whole, and measuring it takes long.
const longest = 1000;

/** Returns text of a file, printable and on one line, in exactly so many columns. */
export function cell(text: string, width: number): string {
  // The library ends all formats before the mark of a cut, and with them that of the row around the cell.
  return truncateToWidth(printable(text.slice(0, longest)), width, "…", true).replaceAll("\u{1b}[0m", "");
}

/** Returns how many columns a text of a file takes once it is printable. */
export function widthOf(text: string): number {
  // Measuring takes long, and ids and names seldom hold anything else.
  return /^[ -~]*$/.test(text) ? text.length : visibleWidth(printable(text));
}

/** Returns a text on as many lines as it takes, and no more than `most`. */
export function wrapped(text: string, width: number, most: number): readonly string[] {
  return cutTo(most, wrapTextWithAnsi(text, width), " ", width);
}

/** A text with its name. */
export type Labelled = readonly [label: string, text: string];

/** Returns texts on as many lines as they take, each beside its name. */
export function labelled(texts: readonly Labelled[], { width, paint }: Frame): readonly string[] {
  const longestLabel = Math.max(0, ...texts.map(([label]) => widthOf(label)));
  const labelWidth = Math.min(longestLabel, Math.floor(width / 3));
  return texts.flatMap(([label, text]) =>
    wrapTextWithAnsi(printable(text), width - labelWidth - between.length).map((line, i) => {
      const name = cell(i === 0 ? label : "", labelWidth);
      return `${paint.faint(name)}${between}${line}`;
    }),
  );
}

/** Joins parts that stay whole on as many lines as they take, and no more than `most`. */
export function flowed(parts: readonly string[], width: number, most: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.pop();
    const joined = last === undefined ? part : `${last}${between}${part}`;
    if (last === undefined || visibleWidth(joined) <= width) lines.push(joined);
    else lines.push(last, part);
  }
  return cutTo(most, lines, between, width);
}

function cutTo(most: number, lines: readonly string[], separator: string, width: number): readonly string[] {
  const rest = lines.slice(most - 1).join(separator);
  return [...lines.slice(0, most - 1), ...(rest === "" ? [] : [truncateToWidth(rest, width, "…")])];
}
