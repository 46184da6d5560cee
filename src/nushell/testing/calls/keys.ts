import { Readable } from "node:stream";

/** Something that stands for the terminal's keyboard. */
class Keyboard extends Readable {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    return this;
  }
}

const closed =
  "the command has closed process.stdin, as leaving a `for await` does, so that its next call in the same process could read " +
  "no key: loop over process.stdin.iterator({ destroyOnReturn: false }), or take a key by once";

/**
 * Does `work` while `process.stdin` is a terminal on which these keys are typed, each when the one before has been read. After
 * the last key nothing comes any more, as from a user who has gone away. Rejects with a TypeError if `work` has left no keyboard to the next call.
 */
export async function withKeys<T>(keys: Iterable<string> | undefined, work: () => Promise<T>): Promise<T> {
  const own = Object.getOwnPropertyDescriptor(process, "stdin");
  if (keys === undefined || own === undefined) return work();
  const typed = keys[Symbol.iterator]();
  const keyboard = new Keyboard({
    // A command that takes one key must have time to stop listening, or it would lose the next one.
    read() {
      setImmediate(() => {
        const next = this.destroyed ? undefined : typed.next();
        if (next?.done === false) this.push(Buffer.from(next.value));
      });
    },
  });
  Object.defineProperty(process, "stdin", { configurable: true, enumerable: true, value: keyboard });
  try {
    const result = await work();
    if (keyboard.destroyed) throw new TypeError(closed);
    return result;
  } finally {
    keyboard.destroy();
    Object.defineProperty(process, "stdin", own);
  }
}
