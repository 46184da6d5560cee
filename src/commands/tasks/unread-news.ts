import { countUnread, listUnread, type UnreadTask } from "../../orchestrator/tasks/unread.ts";

/**
 * Words what a command that goes on finds unreadable. Each file is told once for each reason, because a writer at work may
 * be seen half done again and again.
 */
export class UnreadNews {
  readonly #told: Set<string>;

  /** @param known what has been told already */
  constructor(known: readonly UnreadTask[]) {
    this.#told = new Set(known.map(reasonOf));
  }

  /** Returns a line on what is told for the first time, if anything is. */
  line(unread: readonly UnreadTask[]): string | undefined {
    const broken = unread.filter((file) => !this.#told.has(reasonOf(file)));
    for (const file of broken) this.#told.add(reasonOf(file));
    if (broken.length === 0) return undefined;
    const what = broken.length === 1 ? "it holds" : "they hold";
    return `${countUnread(broken)} cannot be read now: ${listUnread(broken)}. What ${what} is not followed until it can be read.`;
  }
}

function reasonOf({ problem: { path, code } }: UnreadTask): string {
  return `${code} ${path}`;
}
