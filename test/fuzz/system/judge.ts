import { basename, dirname, join } from "node:path";
import { root } from "../../support/nu.ts";
import type { Answer } from "../../../benches/soak/engine.ts";
import type { Fault } from "./failing.ts";
import type { Outcome } from "./faulty-plugin.ts";

/** What an answer says. */
interface Said {
  /** All of it, with what stderr says, but without what differs from one call to the next. */
  readonly text: string;
  /** The code and the help of an error; undefined where it is none. */
  readonly code: string | undefined;
  readonly help: string | undefined;
}

function saidBy({ answer, stderr }: Outcome): Said {
  const text = JSON.stringify(answer, (key, each: unknown) => {
    // Streams are numbered, bytes come in pieces of any size, and what is so long ago is longer ago by now.
    if (key === "items" && Array.isArray(each) && answer !== undefined) return bytesOf(answer) ?? each;
    if (key === "id" && typeof each === "number") return 0;
    if (key === "Duration" || (key === "time" && typeof each === "object")) return 0;
    if (typeof each === "string") return each.replaceAll(/\d\d:\d\d:\d\d/g, "00:00:00");
    return typeof each === "bigint" ? Number(each) : each;
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what an answer is, if it is an error.
  const reply = answer?.reply as
    | { readonly Error?: { readonly code: string; readonly help: string | null } }
    | undefined;
  return { text: `${text}\n${stderr}`, code: reply?.Error?.code, help: reply?.Error?.help ?? undefined };
}

/** The bytes of an answer that is a stream of them, as a text. */
function bytesOf({ items }: Answer): string | undefined {
  const chunks = items.flatMap((item) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a stream of bytes carries.
    const bytes = (item as { readonly Raw?: { readonly Ok?: Uint8Array } }).Raw?.Ok;
    return bytes ?? [];
  });
  return chunks.length === 0
    ? undefined
    : Buffer.concat(chunks)
        .toString()
        .replaceAll(/\d\d:\d\d:\d\d/g, "00:00:00");
}

/** Whether the same was answered. */
export function areAlike(a: Outcome, b: Outcome): boolean {
  return saidBy(a).text === saidBy(b).text;
}

// What these say is that something is not there, which nobody knows of what could not be looked at.
const absences = /^orch::(?:no_|unknown_|status_not_found|file_not_found|evaluator_missing)/;

/** Returns what came of a fault, in a few words. Throws an error that says what must not have come of it. */
export function judge({ code, lasts }: Fault, outcome: Outcome, before: Outcome): string {
  if (outcome.answer === undefined) throw new Error(`no answer, and on stderr: ${outcome.stderr}`);
  const said = saidBy(outcome);
  const refuse = (why: string) => new Error(`${why}, at ${outcome.at?.op} ${outcome.at?.path}: ${said.text}`);
  if (/(?:\\n|\n) {4}at /.test(said.text)) throw refuse("a stack");
  if (said.code === "nushell::plugin_bug") throw refuse("taken for a bug of the plugin");
  if (outcome.at === undefined || areAlike(outcome, before)) return "answered as before";
  if (said.code !== undefined && (said.help ?? "") === "") throw refuse("no remedy");
  const { path } = outcome.at;
  const isTold = tells(said.text, path);
  // That nothing is there, as ENOENT says, is no news of a file that may come and go. Of all that fail, one is told.
  if (code !== "ENOENT" && lasts !== "all" && !isTold && !isNobodys(path, said))
    throw refuse("a path that nobody is told");
  // What was found at the second look is told as that was, and where nobody may look neither data nor programs are searched for.
  const isSearched = said.code === "orch::no_data_dir" ? isTold || code === "EACCES" : code === "EACCES" && isTold;
  if (said.code !== undefined && said.code !== saidBy(before).code && absences.test(said.code)) {
    if (code !== "ENOENT" && !isSearched) throw refuse("taken for absent");
  }
  return said.code === undefined ? "answered as far as can be read, and told" : "an error";
}

const ownCopy = /\/nu-orch-[\da-f]{8}-\d+-\w{6}\//;

/** Whether a text names a path, or a directory above it that is one of the call's. */
function tells(text: string, path: string): boolean {
  const [whole = "", name = ""] = [path, basename(path)].map((each) => JSON.stringify(each).slice(1, -1));
  // Of the files of one directory only the names are told.
  if (text.includes(whole) || (name.length > 5 && text.includes(name))) return true;
  return dirname(path).split("/").length > 4 && tells(text, dirname(path));
}

/**
 * Whether a path need not be told: that of a pipe, of what a program gets in place of stdin, of a place where data was looked for, of
 * the plugin's own code, where Node does not tell which file it could not load, or of the plugin's copy of a piped text, which an
 * evaluator has read by then and which only gives findings their places.
 */
function isNobodys(path: string, { code }: Said): boolean {
  if (code === undefined && ownCopy.test(path)) return true;
  return path === "" || path === "/dev/null" || code === "orch::no_data_dir" || path.startsWith(join(root, "dist"));
}
