import type { Place } from "../problem.ts";

/** The path from a document's root to a value: `["operations", 0, "timeout"]`. */
export type DocumentPath = readonly (string | number)[];

/** Returns the place of the value at a path, or of its key; of the nearest enclosing value if the path leads nowhere. */
export type Locate = (path: DocumentPath, point?: "key" | "value") => Place | undefined;

/** The place of a value as an offset into the text, and the values inside it. */
export interface PlaceNode {
  readonly offset: number;
  readonly keyOffset: number | undefined;
  children(): ReadonlyMap<string | number, PlaceNode>;
}

/** A node whose children are added while the text is read. */
export class OpenPlaceNode implements PlaceNode {
  readonly offset: number;
  readonly keyOffset: number | undefined;
  #entries: Map<string | number, OpenPlaceNode> | undefined;

  constructor(offset: number, keyOffset?: number) {
    this.offset = offset;
    this.keyOffset = keyOffset;
  }

  /** The map is created on first use, because most nodes are leaves. */
  get entries(): Map<string | number, OpenPlaceNode> {
    return (this.#entries ??= new Map());
  }

  children(): ReadonlyMap<string | number, PlaceNode> {
    return this.entries;
  }
}

/** Returns a function that looks up places in a document, given the node of its root. */
export function locator(root: PlaceNode, placeAt: (offset: number) => Place): Locate {
  return (path, point = "value") => {
    let node = root;
    for (const step of path) {
      const child = node.children().get(step);
      if (child === undefined) return placeAt(node.offset);
      node = child;
    }
    return placeAt(point === "key" ? (node.keyOffset ?? node.offset) : node.offset);
  };
}

/**
 * Returns a function that turns UTF-16 offsets of a text into places. Its first call scans the text; after that each call
 * takes a few binary searches, however long a line is.
 */
export function placesOf(text: string): (offset: number) => Place {
  let marks: Marks | undefined;
  return (offset) => {
    marks ??= marksOf(text);
    const line = countUpTo(marks.lineStarts, offset);
    const start = marks.lineStarts[line - 1] ?? 0;
    const doubled = countUpTo(marks.lowSurrogates, offset) - countUpTo(marks.lowSurrogates, start);
    return { line, column: offset - start - doubled + 1 };
  };
}

/** Returns the offset at which the line of a place begins: the way back from `placesOf`. */
export function lineOf(text: string, { line }: Place): number {
  return marksOf(text).lineStarts[line - 1] ?? text.length;
}

/** Returns the offset at which a line begins, to those who count no other line ends than `\n` and `\r\n`. */
export function lineStart(text: string, line: number): number {
  let start = 0;
  for (let number = 1; number < line; number += 1) start = text.indexOf("\n", start) + 1;
  return start;
}

interface Marks {
  readonly lineStarts: readonly number[];
  /** Characters beyond the basic plane have two units, of which a column counts only one. */
  readonly lowSurrogates: readonly number[];
}

function marksOf(text: string): Marks {
  const lineStarts = [0];
  const lowSurrogates: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0x0a || (unit === 0x0d && text.charCodeAt(index + 1) !== 0x0a)) lineStarts.push(index + 1);
    else if (unit >= 0xdc00 && unit <= 0xdfff) lowSurrogates.push(index);
  }
  return { lineStarts, lowSurrogates };
}

/** Counts the numbers that are at most `limit`. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Number.POSITIVE_INFINITY) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
