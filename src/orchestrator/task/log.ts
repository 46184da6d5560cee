import { createHash } from "node:crypto";
import { printableLines } from "../text/printable.ts";
import { readTaskRecord, type UnreadRecord } from "./record.ts";
import { keyOf, type Task } from "./task.ts";

/** The texts of a task's record that make up its log, in their order. */
const parts = ["output", "error"] as const;
type Part = (typeof parts)[number];

/** What one reading of a task's file has brought. */
export interface News {
  /** The lines that have not been told yet, each with its prefix. */
  readonly text: string;
  /** Which of the texts that had been told are others by now, and so are told anew. */
  readonly rewritten: readonly Part[];
}

/** A text that was told. The text itself is not kept, as the logs of many tasks may be long. */
interface Told {
  readonly length: number;
  readonly digest: string;
  /** Whether it ended within a line, whose end was told all the same. */
  readonly isUnfinished: boolean;
}

const nothing: Told = asTold("");

interface LogOptions {
  /** How many lines of each log are told to begin with; all if undefined. */
  readonly tail: number | undefined;
  /** Returns what stands before each line of a task. */
  readonly prefixOf: (task: Task) => string;
}

/**
 * The logs of tasks, made into one text as they grow: of each its output, and then its error. It is told in whole lines, as
 * what shows it may wait for a line's end: where a line is not finished yet, what comes of it later is a line of its own.
 */
export class Logs {
  readonly #options: LogOptions;
  /** What has been told of each task. */
  readonly #told = new Map<string, Readonly<Record<Part, Told>>>();

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** Whether a task has had nothing to tell. */
  isSilent(task: Task): boolean {
    const told = this.#told.get(keyOf(task));
    return told === undefined || parts.every((part) => told[part].length === 0);
  }

  /** Reads a task's file, and returns what is new in it, or why it cannot be read now. */
  async read(task: Task): Promise<News | UnreadRecord> {
    const file = await readTaskRecord(task);
    if (file.record === undefined) return file;
    const { output, error } = file.record;
    const now = { output: withLineFeeds(output), error: withLineFeeds(error) };
    const known = this.#told.get(keyOf(task));
    this.#told.set(keyOf(task), { output: asTold(now.output), error: asTold(now.error) });
    const told = known ?? { output: nothing, error: nothing };
    const rewritten = parts.filter((part) => !isContinued(told[part], now[part]));
    const untold = parts.flatMap((part) => linesAfter(rewritten.includes(part) ? nothing : told[part], now[part]));
    const { tail, prefixOf } = this.#options;
    const lines = known === undefined && tail !== undefined ? untold.slice(Math.max(0, untold.length - tail)) : untold;
    const prefix = prefixOf(task);
    return { text: lines.map((line) => `${prefix}${line}\n`).join(""), rewritten };
  }
}

/** Returns the lines that a text has after what was told of it. */
function linesAfter({ length, isUnfinished }: Told, text: string): readonly string[] {
  const rest = text.slice(isUnfinished && text[length] === "\n" ? length + 1 : length);
  return rest === "" ? [] : printableLines(rest).replace(/\n$/, "").split("\n");
}

function asTold(text: string): Told {
  return {
    length: text.length,
    digest: createHash("sha256").update(text).digest("base64"),
    isUnfinished: text !== "" && !text.endsWith("\n"),
  };
}

function isContinued({ length, digest }: Told, text: string): boolean {
  return text.length >= length && asTold(text.slice(0, length)).digest === digest;
}

/** Returns a text with the line ends of Unix. What a program drew over the line before it gets a line of its own. */
function withLineFeeds(text: string | null): string {
  return (text ?? "").replaceAll(/\r\n?/g, "\n");
}
