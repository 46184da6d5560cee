import { truncateToWidth, visibleWidth, wrapTextWithAnsi } from "@earendil-works/pi-tui/dist/utils.js";
import { printable } from "../../orchestrator/text/printable.ts";
import type { Painter } from "../call/colors.ts";

/** What every part of the screen is drawn with. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly paint: Painter;
}

// A longer text is never seen whole, and measuring it takes long.
const longest = 1000;

/** Returns text of a file, printable and on one line, in exactly so many columns. */
export function cell(text: string, width: number): string {
  return truncateToWidth(printable(text.slice(0, longest)), width, "…", true);
}

/** Returns a text on as many lines as it takes, and no more than `most`. */
export function wrapped(text: string, width: number, most: number): readonly string[] {
  return cutTo(most, wrapTextWithAnsi(text, width), " ", width);
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

const between = "  ";

function cutTo(most: number, lines: readonly string[], separator: string, width: number): readonly string[] {
  const rest = lines.slice(most - 1).join(separator);
  return [...lines.slice(0, most - 1), ...(rest === "" ? [] : [truncateToWidth(rest, width, "…")])];
}
