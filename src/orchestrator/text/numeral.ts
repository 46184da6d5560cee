/**
 * A number as its file writes it, where a JavaScript number would not give that text back: `1.10`, `1.0`, `1e3`,
 * `1e400`, `1234567890123456789`.
 */
export class Numeral {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The nearest JavaScript number, which for a large one is Infinity; NaN for what is no decimal number, such as `inf`. */
  get nearest(): number {
    return Number(this.text.replaceAll("_", ""));
  }

  /** `nearest` for an integer of JSON, YAML or TOML (`007`, `+5`, `0x10`, `1_000`), otherwise undefined. */
  get integer(): number | undefined {
    const digits = this.text.replaceAll("_", "");
    return /^(?:[+-]?\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)$/i.test(digits) ? this.nearest : undefined;
  }

  toString(): string {
    return this.text;
  }
}

/** Whether a value of a file is a number, in either of its two forms. */
export function isNumber(value: unknown): value is number | Numeral {
  return typeof value === "number" || value instanceof Numeral;
}

/** Returns the count that a value of a file is: an integer from 0 to `most`. Undefined if it is none. */
export function countOf(value: unknown, most = Infinity): number | undefined {
  const integer = value instanceof Numeral ? value.integer : value;
  if (typeof integer !== "number" || !Number.isInteger(integer) || integer < 0 || integer > most) return undefined;
  return integer + 0; // -0 becomes 0
}

/** Returns a number of bytes for a message, in the largest unit of which it has one, rounded up: `64 MiB`, `1.5 GiB`, `500 bytes`. */
export function sizeText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(1, bytes)) / 10), sizeUnits.length - 1);
  return `${Math.ceil((bytes / 1024 ** power) * 10) / 10} ${sizeUnits[power]}`;
}

const sizeUnits = ["bytes", "KiB", "MiB", "GiB"];

/** Reads a number of a file: a JavaScript number where that gives the text back, and otherwise a Numeral. */
export function readNumeral(text: string): number | Numeral {
  const number = Number(text);
  return String(number) === text ? number : new Numeral(text);
}
