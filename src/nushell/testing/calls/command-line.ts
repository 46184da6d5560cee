import { throughWire } from "../../protocol/values/to-value.ts";
import type { Span } from "../../protocol/values/span.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { Version } from "../../protocol/version.ts";
import { isList, type Closures, type Given } from "../values/given.ts";
import { scalarNuon } from "../values/nuon.ts";

/**
 * Stands in for the line that a caller typed. Every value gets a place in it, at which one can read what an error
 * marks.
 */
export class CommandLine {
  readonly #version: Version;
  readonly #closures: Closures;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(version: Version, closures: Closures) {
    this.#version = version;
    this.#closures = closures;
  }

  /** Appends a word, after a space. */
  word(text: string): Span {
    if (this.#bytes.length > 0) this.#append(" ");
    return this.#append(text);
  }

  /** Appends an argument after the text `before`. Each item of a list has a place of its own. */
  argument(given: Given, before = ""): { value: Value; span: Span } {
    const start = this.word(before).end - Buffer.byteLength(before);
    const value = this.#write(given);
    return { value, span: { start, end: value.span.end } };
  }

  /** Appends `text`, and returns a value at that place. */
  named(text: string, given: Given): Value {
    return this.#valueAt(this.word(text), given);
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

  #write(given: Given): Value {
    if (!isList(given)) return this.#valueAt(this.#append(notation(given)), given);
    const { start } = this.#append("[");
    const vals = given.map((item, i) => {
      if (i > 0) this.#append(" ");
      return this.#write(item);
    });
    const { end } = this.#append("]");
    return { kind: "List", vals, span: { start, end } };
  }

  #valueAt(span: Span, given: Given): Value {
    return throughWire((out) => this.#closures.type.write(out, given), { version: this.#version, span });
  }
}

/** Returns roughly Nushell's notation, for people to read. */
function notation(given: Given): string {
  if (typeof given === "string" && /^[^\s"'`[\]{}()|;$#]+$/.test(given)) return given;
  return scalarNuon(given) ?? "{...}";
}
