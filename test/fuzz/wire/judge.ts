import { MessageFramer } from "../../../src/nushell/protocol/msgpack/message-framer.ts";
import { EngineSide, run } from "../../nushell/host/engine-side.ts";
import { pack } from "../../nushell/message-pack.ts";
import type { Move, plugins } from "./conversations.ts";
import type { End, Served } from "./served.ts";

/** The longest that anything may take, in milliseconds. Nothing should take a hundredth of it. */
let limit = 20_000;

/** Calls that no conversation has, the second of which must be answered. */
const probes: Readonly<Record<keyof typeof plugins, readonly [unknown, unknown]>> = {
  wire: [{ Call: [1_000_000, "Metadata"] }, run(1_000_001, "wire give")],
  orchestrator: [{ Call: [1_000_000, "Metadata"] }, run(1_000_001, "orch nothing")],
};

/**
 * Does what Nushell is to do, and then makes two calls that are right, unless it has closed something. Returns what happened.
 * Throws an error for what must not: a hang, a call that is not answered, a stack, what is told as a bug, an end that is not
 * documented. `patience` is how many milliseconds it waits for what the plugin had said by then, until that once does not come.
 */
export async function judge(
  plugin: keyof typeof plugins,
  served: Served,
  moves: readonly Move[],
  patience: number,
): Promise<string> {
  const conversation = new Judged(served);
  let left = patience;
  for (const move of moves) {
    if ("closes" in move) {
      conversation.close(move.closes);
      continue;
    }
    const since = performance.now();
    while (conversation.received < move.after && left > 0 && conversation.end === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
      if (performance.now() - since > left) left = 0;
    }
    conversation.write(move.says);
  }
  const state = await conversation.probe(probes[plugin]);
  const end = await conversation.finish();
  const hadToEnd = conversation.hasClosed || moves.some((move) => "says" in move && isGoodbye(move.says));
  checkEnd(end, state !== "ended" || hadToEnd);
  return state === "answered" ? "went on" : `ended with ${end.code}`;
}

function isGoodbye(message: Buffer): boolean {
  return message.includes("Goodbye");
}

/** Throws for an end that is not as the documents say. */
function checkEnd({ code, stderr }: End, mayEndWithZero: boolean): void {
  const told = `code ${code}, and on stderr:\n${stderr}`;
  if (/^\s+at /m.test(stderr)) throw new Error(`there is a stack: ${told}`);
  if (/\bbug\b/.test(stderr)) throw new Error(`a bug is told of: ${told}`);
  if (code !== 0 && !(code === 1 && /(?:^|\n)[\w.-]+: [^\n]+\n$/.test(stderr)))
    throw new Error(`it ended otherwise: ${told}`);
  if (code === 0 && !mayEndWithZero) throw new Error(`it ended though nothing told it to: ${told}`);
}

/** One conversation with a plugin. */
class Judged {
  readonly #served: Served;
  readonly #engine: EngineSide;
  readonly #framer = new MessageFramer();
  readonly #ended: Promise<End>;
  readonly #closed = new Set<string>();
  #said = "";
  #wrong: unknown;
  /** How many bytes the plugin has said. */
  received = 0;
  end: End | undefined;

  constructor(served: Served) {
    this.#served = served;
    this.#engine = new EngineSide((bytes) => this.write(bytes));
    this.#ended = served.ended.then((end) => {
      this.end = end;
      this.#engine.end(new Error("it has ended"));
      return end;
    });
    // One that is killed fails whoever waits for it.
    this.#ended.catch(() => {});
    served.listen((chunk) => {
      this.received += chunk.length;
      this.#said += chunk.toString("latin1");
      try {
        this.#engine.receive(chunk);
      } catch (error) {
        this.#wrong = error;
      }
    });
  }

  get hasClosed(): boolean {
    return this.#closed.size > 0;
  }

  /** Returns whether the bytes are a message, and not part of one that began before. What is no message ends the plugin. */
  write(bytes: Buffer): boolean {
    if (this.#closed.has("stdin")) return false;
    this.#served.write(bytes);
    try {
      return [...this.#framer.push(bytes)].some((message) => message.equals(bytes));
    } catch {
      return true;
    }
  }

  close(which: "stdin" | "stdout"): void {
    this.#closed.add(which);
    this.#served.close(which);
  }

  /** Makes the calls, and waits for their answers, or for the end where nobody hears one. */
  async probe([first, second]: readonly [unknown, unknown]): Promise<"answered" | "ended" | "unheard"> {
    // The first ones may belong to a message that was cut.
    const isHeard = [first, first, first, second].map((call) => this.write(pack(call))).at(-1) === true;
    if (!isHeard) return "unheard";
    if (this.#closed.has("stdout")) return this.#within("end", this.#ended).then(() => "ended");
    const answered = this.#engine.reply(1_000_001).then(
      () => "answered" as const,
      () => "ended" as const,
    );
    return this.#within("answer", answered);
  }

  /** Closes stdin, if it is open, and waits for the end. */
  async finish(): Promise<End> {
    if (!this.#closed.has("stdin")) this.#served.close("stdin");
    const end = await this.#within("end", this.#ended);
    if (this.#wrong !== undefined) throw new Error("what it said is no message", { cause: this.#wrong });
    if (this.#said.includes("plugin_bug")) throw new Error(`a call was answered with a bug: ${end.stderr}`);
    return end;
  }

  async #within<T>(what: string, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#served.kill();
        reject(new Error(`it does not ${what} within ${limit / 1000} s`));
        // So that it can be made smaller in a reasonable time.
        limit = 3000;
      }, limit);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
