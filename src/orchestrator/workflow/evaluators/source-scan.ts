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
  return new SourceScanner(text, language).scan();
}

class SourceScanner {
  readonly #text: string;
  readonly #language: EvaluatedLanguage;
  readonly #literals: SourceLiteral[] = [];
  readonly #words: SourceScan["words"][number][] = [];
  readonly #all: SourceBlock[] = [];
  readonly #firsts = new Set<number>();
  /** The last character that is neither space nor comment; in KCL a line's end counts. */
  #before = "\n";
  /** The strings around the current code, each with what was open around it. */
  readonly #around: { string: OpenString; blocks: SourceBlock[] }[] = [];
  /** What is open in the current code. */
  #blocks: SourceBlock[] = [];
  #offset = 0;

  constructor(text: string, language: EvaluatedLanguage) {
    this.#text = text;
    this.#language = language;
  }

  scan(): SourceScan {
    while (this.#offset < this.#text.length) this.#readNext();
    return { literals: this.#literals, words: this.#words, blocks: this.#all, firsts: this.#firsts };
  }

  #readNext(): void {
    const character = this.#text.charAt(this.#offset);
    if (!/[\s#]/.test(character)) {
      if ("{[,\n".includes(this.#before)) this.#firsts.add(this.#offset);
      this.#before = character;
    }
    const opened = openingAt(this.#text, this.#offset, this.#language, this.#blocks.at(-1));
    if (opened !== undefined) {
      this.#offset = opened.contentStart;
      this.#readString(opened);
      return;
    }
    switch (character) {
      case "#":
        return this.#skipComment();
      case "{":
      case "[":
        return this.#open();
      case "]":
        return this.#closeBracket();
      case "}":
        return this.#closeBrace();
      default:
        return this.#readWord(character);
    }
  }

  #skipComment(): void {
    const end = this.#text.indexOf("\n", this.#offset);
    this.#offset = end < 0 ? this.#text.length : end;
  }

  #open(): void {
    const outer = this.#blocks.at(-1);
    const block = { start: this.#offset, end: this.#text.length, depth: depthIn(outer) + 1, block: outer };
    this.#blocks.push(block);
    this.#all.push(block);
    this.#offset += 1;
  }

  #closeBracket(): void {
    const block = this.#blocks.at(-1);
    if (block !== undefined && this.#text[block.start] === "[") {
      block.end = this.#offset;
      this.#blocks.pop();
    }
    this.#offset += 1;
  }

  /** A brace that closes nothing in the code of an interpolation ends that code: the string around it goes on. */
  #closeBrace(): void {
    // Brackets that are still open inside were never closed.
    while (this.#text[this.#blocks.at(-1)?.start ?? -1] === "[") this.#blocks.pop();
    const block = this.#blocks.pop();
    if (block !== undefined) block.end = this.#offset;
    this.#offset += 1;
    const outer = block === undefined ? this.#around.pop() : undefined;
    if (outer === undefined) return;
    this.#blocks = outer.blocks;
    this.#readString(outer.string);
  }

  /** Skips a word as a whole, because its end could look like the beginning of a string, and anything else by itself. */
  #readWord(character: string): void {
    if (this.#language === "KCL" && /[\n\r]/.test(character)) this.#before = "\n";
    const start = this.#offset;
    const pattern = /[\w-]+/y;
    pattern.lastIndex = start;
    const [value] = pattern.exec(this.#text) ?? [];
    this.#offset += value?.length ?? 1;
    if (value !== undefined) this.#words.push({ start, end: this.#offset, value, block: this.#blocks.at(-1) });
  }

  /** Reads the rest of a string, or of its part up to an interpolation, which is code again. */
  #readString(string: OpenString): void {
    for (; this.#offset < this.#text.length; this.#offset += 1) {
      if (string.escapes && this.#text[this.#offset] === "\\") {
        this.#offset += 1;
      } else if (this.#text.startsWith(string.quote, this.#offset)) {
        const value = valueOf(string, this.#text.slice(string.contentStart, this.#offset));
        this.#offset += string.quote.length;
        this.#literals.push({ start: string.start, end: this.#offset, value, block: string.block });
        return;
      } else if (string.interpolation !== undefined && this.#text.startsWith(string.interpolation, this.#offset)) {
        string.isComputed = true;
        this.#around.push({ string, blocks: this.#blocks });
        this.#blocks = [];
        this.#offset += string.interpolation.length;
        return;
      }
    }
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
