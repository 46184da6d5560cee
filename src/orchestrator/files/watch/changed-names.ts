import { statSync } from "node:fs";
import type { Changed, DirectoryWatch, StartWatch } from "./directory-watch.ts";
import { isAbsent, isThere } from "../../system/file-problem.ts";

const brokenLink = Object.assign(new Error("no such file or directory"), { code: "ENOENT" });

/** Tells which names of a directory have changed since the last look, also where the directory itself is another one. */
export class ChangedNames {
  readonly #path: string;
  readonly #startWatch: StartWatch;
  #watch: DirectoryWatch | undefined;
  #identity: string | undefined;

  constructor(path: string, startWatch: StartWatch) {
    this.#path = path;
    this.#startWatch = startWatch;
  }

  /** Whether there is a watch that would report a change. */
  get isWatched(): boolean {
    return this.#watch?.lost === false;
  }

  /** Returns the names; undefined if there is no directory. Throws the system's error where that cannot be told. */
  look(): Changed | undefined {
    const identity = this.#currentIdentity();
    if (identity === undefined) return undefined;
    if (identity === this.#identity && this.#watch?.lost === false) return this.#watch.take();
    const before = this.#watch;
    // The identity was taken before the watch starts, so a directory that is replaced in between shows at the next look.
    this.#identity = identity;
    this.#watch = this.#startWatch(this.#path);
    before?.close();
    return "everything";
  }

  /** Stops watching. The next look tells of everything. */
  close(): void {
    this.#watch?.close();
    this.#watch = undefined;
    this.#identity = undefined;
  }

  #currentIdentity(): string | undefined {
    try {
      const stat = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
      if (stat?.isDirectory() === true) return `${stat.dev}:${stat.ino}`;
      if (stat !== undefined || !isThere(this.#path)) return undefined;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
    throw brokenLink;
  }
}
