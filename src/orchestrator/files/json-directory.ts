import { lstatSync, readdirSync, type Dirent, type Stats } from "node:fs";
import type { OrchestratorError, Subject } from "../orchestrator-error.ts";
import { causeOf, problem, type Problem } from "../problem.ts";
import { ChangedNames } from "./watch/changed-names.ts";
import { watchDirectory, type Changed, type StartWatch } from "./watch/directory-watch.ts";
import { isEntryName, isLossy, namesIn } from "./entry-name.ts";
import { fileProblem, isAbsent, oddityAt } from "../system/file-problem.ts";
import { mayBeHeld, untilFinished } from "./half-written.ts";
import { readJsonFile, type Json, type JsonFile } from "./json-file.ts";
import { KnownFiles, type UnreadEntry } from "./known-files.ts";
import { keepNewSpaceSmall } from "./new-space.ts";
import { pathIn } from "../system/system.ts";
import { unreadableDirectory } from "../system/unreadable-directory.ts";

/** Makes an entry of a file's JSON. Returns undefined when it is none, and adds what is wrong with it to `problems`. */
export type ReadEntry<Entry> = (
  value: Json,
  file: { readonly path: string; readonly name: string; readonly text: string },
  problems: Problem[],
) => Entry | undefined;

/** What an update did. `names` are the files that were looked at again, unless everything was. */
export interface Changes<Entry> {
  readonly everything: boolean;
  readonly names: ReadonlySet<string>;
  readonly removed: readonly Entry[];
  readonly added: readonly Entry[];
}

/** What a directory has: the names of all entries, and what those are that are no regular files. */
interface Listed {
  readonly names: readonly string[];
  readonly others: ReadonlyMap<string, Dirent>;
}

/**
 * The `*.json` files of one directory, parsed, kept in memory and exact at each `update`. The first update reads all of
 * them. A later one reads only what the watch reported, or all again where there is no watch or it may have missed
 * something.
 */
export class JsonDirectory<Entry> {
  readonly path: string;
  /** What stands before a file's name in its path. */
  readonly #prefix: string;
  readonly #read: ReadEntry<Entry>;
  readonly #changed: ChangedNames;
  readonly #about: Subject;
  readonly #isEntry: (name: string) => boolean;
  readonly #known = new KnownFiles<Entry>();
  // The names whose changes no event reports: links, whose targets change elsewhere, and files that the system could
  // not read for want of something.
  readonly #unreported = new Set<string>();
  #exists = false;
  #unfinished = new Set<string>();
  /** All names in the directory, which are read at most once in an update. */
  #listed: ReadonlySet<string> | undefined;

  /**
   * @param about what an error is about when the directory cannot be listed
   * @param isEntry whether the file of a name is an entry
   */
  constructor(
    path: string,
    read: ReadEntry<Entry>,
    startWatch: StartWatch = watchDirectory,
    about: Subject = "data",
    isEntry: (name: string) => boolean = isEntryName,
  ) {
    this.path = path;
    this.#prefix = pathIn(path, "");
    this.#isEntry = isEntry;
    this.#read = read;
    this.#changed = new ChangedNames(path, startWatch);
    this.#about = about;
  }

  /** The entries by file name. */
  get entries(): ReadonlyMap<string, Entry> {
    return this.#known.entries;
  }

  /** What is wrong with the files, by their names. */
  get problems(): ReadonlyMap<string, readonly Problem[]> {
    return this.#known.problems;
  }

  /** The files that were there at the last update, and gave no entry. */
  get unread(): readonly UnreadEntry<Entry>[] {
    return this.#known.unread;
  }

  /** Whether the directory was there at the last update. */
  get exists(): boolean {
    return this.#exists;
  }

  /** Whether a watch reports all that the next update could find. That an absent directory appears is for others to see. */
  get isWatched(): boolean {
    return this.#unreported.size === 0 && (!this.#exists || this.#changed.isWatched);
  }

  /**
   * Brings `entries` up to date with everything whose events have been delivered, so await `eventsDelivered()` first.
   * It takes no longer than the reading, except for files that are just being written: see `untilFinished`.
   *
   * @param alsoRead names to read again in any case, or all of them
   * @throws OrchestratorError `orch::unreadable_directory` when the directory is there and cannot be listed
   */
  async update(alsoRead: Iterable<string> | "everything" = []): Promise<Changes<Entry>> {
    this.#known.begin();
    this.#unfinished = new Set();
    this.#listed = undefined;
    const names = this.#look(alsoRead);
    if (this.#unfinished.size > 0) {
      await untilFinished(
        () => this.#unfinished.size > 0,
        () => this.#readUnfinished(),
      );
    }
    return {
      everything: names === "everything",
      names: names === "everything" ? new Set() : names,
      ...this.#known.changes,
    };
  }

