import type { Value } from "./value.ts";

// Kinds of Nushell values that JavaScript has no type of its own for. A declared type gives and takes plain numbers and
// texts; these tell the kinds apart where anything may come.

/** A float without a fraction, which as a number would be an int. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export class Duration {
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

export class Filesize {
  readonly bytes: bigint;

  constructor(bytes: bigint) {
    this.bytes = bytes;
  }
}

/** An instant as Nushell has it, with its offset and its nanoseconds, which a Date would lose. */
export class DateTime {
  /** RFC 3339. */
  readonly text: string;

  /** Throws a RangeError on a text that is no RFC 3339 instant: it would end the connection. */
  constructor(text: string) {
    if (!isRfc3339(text)) throw new RangeError(`not an RFC 3339 date and time with an offset: ${JSON.stringify(text)}`);
    this.text = text;
  }

  /** In milliseconds. A leap second, which JavaScript has not, counts as the one before. */
  toDate(): Date {
    const [, sign, year = "", rest = ""] = /^([+-]?)(\d+)(.*)$/.exec(this.text) ?? [];
    return new Date((sign ? sign + year.padStart(6, "0") : year) + rest.replace(/:60(?=[.Z+-])/, ":59"));
  }
}

export class Glob {
  readonly pattern: string;
  /** Whether it was quoted, and so means itself. */
  readonly noExpand: boolean;

  constructor(pattern: string, noExpand = false) {
    this.pattern = pattern;
    this.noExpand = noExpand;
  }
}

/** Code of the caller's, to be handed back to Nushell with `engine.evalClosure`. */
export class Closure {
  readonly blockId: number;
  /** The variables it uses, by Nushell's numbers for them. */
  readonly captures: readonly (readonly [number, Value])[];

  constructor(blockId: number, captures: readonly (readonly [number, Value])[]) {
    this.blockId = blockId;
    this.captures = captures;
  }
}

/** A plugin's own value, as it travels. */
export class CustomValue {
  readonly name: string;
  readonly data: Uint8Array;
  /** Whether Nushell tells when the last copy is gone. */
  readonly notifyOnDrop: boolean;

  constructor(name: string, data: Uint8Array, notifyOnDrop = false) {
    this.name = name;
    this.data = data;
    this.notifyOnDrop = notifyOnDrop;
  }
}

// Nushell also sends and takes years beyond four digits, with a sign, and a leap second.
const rfc3339 =
  /^(\d{4}|[+-]\d{4,6})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
// Nearly every date: told apart without groups, in a sixth of the time. Every month has these days.
const commonDate =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** The last year that it knows before and after the year 0. */
const lastYear = 262_142;

/** Whether Nushell can read the text as a date: it ends the connection on any other. */
export function isRfc3339(text: string): boolean {
  if (commonDate.test(text)) return true;
  const [, year, month, day] = rfc3339.exec(text) ?? [];
  if (year === undefined || Math.abs(Number(year)) > lastYear) return false;
  // JavaScript carries 30 February over into March.
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
