import { appendFileSync, existsSync, readFileSync } from "node:fs";

const kinds = ["reached", "loading", "killed", "late", "slow", "broken"] as const;

/** What has become of the mutants, kept in a file: each file of tests runs in a thread of its own. */
export class Outcomes {
  /** Those that a test has run. */
  readonly reached = new Set<string>();
  /** Those that ran while a file was loaded. */
  readonly loading = new Set<string>();
  /** Those that made a test fail. */
  readonly killed = new Set<string>();
  /** Those with which a test did not end in its time: it waits for what does not come, or the machine was busy. */
  readonly late = new Set<string>();
  /** The ids of tests, not of mutants: those that are for the second pass. */
  readonly slow = new Set<string>();
  /** The ids of tests that fail without any mutant. They are not used. */
  readonly broken = new Set<string>();
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, "utf8").trimEnd().split("\n")) {
      const [kind, ids = ""] = line.split(" ");
      for (const id of ids.split(",")) this[kinds.find((each) => each === kind) ?? "reached"].add(id);
    }
  }

  add(kind: (typeof kinds)[number], ids: readonly string[]): void {
    const unknown = ids.filter((id) => !this[kind].has(id));
    if (unknown.length === 0) return;
    for (const id of unknown) this[kind].add(id);
    appendFileSync(this.#path, `${kind} ${unknown.join(",")}\n`);
  }
}
