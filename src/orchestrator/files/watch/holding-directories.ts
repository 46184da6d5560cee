import { ChangedNames } from "./changed-names.ts";
import type { StartWatch } from "./directory-watch.ts";

/**
 * Watches a directory and some below it for nothing but the notice that something in them appears, goes or is
 * replaced. What is there is for others to see.
 */
export class HoldingDirectories {
  readonly #directories: readonly ChangedNames[];
  #areWatched = false;

  /** @param paths the one that holds all others first */
  constructor(paths: readonly string[], startWatch: StartWatch) {
    this.#directories = paths.map((path) => new ChangedNames(path, startWatch));
  }

  /** Whether the first one and those of the others that are there are under watch. */
  get areWatched(): boolean {
    return this.#areWatched;
  }

  /** Watches those that are there now. */
  watch(): void {
    const [outer, ...inner] = this.#directories.map(isWatched);
    this.#areWatched = outer === true && !inner.includes(false);
  }

  close(): void {
    for (const directory of this.#directories) directory.close();
    this.#areWatched = false;
  }
}

/** Watches a directory anew where that is necessary. Returns whether it is watched; undefined where there is none. */
function isWatched(directory: ChangedNames): boolean | undefined {
  try {
    if (directory.look() !== undefined) return directory.isWatched;
    directory.close();
    return undefined;
  } catch {
    return false;
  }
}
