import { sep } from "node:path";

/** A path as a regular expression has it, in whose syntax Windows' backslashes would mean something else. */
export function literally(path: string): string {
  return path.replaceAll("\\", "\\\\");
}

/** A path, or a text with some in it, with slashes between the names, so that one expectation holds on every system. */
export function withSlashes(text: string): string {
  return text.replaceAll(sep, "/");
}
