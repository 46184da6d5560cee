import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { problem, type Problem } from "../problem.ts";
import { fileProblem, isAbsent } from "../system/file-problem.ts";
import { mayBeHeld, mayBeUnfinished, untilFinished } from "./half-written.ts";
import { foreignContent } from "../text/binary-text.ts";
import { sizeText, type Numeral } from "../text/numeral.ts";
import { excerpt } from "../text/printable.ts";
import { mayHaveNumerals, parseWithNumerals } from "../syntax/json-numerals.ts";

/** A value that JSON can hold. */
export type Json = null | boolean | number | Numeral | string | readonly Json[] | JsonRecord;
export type JsonRecord = { readonly [key: string]: Json };

/** The outcome of reading a JSON file. */
export type JsonFile =
  | { readonly kind: "json"; readonly value: Json; readonly text: string; readonly problem: Problem | undefined }
  | { readonly kind: "absent" }
  | {
      readonly kind: "broken";
      readonly problem: Problem;
      /** Whether the file's writer may still be at work, so that the file should be read again. */
      readonly unfinished: boolean;
    };

const largest = 16 * 1024 * 1024;
// The most levels that a file may be nested. JSON.stringify runs out of stack at some 7,000; Rust's serde, with which
// the daemon reads and writes, stops at 128.
const deepest = 1000;
// One buffer for all: a fresh one per file costs more than the read itself.
const shared = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Reads and parses one JSON file, synchronously, because the promise API costs several times as much per file. It never
 * waits for a writer: a FIFO or a device is a problem like any other.
 */
export function readJsonFile(path: string): JsonFile {
  let bytes: Bytes | undefined;
  try {
    bytes = readBytes(path);
  } catch (error) {
    return isAbsent(error)
      ? { kind: "absent" }
      : { kind: "broken", problem: fileProblem(path, error), unfinished: mayBeHeld(path, error) };
  }
  if (bytes === undefined) {
    const message = `larger than ${sizeText(largest)}, skipped: no task record is that long`;
    return { kind: "broken", problem: problem("too-large", path, message), unfinished: false };
  }
  const text = bytes.buffer.toString("utf8", startsWithMark(bytes) ? 3 : 0, bytes.length);
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: "broken", problem: notJson(path, text, bytes, error), unfinished: mayBeUnfinished(path) };
  }
  // Each level takes two characters, so that files of the usual length need not be walked through.
  if (text.length > 2 * deepest && isDeeper(value, deepest)) {
    const message = `nested deeper than ${deepest} levels, skipped: no task record is that deep`;
    return { kind: "broken", problem: problem("too-deep", path, message), unfinished: false };
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what it gives is JSON as much as above.
  if (mayHaveNumerals(text)) value = parseWithNumerals(text) as Json;
  return { kind: "json", value, text, problem: encodingProblem(path, text, bytes) };
}

/**
 * Reads a file as `readJsonFile` does, but gives one that is just being written a moment to be finished: see
 * `untilFinished`.
 */
export async function readSettledJsonFile(path: string): Promise<JsonFile> {
  let file = readJsonFile(path);
  await untilFinished(
    () => file.kind === "broken" && file.unfinished,
    () => (file = readJsonFile(path)),
  );
  return file;
}

/** The bytes of a file, at the beginning of a buffer. */
interface Bytes {
  readonly buffer: Buffer;
  readonly length: number;
}

/**
 * Reads a file into the shared buffer if it fits, so the result is valid only until the next read. Returns undefined if
 * the file is too large.
 */
function readBytes(path: string): Bytes | undefined {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const length = readSync(descriptor, shared);
    // What reads as empty may be a FIFO that nobody writes to.
    if (length === 0 && !fstatSync(descriptor).isFile()) throw Object.assign(new Error("no file"), { code: "ENXIO" });
    return length < shared.length ? { buffer: shared, length } : readLong(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readLong(descriptor: number): Bytes | undefined {
  if (fstatSync(descriptor).size > largest) return undefined;
  const chunks = [Buffer.from(shared)];
  let total = shared.length;
  // The file may grow meanwhile, and a device never ends, so the size asked for above is no bound.
  for (;;) {
    const length = readSync(descriptor, shared);
    if (length === 0) return { buffer: Buffer.concat(chunks, total), length: total };
    total += length;
    if (total > largest) return undefined;
    chunks.push(Buffer.from(shared.subarray(0, length)));
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  const inner: readonly unknown[] = Object.values(value);
  return inner.some((each) => isDeeper(each, levels - 1));
}

function startsWithMark({ buffer, length }: Bytes): boolean {
  return length >= 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
}

function encodingProblem(path: string, text: string, bytes: Bytes): Problem | undefined {
  if (!text.includes("\u{fffd}") || isUtf8(contentOf(bytes))) return undefined;
  return problem("not-utf8", path, "not valid UTF-8: the bytes in question are shown as \u{fffd}");
}

function contentOf({ buffer, length }: Bytes): Buffer {
  return buffer.subarray(0, length);
}

function notJson(path: string, text: string, bytes: Bytes, error: unknown): Problem {
  if (text.trim() === "") return problem("empty", path, "empty: no JSON in it");
  const foreign = foreignContent(contentOf(bytes));
  if (foreign !== undefined) {
    return problem(foreign.isText ? "not-utf8" : "not-json", path, foreign.message, foreign.help);
  }
  const reason = error instanceof Error ? error.message : String(error);
  return problem("not-json", path, `not JSON: ${excerpt(withLine(reason, text))}`);
}

/** V8's words, with the line and column that they have from Node 22 on. */
function withLine(reason: string, text: string): string {
  return reason.replace(/ at position (\d+)$/, (position, offset: string) => {
    const lines = text.slice(0, Number(offset)).split("\n");
    return `${position} (line ${lines.length} column ${(lines.at(-1) ?? "").length + 1})`;
  });
}
