import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Call } from "../../../benches/soak/engine.ts";
import { callsIn, makeFiles } from "./calls.ts";
import type { ErrorCode, Fault } from "./failing.ts";
import { FaultyPlugin, type Outcome } from "./faulty-plugin.ts";
import { areAlike, judge } from "./judge.ts";

/** The errors that operations are failed with. */
export const codes = [
  "EACCES",
  "EIO",
  "EMFILE",
  "ENOENT",
  "ESTALE",
  "ENOSPC",
  "ENOMEM",
  "EDQUOT",
  "EFBIG",
  "EAGAIN",
] as const;
/** How long a plugin is called, as it may have got used to something. */
const mostCalls = 200;

/** Fails file operations of one kind of calls: the plugin that is called, and what each call answers without a fault. */
export class Faults {
  readonly #root = realpathSync(mkdtempSync(join(tmpdir(), "faults-")));
  readonly #calls: Readonly<Record<string, Call>>;
  readonly #whole = new Map<string, Outcome>();
  #plugin: FaultyPlugin | undefined;
  #left = 0;

  /** @param areMeant which of the calls, by their names */
  constructor(areMeant: (name: string) => boolean = () => true) {
    const directory = join(this.#root, "data");
    mkdirSync(directory);
    makeFiles(directory);
    this.#calls = Object.fromEntries(Object.entries(callsIn(directory)).filter(([name]) => areMeant(name)));
  }

  get names(): readonly string[] {
    return Object.keys(this.#calls);
  }

  /** Returns how many operations of a call can fail by an error. */
  async count(name: string, code: ErrorCode): Promise<number> {
    return (await this.#without(name, code)).count;
  }

  /** Fails an operation of a call, and returns what came of it. The same call has to be answered as ever afterwards. */
  async fail(name: string, fault: Fault): Promise<string> {
    const before = await this.#without(name, fault.code);
    if (before.count === 0) return "nothing could fail so";
    try {
      const what = judge(fault, await this.#call(name, fault), before);
      const after = await this.#call(name, { ...fault, nth: 0 });
      if (!areAlike(after, before)) throw new Error(`not well afterwards: ${judge(fault, after, before)}`);
      return what;
    } catch (error) {
      this.#stop();
      throw error;
    }
  }

  close(): void {
    this.#stop();
    rmSync(this.#root, { recursive: true });
  }

  async #without(name: string, code: ErrorCode): Promise<Outcome> {
    const key = `${name} ${code}`;
    const known = this.#whole.get(key);
    if (known !== undefined) return known;
    const whole = { code, nth: 0, lasts: "once" } as const;
    // The first call loads what it needs, and none does later.
    await this.#call(name, whole);
    const outcome = await this.#call(name, whole);
    this.#whole.set(key, outcome);
    return outcome;
  }

  async #call(name: string, fault: Fault): Promise<Outcome> {
    const call = this.#calls[name];
    if (call === undefined) throw new Error(`there is no call "${name}"`);
    if (this.#left-- <= 0) this.#stop();
    if (this.#plugin === undefined) {
      const scratch = mkdtempSync(join(this.#root, "scratch-"));
      this.#plugin = await FaultyPlugin.start(join(this.#root, "data"), scratch);
      this.#left = mostCalls;
    }
    return this.#plugin.call(call, fault);
  }

  #stop(): void {
    this.#plugin?.close();
    this.#plugin = undefined;
  }
}
