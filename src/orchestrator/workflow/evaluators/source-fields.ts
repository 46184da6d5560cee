import type { DocumentPath } from "../../syntax/place.ts";
import { depthIn, type SourceBlock, type SourceLiteral, type SourceScan } from "./source-scan.ts";

/** A value in the source that is a string, or stands in braces or brackets. */
type SourceValue = SourceLiteral | SourceBlock;

interface SourceField {
  readonly name: SourceLiteral;
  /** The values between its name and the next field's: of these its own is the last, after its type or contract. */
  readonly values: SourceValue[];
}

/** What stands directly in a block: fields in braces, items in brackets. */
interface Content {
  readonly fields: Map<string, SourceField>;
  readonly items: SourceValue[];
}

interface SourceFields {
  readonly contents: ReadonlyMap<SourceValue | undefined, Content>;
  /** Of each name the field in the fewest blocks. */
  readonly outermost: ReadonlyMap<string, SourceField>;
}

/**
 * Returns a function that finds the offset of the field at a path, or of its value; of the nearest around it that the source
 * writes out; undefined if that is none. `value` is what the source evaluates to: a list that has another length than in the
 * source is computed, and its items are not looked for.
 */
export function fieldLocator(
  text: string,
  scan: SourceScan,
  value: unknown,
): (path: DocumentPath, point: "key" | "value") => number | undefined {
  let all: SourceFields | undefined;
  return ([first, ...rest], point) => {
    all ??= fieldsOf(text, scan);
    let field = typeof first === "string" ? outermostField(first, all) : undefined;
    if (field === undefined) return undefined;
    let found = field.values.at(-1);
    let reached = childOf(value, first);
    for (const step of rest) {
      const content = all.contents.get(found);
      const isWritten = Array.isArray(reached) && reached.length === content?.items.length;
      const inner = typeof step === "string" ? content?.fields.get(step) : undefined;
      const next = typeof step === "string" || !isWritten ? inner?.values.at(-1) : content.items[step];
      if (inner === undefined && next === undefined) return found?.start ?? field?.name.start;
      field = inner;
      found = next;
      reached = childOf(reached, step);
    }
    if (field === undefined) return found?.start;
    return point === "key" ? field.name.start : (found?.start ?? valueStart(text, field.name));
  };
}

/** Returns the field beside `operations`, or else the one in the fewest blocks. */
function outermostField(name: string, { contents, outermost }: SourceFields): SourceField | undefined {
  const field = outermost.get(name);
  const operations = outermost.get("operations")?.name.block;
  if (field === undefined || !outermost.has("operations")) return field;
  const beside = contents.get(operations)?.fields.get(name);
  // A field of an operation may be called as the workflow's own, which then is not in this source.
  return beside ?? (depthIn(field.name.block) > depthIn(operations) ? undefined : field);
}

/** Sorts all parts of a source into the blocks in which they stand directly. */
function fieldsOf(text: string, { literals, words, blocks, firsts }: SourceScan): SourceFields {
  const contents = new Map<SourceValue | undefined, Content>();
  const outermost = new Map<string, SourceField>();
  const latest = new Map<SourceBlock | undefined, SourceField>();
  const isWord = new Set<SourceValue>(words);
  for (const part of [...literals, ...words, ...blocks].toSorted((a, b) => a.start - b.start)) {
    const { block } = part;
    const content = contents.get(block) ?? { fields: new Map<string, SourceField>(), items: [] };
    contents.set(block, content);
    if ("value" in part && part.value !== undefined && firsts.has(part.start) && isName(text, part)) {
      const field: SourceField = { name: part, values: [] };
      if (!content.fields.has(part.value)) content.fields.set(part.value, field);
      latest.set(block, field);
      const known = outermost.get(part.value);
      if (known === undefined || depthIn(block) < depthIn(known.name.block)) outermost.set(part.value, field);
    } else if (!isWord.has(part)) {
      content.items.push(part);
      latest.get(block)?.values.push(part);
    }
  }
  return { contents, outermost };
}

const afterName = /\s*(?:=(?![=>])|:|\|(?!\|))/y;

function isName(text: string, { end }: SourceLiteral): boolean {
  afterName.lastIndex = end;
  return afterName.test(text);
}

/** Returns where the value of a field begins that is neither a string nor in a block. */
function valueStart(text: string, { start, end }: SourceLiteral): number {
  const lineEnd = text.indexOf("\n", end);
  const line = text.slice(end, lineEnd < 0 ? text.length : lineEnd);
  const before = /=\s*(?=\S)/.exec(line) ?? /:\s*(?=\S)/.exec(line);
  return before === null ? start : end + before.index + before[0].length;
}

/** Returns what stands at one step of a path into a value. */
export function childOf(value: unknown, step: string | number | undefined): unknown {
  if (step === undefined || typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
}
