import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import * as z from "zod/mini";
import type { Problem } from "../../../problem.ts";
import { loneReturn } from "../../languages/text-problem.ts";
import { parsedJson } from "../json-output.ts";
import { placesOf } from "../../../syntax/place.ts";
import { evaluatorProblem, printedPath, type Annotation, sourceBytes } from "../evaluator-problem.ts";
import { strangeCharacter } from "../strange-character.ts";
import { unreadSource } from "../unread-source.ts";

/** The number of the file that Nickel was asked to evaluate: 0 and 1 are its standard library, others are imports. */
const mainFile = 2;
// Matches the `┌─ PATH:LINE:COLUMN` above each excerpt of a source. Lines of the excerpt begin with a number or a bar.
const headers = /^ *┌─ (.+):\d+:\d+$/gm;

/** The most bytes of a character. */
const longestCharacter = 4;
const byteOrderMark = "the file begins with a byte order mark, which Nickel does not read; save it without";
// Labels that say no more than their place does.
const pointers = new Set([
  "applied to this expression",
  "evaluated to this expression",
  "this expression",
  "this identifier is unbound",
  "here",
  "imported here",
]);

const messagesSchema = z.object({
  diagnostics: z.array(
    z.object({
      severity: z.string(),
      message: z.string(),
      labels: z.array(
        z.object({
          style: z.string(),
          file_id: z.int(),
          range: z.object({ start: z.int(), end: z.int() }),
          message: z.string(),
        }),
      ),
      notes: z.array(z.string()),
    }),
  ),
});

type NickelMessage = z.infer<typeof messagesSchema>["diagnostics"][number];
type Label = NickelMessage["labels"][number];

interface Finding {
  readonly severity: string;
  readonly headline: string;
  readonly annotations: Annotation[];
  readonly notes: string[];
}

/** Parses what `--error-format json` wrote to stderr: a list of messages on each line, between the output of `std.trace`. */
export function nickelMessages(stderr: string): readonly NickelMessage[] {
  return stderr.split("\n").flatMap((line) => {
    if (!line.startsWith('{"diagnostics":')) return [];
    const parsed = messagesSchema.safeParse(parsedJson(line)?.json);
    return parsed.success ? parsed.data.diagnostics : [];
  });
}

/**
 * Makes a problem of each message, or of several if notes follow it that are messages themselves. `shown` is Nickel's
 * output for people, because only that names the files. Evaluation ends with its first error, so that only the parser has
 * several: what comes after the first is mostly made of it.
 */
export function nickelProblems(path: string, messages: readonly NickelMessage[], shown: string): Problem[] {
  const names = fileNames(path, messages, shown);
  const sources = new Map<string, Source>();
  const findings: Finding[] = [];
  for (const { severity, message, labels, notes } of messages) {
    const annotations = inOrder(labels.map((label) => [label, annotationOf(label, names, sources)]));
    const headline = headlineOf(message, annotations[0]);
    const finding = { severity, headline, annotations, notes: notes.map(withoutStop) };
    const previous = findings.at(-1);
    if (severity !== "Note" || previous === undefined) findings.push(finding);
    else {
      previous.annotations.push(...annotations);
      previous.notes.push(headline, ...finding.notes);
    }
  }
  const first = findings.find(({ severity }) => severity !== "Warning");
  return findings
    .filter((finding) => finding === first || finding.severity === "Warning")
    .map(
      ({ severity, headline, annotations, notes }) =>
        unreadImport(headline, annotations[0]?.file ?? path) ??
        evaluatorProblem(path, severity === "Warning" ? "warning" : "error", headline, annotations, notes),
    );
}

const notFound = /^import of (.+) failed: could not find import \(looked in \[(.*)\]\)$/;

/**
 * Returns what is wrong with an import that Nickel says is not there, which it also says of one that it cannot read;
 * undefined for any other error. `from` is the file that imports it.
 */
