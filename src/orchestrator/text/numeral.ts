/**
 * A number as its file writes it, where a JavaScript number would not give that text back: `1.10`, `1.0`, `1e3`,
 * `1e400`, `1234567890123456789`.
 */
export class Numeral {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The integer that it is in JSON, YAML or TOML (`007`, `+5`, `0x10`, `1_000`), rounded where it is too large; else undefined. */
  get integer(): number | undefined {
    const digits = this.text.replaceAll("_", "");
    return /^(?:[+-]?\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)$/i.test(digits) ? Number(digits) : undefined;
  }

  toString(): string {
    return this.text;
  }
}

/** Reads a number of a file: a JavaScript number where that gives the text back, and otherwise a Numeral. */
export function readNumeral(text: string): number | Numeral {
  const number = Number(text);
  return String(number) === text ? number : new Numeral(text);
}
