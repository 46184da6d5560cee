import type { Result } from "./mode.ts";

/** Counts what was tried and what happened. */
export class Tally {
  readonly #cases = new Map<string, number>();
  readonly #kinds = new Map<string, Map<string, number>>();

  add(trial: string, { kinds, outcome }: Result): void {
    count(this.#cases, trial);
    for (const kind of new Set(kinds)) {
      const outcomes = this.#kinds.get(kind) ?? new Map<string, number>();
      this.#kinds.set(kind, outcomes);
      count(outcomes, outcome);
    }
  }

  /** Returns how many were tried in which way, and a table of Markdown: a case counts for each kind of fault that it has. */
  table(): string {
    const ways = [...this.#cases].map(([trial, cases]) => `${cases.toLocaleString("en")} ${trial}`);
    const rows = [...this.#kinds]
      .toSorted(([a], [b]) => a.localeCompare(b, "en"))
      .map(([kind, outcomes]) => {
        const all = [...outcomes.values()].reduce((sum, each) => sum + each, 0);
        const happened = [...outcomes]
          .toSorted(([, a], [, b]) => b - a)
          .map(([outcome, cases]) => `${outcome} ${cases.toLocaleString("en")}`);
        return `| ${kind} | ${all.toLocaleString("en")} | ${happened.join(", ")} |`;
      });
    return [`tried: ${ways.join(", ")}`, "", "| kind | tried | what happened |", "|---|---|---|", ...rows].join("\n");
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
