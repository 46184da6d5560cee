import { boolean, checkFields, optional, type Fields, type Kind } from "../fields.ts";
import type { Encodable } from "../msgpack/msgpack-writer.ts";
import {
  asInt,
  asMap,
  asNumber,
  asVariant,
  exactInt,
  ProtocolError,
  throwUnknownVariant,
  type Wire,
} from "../msgpack/wire.ts";
import { atLeast, type Version } from "../version.ts";
import { floatText } from "./float-text.ts";
import { LabeledError } from "./labeled-error.ts";

/** What a Range is made of. Numbers and bigints stand for ints, and numbers with a fraction for floats. */
export interface RangeBounds {
  /** The first element. */
  readonly start: number | bigint;
  /** The difference between two elements. By default 1, or -1 if the end is below the start. */
  readonly step?: number | bigint;
  /** If undefined, the range goes on for ever. */
  readonly end?: number | bigint | undefined;
  /** Whether `end` itself is left out. */
  readonly exclusive?: boolean;
  /** Whether the elements are floats even if no bound has a fraction. */
  readonly float?: boolean;
}

const numberKind: Kind = {
  words: "a number or a bigint",
  fits: (value) => typeof value === "number" || typeof value === "bigint",
};

const boundFields = {
  start: numberKind,
  step: optional(numberKind),
  end: optional(numberKind),
  exclusive: optional(boolean),
  float: optional(boolean),
} satisfies Fields<RangeBounds>;

/** Nushell's `1..10`, `0..2..10`, `1..<10` or `1..`. Iterating over it gives its elements. */
export class Range implements Iterable<number | bigint> {
  /** The first element. */
  readonly start: number | bigint;
  /** The difference between two elements, never 0. */
  readonly step: number | bigint;
  /** The last element at most, or undefined for a range without an end. */
  readonly end: number | bigint | undefined;
  /** Whether `end` itself is left out. */
  readonly exclusive: boolean;
  /** Whether the elements are floats. */
  readonly float: boolean;

  /** Throws a RangeError on a step of 0 or away from the end, as Nushell would end the connection. */
  constructor(bounds: RangeBounds) {
    checkFields(bounds, boundFields, "what a Range is made of");
    const { start, end, exclusive = false, float } = bounds;
    let { step } = bounds;
    const isDown = end !== undefined && end < start;
    step ??= isDown ? -1 : 1;
    if (Number(step) === 0) throw new RangeError("a range cannot have a step of 0");
    if (end !== undefined && step < 0 !== isDown) throw new RangeError("a range cannot step away from its end");
    this.start = start;
    this.step = step;
    this.end = end;
    this.exclusive = exclusive;
    this.float =
      float ?? [start, step, end ?? 0].some((bound) => typeof bound === "number" && !Number.isSafeInteger(bound));
  }

  /** Yields the elements: numbers, and bigints beyond 2^53. A range without an end never stops. */
  *[Symbol.iterator](): Generator<number | bigint> {
    for (let i = 0; ; i++) {
      const element = this.at(i);
      if (element === undefined) return;
      yield element;
    }
  }

  /** Returns the element of that number, counted from 0, or undefined beyond the end. */
  at(index: number): number | bigint | undefined {
    const { start, step, end, exclusive } = this;
    const element = this.float
      ? Number(start) + index * Number(step)
      : exactInt(BigInt(start) + BigInt(index) * BigInt(step));
    // Without an end, it ends with the largest int.
    if (end === undefined) return typeof element === "number" || fits(element) ? element : undefined;
    const isPast = step > 0 ? element > end : element < end;
    return isPast || (exclusive && element === end) ? undefined : element;
  }

  /** Returns Nushell's notation. Throws a RangeError on a bound beyond 64 bits, which would end the connection. */
  toString(): string {
    const next = this.float ? Number(this.start) + Number(this.step) : BigInt(this.start) + BigInt(this.step);
    const first = Number(this.step) === 1 ? [this.start] : [this.start, next];
    const last = this.end === undefined ? "" : `${this.exclusive ? "<" : ""}${this.#number(this.end)}`;
    return [...first.map((bound) => this.#number(bound)), last].join("..");
  }

  #number(bound: number | bigint): string {
    if (this.float) return decimal(Number(bound));
    const integer = BigInt(bound);
    if (!fits(integer)) throw new RangeError(`does not fit 64 bits: ${integer}`);
    return integer.toString();
  }
}

const fits = (integer: bigint) => BigInt.asIntN(64, integer) === integer;

/** Writes a bound in a notation that has neither an exponent nor infinity. */
function decimal(number: number): string {
  if (Number.isFinite(number)) return floatText(number);
  throw new LabeledError(`Nushell has no notation for a range with the bound ${number}`, { code: "nushell::range" });
}

/** Encodes a text from 0.114 on, before that a map. Releases on either side of the change fail on the other's form. */
export function encodeRange(range: Range, version: Version): Encodable {
  if (atLeast(version, "0.114")) return range.toString();
  const number = (bound: number | bigint): Encodable =>
    range.float ? (out) => out.float(Number(bound)) : (out) => out.int(bound);
  const end =
    range.end === undefined ? "Unbounded" : { [range.exclusive ? "Excluded" : "Included"]: number(range.end) };
  return { [range.float ? "FloatRange" : "IntRange"]: { start: number(range.start), step: number(range.step), end } };
}

/** Reads both forms, as `encodeRange` describes them. */
export function readRange(wire: Wire | undefined): Range {
  if (typeof wire === "string") return parseRange(wire);
  const { name, content } = asVariant(wire, "range");
  if (name !== "IntRange" && name !== "FloatRange") return throwUnknownVariant(name, "range");
  const float = name === "FloatRange";
  const parts = asMap(content, name);
  const number = (part: Wire | undefined) => (float ? asNumber(part, "range") : asInt(part, "range"));
  const bounds = { start: number(parts.get("start")), step: number(parts.get("step")), float };
  const end = asVariant(parts.get("end"), "range end");
  switch (end.name) {
    case "Unbounded":
      return new Range(bounds);
    case "Included":
    case "Excluded":
      return new Range({ ...bounds, end: number(end.content), exclusive: end.name === "Excluded" });
    default:
      return throwUnknownVariant(end.name, "range end");
  }
}

const notation = /^(-?\d+(?:\.\d+)?)\.\.(?:(-?\d+(?:\.\d+)?)\.\.)?(<?)(-?\d+(?:\.\d+)?)?$/;

function parseRange(text: string): Range {
  const [, first, second, less, last] = notation.exec(text) ?? [];
  if (first === undefined) throw new ProtocolError(`not a range: ${JSON.stringify(text)}`);
  const float = [first, second, last].some((bound) => bound?.includes("."));
  const number = (bound: string) => (float ? Number(bound) : exactInt(BigInt(bound)));
  return new Range({
    start: number(first),
    ...(second !== undefined && {
      step: float ? Number(second) - Number(first) : exactInt(BigInt(second) - BigInt(first)),
    }),
    end: last === undefined ? undefined : number(last),
    exclusive: less === "<",
    float,
  });
}
