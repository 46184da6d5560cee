import { CellPath } from "../protocol/values/cell-path.ts";
import { DateTime } from "../protocol/values/date-time.ts";
import { throughWire } from "../protocol/values/to-value.ts";
import { writePlain, type Plain } from "../protocol/values/plain.ts";
import { Range } from "../protocol/values/range.ts";
import type { Span } from "../protocol/values/span.ts";
import { Duration, Filesize, Float } from "../protocol/values/value-classes.ts";
import type { Value } from "../protocol/values/value.ts";
import type { Version } from "../protocol/version.ts";
import { isList } from "./records-as-objects.ts";

/**
 * Stands in for the line that a caller typed. Every value gets a place in it, at which one can read what an error
 * marks.
 */
export class CommandLine {
  readonly #version: Version;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(version: Version) {
    this.#version = version;
  }

  /** Appends a word, after a space. */
  word(text: string): Span {
    if (this.#bytes.length > 0) this.#append(" ");
    return this.#append(text);
  }

  /** Appends an argument after the text `before`. Each item of a list has a place of its own. */
  argument(plain: Plain, before = ""): { value: Value; span: Span } {
    const start = this.word(before).end - Buffer.byteLength(before);
    const value = this.#write(plain);
    return { value, span: { start, end: value.span.end } };
  }

  /** Appends `text`, and returns a value at that place. */
  named(text: string, plain: Plain): Value {
    return this.#valueAt(this.word(text), plain);
  }

  /** Returns the text at a place. */
  at({ start, end }: Span): Buffer {
    return this.#bytes.subarray(start, end);
  }

  #append(text: string): Span {
    const start = this.#bytes.length;
    this.#bytes = Buffer.concat([this.#bytes, Buffer.from(text)]);
    return { start, end: this.#bytes.length };
  }

  #write(plain: Plain): Value {
    if (!isList(plain)) return this.#valueAt(this.#append(notation(plain)), plain);
    const { start } = this.#append("[");
    const vals = plain.map((item, i) => {
      if (i > 0) this.#append(" ");
      return this.#write(item);
    });
    const { end } = this.#append("]");
    return { kind: "List", vals, span: { start, end } };
  }

  #valueAt(span: Span, plain: Plain): Value {
    return throughWire((out) => writePlain(out, plain), { version: this.#version, span });
  }
}

/** Returns roughly Nushell's notation, for people to read. */
function notation(plain: Plain): string {
  if (typeof plain === "string") return /^[^\s"'`[\]{}()|;$#]+$/.test(plain) ? plain : JSON.stringify(plain);
  if (typeof plain !== "object" || plain === null) return String(plain ?? null);
  if (plain instanceof Duration) return `${plain.nanoseconds}ns`;
  if (plain instanceof Filesize) return `${plain.bytes}B`;
  if (plain instanceof Float) return String(plain.value);
  if (plain instanceof DateTime) return plain.text;
  if (plain instanceof Date) return plain.toISOString();
  return plain instanceof Range || plain instanceof CellPath ? plain.toString() : "{...}";
}
