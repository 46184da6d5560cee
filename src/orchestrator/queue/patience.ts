import type { UnreadTask } from "../tasks/unread.ts";

// Milliseconds. Whoever writes a file in place has finished it long before.
const grace = 5000;

/** Decides how long to wait for files that cannot be read, which may be half-written and about to be finished. */
export class Patience {
  #files = "";
  #since = 0;

  /**
   * Returns whether the same files have been unread for too long. It is asked at every look, with the files that alone
   * are left to be waited for: none while there are others.
   */
  isOver(unread: readonly UnreadTask[]): boolean {
    const files = unread.map(({ problem }) => problem.path).join("\0");
    const now = performance.now();
    if (files !== this.#files) {
      this.#files = files;
      this.#since = now;
    }
    return files !== "" && now - this.#since >= grace;
  }
}