  /** Stops watching and forgets everything. */
  close(): void {
    this.#changed.close();
    this.#exists = false;
    this.#known.clear();
    this.#unreported.clear();
  }

  #look(alsoRead: Iterable<string> | "everything"): Changed {
    let changed: Changed | undefined;
    try {
      changed = this.#changed.look();
    } catch (error) {
      throw this.#unlistable(error);
    }
    if (changed === undefined) {
      if (!this.#exists) return new Set();
      this.close();
      return "everything";
    }
    if (changed === "everything" || alsoRead === "everything") return this.#scan();
    const names = new Set([...changed, ...this.#unreported, ...alsoRead].filter(this.#isEntry));
    for (const name of names) this.#readName(name);
    return names;
  }

  #readUnfinished(): void {
    const names = this.#unfinished;
    this.#unfinished = new Set();
    for (const name of names) this.#readName(name);
  }

  #scan(): "everything" {
    let listed: Listed;
    try {
      listed = this.#list();
    } catch (error) {
      this.close();
      if (isAbsent(error)) return "everything";
      throw this.#unlistable(error);
    }
    this.#exists = true;
    this.#unreported.clear();
    keepNewSpaceSmall(listed.names.length);
    this.#known.renew(() => {
      for (const name of listed.names) {
        // Whatever kind of file it is, it cannot be found by a name that lost something in decoding.
        if (isLossy(name)) this.#readName(name);
        else this.#readFile(name, listed.others.get(name));
      }
    });
    return "everything";
  }

  /** Lists the entries. It keeps no `Dirent` of a regular file: 100,000 take 6 MB until all files have been read. */
  #list(): Listed {
    const found = readdirSync(this.path, { withFileTypes: true }).filter(({ name }) => this.#isEntry(name));
    const others = found.filter((entry) => !entry.isFile());
    return { names: found.map(({ name }) => name), others: new Map(others.map((entry) => [entry.name, entry])) };
  }

  /** Reads a file of which only the name is known. The file may be gone. */
  #readName(name: string): void {
    this.#known.forget(name);
    this.#unreported.delete(name);
    const path = this.#prefix + name;
    try {
      this.#readFile(name, lstatSync(path));
    } catch (error) {
      if (isAbsent(error)) return this.#noteAbsent(name);
      this.#noteBroken(name, fileProblem(path, error));
      if (mayBeHeld(path, error)) this.#unfinished.add(name);
    }
  }

  /** Reads a file that has neither an entry nor problems yet. `kind` may be left out for a regular one. */
  #readFile(name: string, kind: Dirent | Stats | undefined): void {
    const path = this.#prefix + name;
    if (kind?.isSymbolicLink() === true) this.#unreported.add(name);
    const oddity = kind && oddityAt(path, kind);
    if (oddity !== undefined) {
      this.#known.noteUnread(name, oddity);
      return;
    }
    const file = readJsonFile(path);
    switch (file.kind) {
      case "json":
        return this.#keep(name, path, file);
      case "absent":
        return this.#noteAbsent(name);
      case "broken":
        this.#noteBroken(name, file.problem);
        if (file.unfinished) this.#unfinished.add(name);
        return undefined;
    }
  }

  #noteBroken(name: string, found: Problem): void {
    this.#known.noteUnread(name, found);
    if (causeOf(found) === "system") this.#unreported.add(name);
  }

  #keep(name: string, path: string, file: JsonFile & { kind: "json" }): void {
    const problems = file.problem === undefined ? [] : [file.problem];
    const entry = this.#read(file.value, { path, name, text: file.text }, problems);
    this.#known.keep(name, entry, problems);
  }

  /**
   * Notes that no file can be opened by a name. One that is not UTF-8 comes with replacement characters: its file is
   * there all the same.
   */
  #noteAbsent(name: string): void {
    this.#known.noteGone(name);
    if (!isLossy(name)) return;
    this.#listed ??= namesIn(this.path);
    if (!this.#listed.has(name)) return;
    const message = "the file's name is not UTF-8, so it cannot be opened";
    this.#known.noteUnread(name, problem("name-not-utf8", this.#prefix + name, message));
  }

  #unlistable(error: unknown): OrchestratorError {
    this.close();
    return unreadableDirectory(this.path, error, this.#about);
  }
}
