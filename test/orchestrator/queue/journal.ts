import { closeSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { forTypeScript } from "../../support/for-typescript.ts";

/** How long the busy writer writes. */
export const busySeconds = process.env["CI"] === undefined ? 5 : 30;
/** What to start it with. */
export const busyWriter = [...forTypeScript, fileURLToPath(new URL("busy-writer.ts", import.meta.url))];

/** A task's version (its priority), "absent", or "half-written". */
export type State = number | "absent" | "half-written";

export interface Write {
  readonly result: State;
  readonly inPlace: boolean;
  /** In whole milliseconds since 1970, rounded down. */
  readonly begin: number;
  end: number | undefined;
}

/** The writes of each task that a listing may show: the last one that was done when it began, and those after it. */
export type Writes = ReadonlyMap<string, readonly Write[]>;

const neverWritten: Write = { result: "absent", inPlace: false, begin: 0, end: 0 };

/** What the writer's log says, in the order in which it happened. */
export class Journal {
  readonly writes = new Map<string, Write[]>();
  readonly #log: number;
  readonly #buffer = Buffer.alloc(1024 * 1024);
  #rest = "";

  constructor(log: string) {
    this.#log = openSync(log, "r");
    onTestFinished(() => closeSync(this.#log));
  }

  readOn(): void {
    for (;;) {
      const length = readSync(this.#log, this.#buffer);
      if (length === 0) return;
      const lines = (this.#rest + this.#buffer.toString("latin1", 0, length)).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) this.#note(line);
    }
  }

  /** Leaves in `writes` what a listing may show that begins now, by what was read of the log. */
  forgetOutdated(): void {
    for (const writes of this.writes.values()) while (writes[1]?.end !== undefined) writes.shift();
  }

  /** What a listing may show that began and ended at these times. What was within a millisecond of them may show or not. */
  during(begin: number, end: number): Writes {
    const isOutdated = (next: Write | undefined) => next?.end !== undefined && next.end + 1 <= begin;
    return new Map(
      [...this.writes].map(([id, writes]) => [
        id,
        writes.filter((write, i) => write.begin <= end && !isOutdated(writes[i + 1])),
      ]),
    );
  }

  #note(line: string): void {
    const [event, time, id = "", version, way] = line.split(" ");
    const writes = this.writes.get(id) ?? [neverWritten];
    this.writes.set(id, writes);
    const last = writes.at(-1);
    if (event === "begin") {
      const result = way === "remove" ? "absent" : Number(version);
      writes.push({ result, inPlace: way === "in-place", begin: Number(time), end: undefined });
    } else if (last !== undefined) last.end = Number(time);
  }
}

interface Listing {
  readonly tasks: readonly { readonly id: string; readonly priority: number | bigint | string | null }[];
  readonly problems: readonly { readonly path: string; readonly code: string }[];
}

/** What is wrong about a listing that ended then: what was so at no moment meanwhile, and problems without a reason. */
export function untruths({ tasks, problems }: Listing, writes: Writes, end: number): string[] {
  const wrong: string[] = [];
  const states = new Map<string, State>(tasks.map(({ id, priority }) => [id, Number(priority ?? Number.NaN)]));
  for (const { path, code } of problems) {
    const id = basename(path, ".json");
    if (["empty", "not-json"].includes(code) && !states.has(id)) states.set(id, "half-written");
    else wrong.push(`${path}: ${code}`);
  }
  for (const id of states.keys()) if (!writes.has(id)) wrong.push(`${id}: never written`);
  for (const [id, possible] of writes) {
    const shown = states.get(id) ?? "absent";
    // The first was done before, so it can not be seen half-written; others get 50 ms to be finished, by this listing or earlier ones.
    const isPossible = possible.some(
      ({ result, inPlace, begin }, i) =>
        shown === result || (shown === "half-written" && inPlace && i > 0 && begin + 45 < end),
    );
    const results = possible.map(({ result }) => result).join(" then ");
    if (!isPossible) wrong.push(`${id}: ${shown}, but ${results} was written`);
  }
  return wrong;
}
