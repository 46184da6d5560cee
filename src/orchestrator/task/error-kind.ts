import { cut, withoutColors } from "../text/printable.ts";

const longestLine = 1000;
const longestKind = 200;
// What differs between failures of one kind: hexadecimal numbers, UUIDs, hashes, and decimal numbers with all that joins
// them to versions, addresses and times. A number after capitals is part of a code, such as ERR001.
const varying =
  /\b0x[\da-fA-F]+\b|\b[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}\b|\b(?=[a-fA-F]*\d)[\da-fA-F]{7,}\b|(?<![A-Z]\d*)\d+(?:[.:-]\d+)*/g;

/** Returns the first line of an error that says anything, without its colours, cut if it is long; null for one that says nothing. */
export function firstLine(error: string | null): string | null {
  const [line = ""] = withoutColors(error ?? "")
    .trimStart()
    .split(/[\r\n]/, 1);
  return line === "" ? null : cut(line, longestLine).trimEnd();
}

/**
 * Returns the first line of an error with `#` in place of its numbers and ids, so that failures of one kind have the same
 * text; null for an error that says nothing.
 */
export function errorKind(error: string | null): string | null {
  const line = firstLine(error);
  return line === null ? null : cut(line.replace(varying, "#"), longestKind);
}
