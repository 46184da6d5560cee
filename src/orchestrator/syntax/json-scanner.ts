import { readNumeral } from "../text/numeral.ts";
import { OpenPlaceNode } from "./place.ts";
import { setField } from "./set-field.ts";

/** The value of a JSON text, the places of what is in it and the keys that appear twice, or the first syntax error. */
export type JsonScan =
  | { failure: { offset: number; message: string } }
  | {
      failure: undefined;
      value: unknown;
      root: OpenPlaceNode;
      duplicates: { key: string; offset: number }[];
    };

/** A list or a map that is being read. */
interface Frame {
  readonly value: unknown[] | Record<string, unknown>;
  readonly node: OpenPlaceNode;
  readonly close: "]" | "}";
}

const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const escape = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;

/**
 * Reads JSON with its places, and its numbers as they are written. `JSON.parse` would round them; it accepts keys that
 * appear twice, and on Node 20 its errors often lack a position. Of such keys the last value counts, as there. The scan is
 * not recursive, so nesting cannot overflow the stack.
 */
export function scanJson(text: string): JsonScan {
  try {
    return new JsonScanner(text).scan();
  } catch (error) {
    if (!(error instanceof JsonFailure)) throw error;
    return { failure: { offset: error.offset, message: error.message } };
  }
}

class JsonFailure extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

class JsonScanner {
  readonly #text: string;
  #position = 0;
  /** The lists and maps around the position, the innermost last. */
  readonly #frames: Frame[] = [];
  readonly #duplicates: { key: string; offset: number }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  scan(): JsonScan {
    this.#skipSpace();
    const { node: root, value } = this.#readValue();
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) this.#goOn(frame);
    this.#skipSpace();
    if (this.#position < this.#text.length) throw this.#expected("the end of the file");
    return { failure: undefined, value, root, duplicates: this.#duplicates };
  }

  /** Reads the next item of the innermost list or map, or its end. */
  #goOn({ value, node: { entries }, close }: Frame): void {
    this.#skipSpace();
    if (this.#text[this.#position] === close) {
      this.#frames.pop();
      this.#position += 1;
      return;
    }
    if (entries.size > 0) {
      if (this.#text[this.#position] !== ",") throw this.#expected(`"," or "${close}"`);
      this.#position += 1;
      this.#skipSpace();
      if (this.#text[this.#position] === close) throw this.#expected(close === "}" ? "a key" : "a value");
    }
    const keyOffset = close === "}" ? this.#position : undefined;
    const name = keyOffset === undefined ? entries.size : this.#readKey(entries);
    const item = this.#readValue(keyOffset);
    entries.set(name, item.node);
    setField(value, name, item.value);
  }

  #readKey(known: OpenPlaceNode["entries"]): string {
    const start = this.#position;
    if (this.#text[start] !== '"') throw this.#expected("a key in double quotes");
    this.#position = this.#stringEnd(start);
    const key = stringOf(this.#text.slice(start, this.#position));
    if (known.has(key)) this.#duplicates.push({ key, offset: start });
    this.#skipSpace();
    if (this.#text[this.#position] !== ":") throw this.#expected('":" after a key');
    this.#position += 1;
    this.#skipSpace();
    return key;
  }

  /** Reads a value, or the beginning of a list or a map, which `#goOn` fills. */
  #readValue(keyOffset?: number): { readonly node: OpenPlaceNode; readonly value: unknown } {
    const start = this.#position;
    const node = new OpenPlaceNode(start, keyOffset);
    const opener = this.#text[start];
    if (opener === "{" || opener === "[") {
      const value = opener === "{" ? {} : [];
      this.#frames.push({ value, node, close: opener === "{" ? "}" : "]" });
      this.#position += 1;
      return { node, value };
    }
    const end = opener === '"' ? this.#stringEnd(start) : this.#match(scalar, start);
    if (end === undefined) throw this.#expected("a value");
    this.#position = end;
    return { node, value: scalarOf(this.#text.slice(start, end)) };
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.#position))) this.#position += 1;
  }

  #match(pattern: RegExp, from: number): number | undefined {
    pattern.lastIndex = from;
    return pattern.test(this.#text) ? pattern.lastIndex : undefined;
  }

  /** Returns the offset after the string that starts at `start`. */
  #stringEnd(start: number): number {
    let at = start + 1;
    while (at < this.#text.length) {
      const unit = this.#text.charCodeAt(at);
      if (unit === 0x22) return at + 1;
      if (unit < 0x20) throw new JsonFailure(at, "a string must not contain a raw control character");
      if (unit === 0x5c) {
        const end = this.#match(escape, at);
        if (end === undefined) throw new JsonFailure(at, "unknown escape in a string");
        at = end;
      } else {
        at += 1;
      }
    }
    throw new JsonFailure(start, "this string is never closed");
  }

  #expected(what: string): JsonFailure {
    const found = this.#text.codePointAt(this.#position);
    const instead = found === undefined ? "the file ends" : `found "${String.fromCodePoint(found)}"`;
    return new JsonFailure(this.#position, `expected ${what}, but ${instead}`);
  }
}

function scalarOf(written: string): unknown {
  if (written.startsWith('"')) return stringOf(written);
  return written === "true" || written === "false" || written === "null" ? JSON.parse(written) : readNumeral(written);
}

function stringOf(written: string): string {
  return written.includes("\\") ? String(JSON.parse(written)) : written.slice(1, -1);
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}
