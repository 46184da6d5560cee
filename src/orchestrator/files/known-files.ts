import type { Problem } from "../problem.ts";

/** A file that is there and gave no entry, because it could not be read. */
export interface UnreadEntry<Entry> {
  readonly name: string;
  readonly problem: Problem;
  /** The entry that it gave when it was last read; undefined if it never was. */
  readonly last: Entry | undefined;
}

/** What a directory's files gave when they were last read, each by its name, and what of that has changed in an update. */
export class KnownFiles<Entry> {
  readonly #problems = new Map<string, readonly Problem[]>();
  #entries = new Map<string, Entry>();
  /** What the files that cannot be read now held before. */
  #last = new Map<string, Entry>();
  #removed: Entry[] = [];
  #added: Entry[] = [];

  get entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  get problems(): ReadonlyMap<string, readonly Problem[]> {
    return this.#problems;
  }

  /** The files that are there and gave no entry. */
  get unread(): readonly UnreadEntry<Entry>[] {
    return Array.from(this.#problems).flatMap(([name, problems]) => {
      // Of several problems the last is the one that left nothing to read.
      const found = this.#entries.has(name) ? undefined : problems.at(-1);
      return found === undefined ? [] : { name, problem: found, last: this.#last.get(name) };
    });
  }

  /** The entries that have come and gone since `begin`. One that was read again is in both. */
  get changes(): { readonly removed: readonly Entry[]; readonly added: readonly Entry[] } {
    return { removed: this.#removed, added: this.#added };
  }

  /** Begins an update: what changes from now on is told by `changes`. */
  begin(): void {
    this.#removed = [];
    this.#added = [];
  }

  /** Notes what a file gave: an entry unless its content is none, and what is wrong with it. */
  keep(name: string, entry: Entry | undefined, problems: readonly Problem[]): void {
    if (problems.length > 0) this.#problems.set(name, problems);
    if (entry === undefined) return;
    this.#last.delete(name);
    this.#entries.set(name, entry);
    this.#added.push(entry);
  }

  /** Notes why a file, which is there, cannot be read. */
  noteUnread(name: string, problem: Problem): void {
    this.#problems.set(name, [problem]);
  }

  /** Notes that there is no such file any more. */
  noteGone(name: string): void {
    this.#last.delete(name);
  }

  /** Forgets a file that is to be read again, but for the entry that it gave. */
  forget(name: string): void {
    const entry = this.#entries.get(name);
    if (entry !== undefined) {
      this.#entries.delete(name);
      this.#removed.push(entry);
      this.#last.set(name, entry);
    }
    this.#problems.delete(name);
  }

  /** Does the same for all files. `readAll` reads those that are there now. */
  renew(readAll: () => void): void {
    const before = this.#entries;
    const lastBefore = this.#last;
    this.#forgetAll();
    readAll();
    this.#last = new Map();
    for (const { name } of this.unread) {
      const last = before.get(name) ?? lastBefore.get(name);
      if (last !== undefined) this.#last.set(name, last);
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#forgetAll();
    this.#last.clear();
  }

  #forgetAll(): void {
    for (const entry of this.#entries.values()) this.#removed.push(entry);
    this.#entries = new Map();
    this.#problems.clear();
  }
}
