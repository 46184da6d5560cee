import { CellPath } from "../protocol/cell-path.ts";
import { DateTime, Duration, Filesize, Float } from "../protocol/kinds.ts";
import type { Plain } from "../protocol/plain.ts";
import { writePlain } from "../protocol/plain-writer.ts";
import { Range } from "../protocol/range.ts";
import type { Span } from "../protocol/span.ts";
import type { Value } from "../protocol/value.ts";
import type { Version } from "../protocol/version.ts";
import { isList } from "./natural.ts";
import { throughWire } from "./wire-form.ts";

/** A stand-in for what a caller typed: a place for every value, so that what an error points at can be read there. */
export class SourceText {
  readonly #version: Version;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(version: Version) {
    this.#version = version;
  }

  /** Words of which each stands apart from what was there. */
  word(text: string): Span {
    if (this.#bytes.length > 0) this.#append(" ");
    return this.#append(text);
  }

  /** An argument where it is written, behind `before`; the items of a list each have a place of their own. */
  argument(plain: Plain, before = ""): { value: Value; span: Span } {
    const start = this.word(before).end - Buffer.byteLength(before);
    const value = this.#write(plain);
    return { value, span: { start, end: value.span.end } };
  }

  /** A value that stands where `text` names it. */
  named(text: string, plain: Plain): Value {
    return this.#valueAt(this.word(text), plain);
  }

  /** What stands there. */
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

/** About as Nushell writes it: for people to read. */
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
