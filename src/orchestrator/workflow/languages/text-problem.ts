import { workflowProblem, type Place, type Problem } from "../../problem.ts";
import { foreignContent } from "../../text/binary-text.ts";
import { printable, quote } from "../../text/printable.ts";
import type { WorkflowDocument } from "../document.ts";
import { placesOf } from "../../syntax/place.ts";
import { leftoverIn } from "./leftover.ts";

/** The text is not valid in its language. The message is the parser's. */
export function syntaxError(path: string, place: Place | undefined, message: string): Problem {
  return workflowProblem("syntax-error", path, printable(message), place);
}

/**
 * Returns the document of a text that its parser cannot read from an offset on. The message is the parser's, and is told
 * where the text is not better known for something else.
 */
export function unreadable(path: string, text: string, offset: number, message: string): WorkflowDocument {
  const problem = strangeText(path, text, offset) ?? syntaxError(path, placesOf(text)(offset), message);
  return { problems: [problem], content: undefined };
}

/**
 * Returns what a text is known for that was refused at an offset, but not for its own sake: what another tool left in it,
 * or bytes that are no text. Undefined for all others.
 */
export function strangeText(path: string, text: string, offset: number): Problem | undefined {
  const foreign = text.includes("\0") ? foreignProblem(path, Buffer.from(text)) : undefined;
  if (foreign !== undefined) return foreign;
  const left = leftoverIn(text, offset);
  return left && workflowProblem(left.code, path, left.message, placesOf(text)(left.offset));
}

/** Returns the document of a file whose bytes are not UTF-8. */
export function notText(path: string, language: string, bytes: Buffer): WorkflowDocument {
  const foreign = foreignProblem(path, bytes);
  if (foreign !== undefined) return { problems: [foreign], content: undefined };
  const { text, offset, byte } = firstBadByte(bytes);
  const message = `not valid UTF-8, which ${language} requires: the byte 0x${byte.toString(16)}; save it as UTF-8`;
  return { problems: [workflowProblem("not-utf8", path, message, placesOf(text)(offset))], content: undefined };
}

function foreignProblem(path: string, bytes: Buffer): Problem | undefined {
  const foreign = foreignContent(bytes);
  if (foreign === undefined) return undefined;
  const { isText, message, help } = foreign;
  const remedy = help.charAt(0).toLowerCase() + help.slice(1).replace(/\.$/, "");
  return workflowProblem(isText ? "not-utf8" : "binary", path, `${message}; ${remedy}`);
}

/** Returns what can be read of bytes that are not UTF-8, and the first of them that cannot. */
function firstBadByte(bytes: Buffer): { text: string; offset: number; byte: number } {
  const text = bytes.toString("utf8");
  let at = 0;
  let offset = 0;
  for (const { index } of text.matchAll(/\u{fffd}/gu)) {
    at += Buffer.byteLength(text.slice(offset, index));
    offset = index;
    // A file may have that character itself.
    if (!bytes.subarray(at, at + 3).equals(Buffer.from("\u{fffd}"))) break;
  }
  return { text, offset, byte: bytes[at] ?? 0 };
}

/** Says what a carriage return is to a language that has no such line ends. */
export function loneReturn(language: string): string {
  return `a carriage return alone ends this line, as on old Macs, and ${language} has no such line ends; save the file with others`;
}

/** A key appears twice in one map. `place` is that of the second. */
export function duplicateKey(path: string, place: Place, key: string): Problem {
  return workflowProblem("duplicate-key", path, `the key ${quote(key)} appears twice in one map`, place);
}

/** YAML aliases expand to more than `limit` values. */
export function tooManyAliases(path: string, place: Place, limit: number): Problem {
  const message = `the aliases (*name) in this file expand to more than ${limit} values`;
  return workflowProblem("too-many-aliases", path, message, place);
}
