import { createHash, type Hash } from "node:crypto";
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

const mostFiles = 1000;
const mostBytes = 64 * 1024 * 1024;

/** What an evaluation reads cannot be told before it, so its result must not be kept. */
export class UnknowableSources extends Error {
  override readonly name = "UnknowableSources";
}

/** What an evaluation depended on. */
export interface Sources {
  /** The same exactly when every file, and every absence of one, is the same. */
  readonly key: string;
  /** Changes with each write, so that a file which changed and changed back is told from one that did not. */
  readonly stamp: string;
  readonly files: ReadonlySet<string>;
}

/**
 * Collects what an evaluation will read, by content: sizes and times can be the same for another content. Reads at
 * once rather than asynchronously, as all of it takes less time than one asynchronous read.
 */
export class SourceRecord {
  readonly #key: Hash = createHash("sha256");
  readonly #stamp: Hash = createHash("sha256");
  readonly #files = new Set<string>();
  readonly #seen = new Set<string>();
  #bytes = 0;

  /** Whether it was read, or looked for, before. */
  knows(path: string): boolean {
    return this.#seen.has(path);
  }

  /** Whether it was read and found. */
  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** The text of a file; undefined where there is none, which is then part of what is known. */
  read(path: string): string | undefined {
    this.#seen.add(path);
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (found?.isFile() !== true) {
      this.#note("absent", path);
      return undefined;
    }
    if (this.#files.size >= mostFiles || (this.#bytes += Number(found.size)) > mostBytes) {
      throw new UnknowableSources("too many sources");
    }
    // Engines differ in what a relative path means beside a link.
    if (realpathSync.native(path) !== path) throw new UnknowableSources("a link");
    const content = readFileSync(path);
    this.#files.add(path);
    this.#note("file", path, content);
    this.#stamp.update(`${path}\0${found.dev} ${found.ino} ${found.mtimeNs} ${found.ctimeNs}\0`);
    return content.toString("utf8");
  }

  /** The files in a folder whose names end so; undefined where there is no such folder. */
  list(folder: string, ending: string): string[] | undefined {
    this.#seen.add(folder);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      this.#note("absent", folder);
      return undefined;
    }
    const names = readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .toSorted();
    this.#note("folder", folder, names.join("\0"));
    return names.map((name) => join(folder, name));
  }

  /** Whatever else the result depends on. */
  add(name: string, value: string): void {
    this.#note(name, value);
  }

  finish(): Sources {
    return { key: this.#key.digest("base64"), stamp: this.#stamp.digest("base64"), files: this.#files };
  }

  #note(kind: string, path: string, content: string | Buffer = ""): void {
    this.#key.update(`${kind}\0${path}\0${content.length}\0`).update(content);
  }
}
