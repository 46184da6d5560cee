/**
 * A number as its file writes it, where a JavaScript number would not give that text back: `1.10`, `1.0`, `1e3`,
 * `1e400`, `1234567890123456789`.
 */
export class Numeral {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
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
