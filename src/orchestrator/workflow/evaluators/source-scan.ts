import type { EvaluatedLanguage } from "./evaluation.ts";

/** A string literal: where its quotes begin and end, and its text unless that has interpolations. */
export interface SourceLiteral {
  readonly start: number;
  readonly end: number;
  readonly value: string | undefined;
  /** The braces or brackets around it. */
  readonly block: SourceBlock | undefined;
}

/** From a `{` or `[` in the code to the one that closes it, or to the end of the text if that is missing. */
export interface SourceBlock {
  readonly start: number;
  end: number;
  /** How many braces and brackets are around what it holds. */
  readonly depth: number;
  /** The braces or brackets around it. */
  readonly block: SourceBlock | undefined;
}

/** The parts of a source outside comments, each in the order of the text. */
export interface SourceScan {
  readonly literals: readonly SourceLiteral[];
  /** Names, keywords and numbers. */
  readonly words: readonly (SourceLiteral & { readonly value: string })[];
  readonly blocks: readonly SourceBlock[];
  /** Where a string or a word is the first of a field, an item or a statement: not in a field's type or contract. */
  readonly firsts: ReadonlySet<number>;
}

/** A string that is being read: `quote` ends it, and `interpolation` begins code in it that ends with a matching `}`. */
interface OpenString {
  readonly start: number;
  readonly contentStart: number;
  readonly quote: string;
  readonly interpolation: string | undefined;
  readonly escapes: boolean;
  readonly block: SourceBlock | undefined;
  isComputed: boolean;
}

// KCL: r"...", '...', """...""". Code in a KCL string cannot contain the string's quotes, so it needs no attention here.
const kclOpening = /(r?)("""|'''|"|')/iy;
// Nickel: "...", m%"..."%, and symbolic strings such as tf-s%%"..."%%.
const nickelOpening = /(?:"|[a-zA-Z][\w-]*?(%+)")/y;

/** Returns the parts of a source. A broken source is read as far as it makes sense. */
export function scanSource(text: string, language: EvaluatedLanguage): SourceScan {
  const literals: SourceLiteral[] = [];
  const words: SourceScan["words"][number][] = [];
  const all: SourceBlock[] = [];
  const firsts = new Set<number>();
  /** The last character that is neither space nor comment; in KCL a line's end counts. */
  let before = "\n";
  // The strings around the current code, each with what was open around it.
  const around: { string: OpenString; blocks: SourceBlock[] }[] = [];
  let blocks: SourceBlock[] = [];
  let offset = 0;
  while (offset < text.length) {
    const character = text.charAt(offset);
    const opened = openingAt(text, offset, language, blocks.at(-1));
    if (!/[\s#]/.test(character)) {
      if ("{[,\n".includes(before)) firsts.add(offset);
      before = character;
    }
    if (opened !== undefined) {
      offset = readString(opened, opened.contentStart);
    } else if (character === "#") {
      const end = text.indexOf("\n", offset);
      offset = end < 0 ? text.length : end;
    } else if (character === "{" || character === "[") {
      const outer = blocks.at(-1);
      const block = { start: offset, end: text.length, depth: depthIn(outer) + 1, block: outer };
      blocks.push(block);
      all.push(block);
      offset += 1;
    } else if (character === "]") {
      const block = blocks.at(-1);
      if (block !== undefined && text[block.start] === "[") {
        block.end = offset;
        blocks.pop();
      }
      offset += 1;
    } else if (character === "}") {
      // Brackets that are still open inside were never closed.
      while (text[blocks.at(-1)?.start ?? -1] === "[") blocks.pop();
      const block = blocks.pop();
      if (block !== undefined) block.end = offset;
      const outer = block === undefined ? around.pop() : undefined;
      if (outer === undefined) {
        offset += 1;
      } else {
        blocks = outer.blocks;
        offset = readString(outer.string, offset + 1);
      }
    } else if (/[\n\r]/.test(character) && language === "KCL") {
      before = "\n";
      offset += 1;
    } else {
      // A word is skipped as a whole, because its end could look like the beginning of a string.
      const pattern = /[\w-]+/y;
      pattern.lastIndex = offset;
      const [value] = pattern.exec(text) ?? [];
      const end = offset + (value?.length ?? 1);
      if (value !== undefined) words.push({ start: offset, end, value, block: blocks.at(-1) });
      offset = end;
    }
  }
  return { literals, words, blocks: all, firsts };

  /** Reads the rest of a string, or of its part up to an interpolation, and returns the offset where code begins again. */
  function readString(string: OpenString, from: number): number {
    let at = from;
    while (at < text.length) {
      if (string.escapes && text[at] === "\\") at += 2;
      else if (text.startsWith(string.quote, at)) {
        const end = at + string.quote.length;
        const value = valueOf(string, text.slice(string.contentStart, at));
        literals.push({ start: string.start, end, value, block: string.block });
        return end;
      } else if (string.interpolation !== undefined && text.startsWith(string.interpolation, at)) {
        string.isComputed = true;
        around.push({ string, blocks });
        blocks = [];
        return at + string.interpolation.length;
      } else at += 1;
    }
    return at;
  }
}

/** Returns how many braces and brackets are around what stands directly in a block, or in none. */
export function depthIn(block: SourceBlock | undefined): number {
  return block?.depth ?? 0;
}

function openingAt(
  text: string,
  offset: number,
  language: EvaluatedLanguage,
  block: SourceBlock | undefined,
): OpenString | undefined {
  const opening = language === "KCL" ? kclOpening : nickelOpening;
  opening.lastIndex = offset;
  const [all, first = "", quote = '"'] = opening.exec(text) ?? [];
  if (all === undefined) return undefined;
  const string = { start: offset, contentStart: offset + all.length, block, isComputed: false };
  if (language === "KCL") return { ...string, quote, interpolation: undefined, escapes: first === "" };
  if (first === "") return { ...string, quote: '"', interpolation: "%{", escapes: true };
  return { ...string, quote: `"${first}`, interpolation: `${first}{`, escapes: false };
}

function valueOf({ isComputed, escapes }: OpenString, content: string): string | undefined {
  if (isComputed) return undefined;
  if (!escapes || !content.includes("\\")) return content;
  try {
    return String(JSON.parse(`"${content}"`));
  } catch {
    return undefined;
  }
}
