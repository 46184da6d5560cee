import type { EvaluatedLanguage } from "./evaluation.ts";
import { grouped } from "../../grouped.ts";
import type { Place } from "../../problem.ts";
import { type DocumentPath, type Locate, placesOf } from "../../syntax/place.ts";
import { childOf, fieldLocator } from "./source-fields.ts";
import { scanSource, type SourceLiteral } from "./source-scan.ts";

/** An operation of the evaluated value. */
interface Named {
  readonly id: string;
  readonly record: unknown;
  /** Whether the path leads on to something inside the operation. */
  readonly isInside: boolean;
}

/**
 * Finds parts of an evaluated value by their text in the source, because the value does not say where it comes from. A problem
 * of one dependency is placed at its name within the operation, any other problem of an operation at its id, a problem of the
 * workflow itself where the source has its field, and one whose text cannot be found at the beginning of the file.
 */
export function sourceLocator(text: string, language: EvaluatedLanguage, value: unknown): Locate {
  const placeAt = placesOf(text);
  let index: SourceIndex | undefined;
  return (path, point = "value") => {
    index ??= indexOf(text, language, value);
    const { literals, fields } = index;
    const named = operationAt(value, path);
    if (named === undefined) {
      const offset = fields(path, point);
      return offset === undefined ? start : placeAt(offset);
    }
    const found = idLiteral(index, named);
    if (found === undefined) return start;
    const { literal, isId } = found;
    const target = valueAt(value, path);
    const isOther = isId && named.isInside && typeof target === "string" && path.at(-1) !== "id";
    const other = isOther ? literalWithin(literals, literal, target) : undefined;
    return placeAt((other ?? literal).start);
  };
}

const start: Place = { line: 1, column: 1 };

/** The literals of a source by their text, in the order of the source. */
type Literals = ReadonlyMap<string, readonly SourceLiteral[]>;
/** For each operation, how many operations before it have the same id. */
type Ordinals = ReadonlyMap<unknown, number>;

/** Indices with which finding all places takes no longer than reading the text. */
interface SourceIndex {
  readonly literals: Literals;
  readonly ordinals: Ordinals;
  /** Returns the literals with this text that are the value of an `id` field. */
  readonly idFields: (id: string) => readonly SourceLiteral[];
  readonly fields: ReturnType<typeof fieldLocator>;
}

function indexOf(text: string, language: EvaluatedLanguage, value: unknown): SourceIndex {
  const scan = scanSource(text, language);
  const literals = grouped(scan.literals, (literal) => literal.value);
  const known = new Map<string, readonly SourceLiteral[]>();
  const idFields = (id: string): readonly SourceLiteral[] => {
    const found = known.get(id) ?? (literals.get(id) ?? []).filter((literal) => isIdField(text, literal));
    known.set(id, found);
    return found;
  };
  return { literals, ordinals: ordinalsIn(value), idFields, fields: fieldLocator(text, scan, value) };
}

function ordinalsIn(root: unknown): Ordinals {
  const ordinals = new Map<unknown, number>();
  const counts = new Map<string, number>();
  const rest: unknown[] = [root];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value !== "object" || value === null) continue;
    const id = childOf(value, "id");
    if (typeof id === "string") {
      const count = counts.get(id) ?? 0;
      ordinals.set(value, count);
      counts.set(id, count + 1);
    }
    for (const child of Object.values(value).toReversed()) rest.push(child);
  }
  return ordinals;
}

/** Returns the innermost operation on a path. */
function operationAt(root: unknown, path: DocumentPath): Named | undefined {
  let found: Named | undefined;
  let record = root;
  for (let depth = 0; depth <= path.length; depth += 1) {
    const id = childOf(record, "id") ?? (path[depth - 2] === "operations" ? path[depth - 1] : undefined);
    if (typeof id === "string") found = { id, record, isInside: depth < path.length };
    record = childOf(record, path[depth]);
  }
  return found;
}

/**
 * Returns the literal of the operation's id: the `id = "x"` or `id: "x"` with the same ordinal, or else any literal with that
 * text.
 */
function idLiteral(
  { literals, idFields, ordinals }: SourceIndex,
  { id, record }: Named,
): { literal: SourceLiteral; isId: boolean } | undefined {
  const same = literals.get(id) ?? [];
  const ids = idFields(id);
  const literal = ids[ordinals.get(record) ?? 0] ?? ids[0];
  if (literal !== undefined) return { literal, isId: true };
  return same[0] === undefined ? undefined : { literal: same[0], isId: false };
}

// Nickel allows contracts between the two: `id | String = "x"`.
const idField = /(?:^|[^\w-])["']?id["']?\s*(?:[|:][^={}]*)?[=:]\s*$/;
const longestField = 200;

function isIdField(text: string, { start: at }: SourceLiteral): boolean {
  return idField.test(text.slice(Math.max(0, at - longestField), at));
}

/** Returns a literal with that text between the braces around the operation's id, other than the id itself. */
function literalWithin(literals: Literals, id: SourceLiteral, text: string): SourceLiteral | undefined {
  const { block } = id;
  if (block === undefined) return undefined;
  const same = literals.get(text) ?? [];
  for (let index = firstAfter(same, block.start); (same[index]?.start ?? block.end) < block.end; index += 1) {
    if (same[index] !== id) return same[index];
  }
  return undefined;
}

/** Returns the index of the first literal that starts after an offset. */
function firstAfter(literals: readonly SourceLiteral[], offset: number): number {
  let low = 0;
  let high = literals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((literals[middle]?.start ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

function valueAt(root: unknown, path: DocumentPath): unknown {
  return path.reduce(childOf, root);
}
