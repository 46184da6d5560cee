import { appendFileSync, existsSync, readFileSync } from "node:fs";

const kinds = ["reached", "loading", "killed"] as const;

/** What has become of the mutants, kept in a file: each file of tests runs in a thread of its own. */
export class Outcomes {
  /** Those that a test has run. */
  readonly reached = new Set<string>();
  /** Those that ran while a file was loaded. */
  readonly loading = new Set<string>();
  /** Those that made a test fail. */
  readonly killed = new Set<string>();
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, "utf8").trimEnd().split("\n")) {
      const [kind, mutants = ""] = line.split(" ");
      for (const mutant of mutants.split(",")) this[kinds.find((each) => each === kind) ?? "reached"].add(mutant);
    }
  }

  add(kind: (typeof kinds)[number], mutants: readonly string[]): void {
    const unknown = mutants.filter((mutant) => !this[kind].has(mutant));
    if (unknown.length === 0) return;
    for (const mutant of unknown) this[kind].add(mutant);
    appendFileSync(this.#path, `${kind} ${unknown.join(",")}\n`);
  }
}