function unreadImport(headline: string, from: string): Problem | undefined {
  const [, name, folders] = notFound.exec(headline) ?? [];
  if (name === undefined || folders === undefined) return undefined;
  const places = [dirname(from), ...folders.split(", ")];
  const file = places.map((folder) => resolve(folder, name)).find((each) => existsSync(each));
  return file === undefined ? undefined : unreadSource(file, "Nickel");
}

/**
 * Returns what stands before the first annotation's words. A contract's own words come after a colon: Nickel begins a line
 * with seven spaces for them.
 */
function headlineOf(message: string, first: Annotation | undefined): string {
  return first?.message === byteOrderMark ? "" : message.replace(/\n {7}(?:: )?/, ": ");
}

/**
 * Returns the path for each file number. Each message is shown with a header for each of its files, in the order of its
 * labels.
 */
function fileNames(path: string, messages: readonly NickelMessage[], shown: string): ReadonlyMap<number, string> {
  const ids = messages.flatMap(({ labels }) => [...new Set(labels.map((label) => label.file_id))]);
  const found = [...shown.matchAll(headers)].map(([, name = ""]) => name);
  const names = new Map<number, string>([[mainFile, path]]);
  // If the numbers differ, a trace has printed something that looks like a header.
  if (ids.length !== found.length) return names;
  for (const [index, id] of ids.entries()) {
    const name = found[index] ?? "";
    // Names in angle brackets are not files: <stdlib/...>, and <unknown> (generated by evaluation).
    if (!name.startsWith("<")) names.set(id, printedPath(path, name));
  }
  return names;
}

function annotationOf(
  { file_id, range, message }: Label,
  names: ReadonlyMap<number, string>,
  sources: Map<string, Source>,
): Annotation {
  const file = names.get(file_id);
  if (file === undefined) return { message, file: undefined, place: undefined };
  let source = sources.get(file);
  if (source === undefined) {
    source = sourceOf(file);
    sources.set(file, source);
  }
  const place = source.placeAt(range.start);
  return { message: message === "" ? (source.strangeAt(range.start) ?? "") : message, file, place };
}

/** What stands at the UTF-8 offsets of a file; nothing if it cannot be read any more. */
interface Source {
  readonly placeAt: (offset: number) => Annotation["place"];
  readonly strangeAt: (offset: number) => string | undefined;
}

function sourceOf(file: string): Source {
  const bytes = sourceBytes(file);
  if (bytes === undefined) return { placeAt: () => undefined, strangeAt: () => undefined };
  const placeAt = placesOf(bytes.toString("utf8"));
  return {
    placeAt: (offset) => placeAt(bytes.subarray(0, offset).toString("utf8").length),
    strangeAt(offset) {
      const [character, next] = bytes.subarray(offset, offset + longestCharacter).toString("utf8");
      if (character === "\r" && next !== "\n") return loneReturn("Nickel");
      return offset === 0 && character === "\uFEFF" ? byteOrderMark : strangeCharacter(character);
    },
  };
}

/**
 * Sorts annotations: what the message is about comes first, which is the primary label in a file, or else the first in a
 * file.
 */
function inOrder(labelled: readonly (readonly [Label, Annotation])[]): Annotation[] {
  const placed = labelled.filter(([, { file }]) => file !== undefined);
  const [first] = placed.find(([label]) => label.style === "Primary") ?? placed[0] ?? [];
  const annotations = labelled
    .toSorted(([a], [b]) => Number(b === first) - Number(a === first))
    .map(([, annotation]) => annotation);
  // Labels of values that evaluation generated are in no file and say nothing useful.
  const [title, ...asides] = annotations.filter(({ file }, index) => index === 0 || file !== undefined);
  if (title === undefined) return [];
  return [{ ...title, message: pointers.has(title.message) ? "" : title.message }, ...asides];
}

/** Removes the full stop that some notes have, because they become part of a message. */
function withoutStop(note: string): string {
  return note.replace(/\.$/, "");
}
