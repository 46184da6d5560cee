import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readSync, statSync, writeFileSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../../support/nu.ts";

/** Errors of the system, by which operations can be made to fail. */
export type ErrorCode = keyof typeof constants.errno;

/** What is to fail: the `nth` of the operations that can fail by this error. */
export interface Fault {
  readonly code: ErrorCode;
  readonly nth: number;
  /** Whether it is that operation alone, from then on every one at its path, or every one that can. */
  readonly lasts: "once" | "path" | "all";
}

/** What has come of it. */
export interface Fired {
  /** How many operations there were that could have failed, as far as was counted. */
  readonly count: number;
  /** The call of the system that failed, and what it was about; undefined if none did. */
  readonly at: { readonly op: string; readonly path: string } | undefined;
}

const lasting = { once: 0, path: 1, all: 2 } as const;
const [firedAt, opAt, pathAt, size] = [20, 24, 64, 1088];

/** Tells a process that was started with `env` which of its file operations has to fail. */
export class Failing {
  readonly env: Readonly<Record<string, string>>;
  readonly #control: number;

  /** @param file the file by which it tells, which is made */
  constructor(file: string) {
    writeFileSync(file, Buffer.alloc(size));
    this.#control = openSync(file, "r+");
    // By io_uring operations would pass the C library by.
    this.env = { LD_PRELOAD: library(), FAILING_CONTROL: file, UV_USE_IO_URING: "0" };
  }

  arm({ code, nth, lasts }: Fault): void {
    const state = Buffer.alloc(size);
    [1, nth, constants.errno[code], lasting[lasts]].forEach((word, i) => state.writeInt32LE(word, 4 * i));
    // What arms it comes last.
    writeSync(this.#control, state, 4, size - 4, 4);
    writeSync(this.#control, state, 0, 4, 0);
  }

  disarm(): Fired {
    writeSync(this.#control, Buffer.alloc(4), 0, 4, 0);
    const state = Buffer.alloc(size);
    readSync(this.#control, state, 0, size, 0);
    const text = (from: number, to: number) => state.toString("utf8", from, to).replace(/\0.*/s, "");
    const fired = state.readInt32LE(firedAt) === 1;
    return {
      count: state.readInt32LE(16),
      at: fired ? { op: text(opAt, pathAt), path: text(pathAt, size) } : undefined,
    };
  }

  close(): void {
    closeSync(this.#control);
  }
}

/** Compiles what stands between Node and the C library, once for each version of it, and returns its path. */
function library(): string {
  const source = fileURLToPath(new URL("failing.c", import.meta.url));
  const made = join(root, "node_modules/.cache/failing.so");
  if ((statSync(made, { throwIfNoEntry: false })?.mtimeMs ?? 0) < statSync(source).mtimeMs) {
    mkdirSync(dirname(made), { recursive: true });
    execFileSync("gcc", ["-shared", "-fPIC", "-O1", "-Wall", "-o", `${made}.${process.pid}`, source, "-ldl"]);
    execFileSync("mv", [`${made}.${process.pid}`, made]);
  }
  return made;
}
