import type { Readable, Writable } from "node:stream";
import { pack, unpackAll, type Decoded } from "../../test/nushell/message-pack.ts";
import { string, value as header } from "../../test/nushell/wire-value.ts";

/** One call, in the form of the wire, and what becomes of it. */
export interface Call {
  /** The message that makes it. A stream that is piped in has the call's own number. */
  readonly message: (id: number) => unknown;
  /** The plugin's settings, as a value of the wire. */
  readonly settings?: unknown;
  readonly variables?: Readonly<Record<string, string>>;
  /** Items that are piped in as a stream. */
  readonly input?: readonly unknown[];
  /** How many items are taken of an answer that is a stream; then it is dropped. All are by default. */
  readonly take?: number;
  /** Interrupts it, as Ctrl-C does, so many milliseconds after it began, or at the first item of its answer. */
  readonly interruptAfter?: number | "item";
  /** What the answer has to be: whether an error or not. Undefined where it may be either. */
  readonly fails?: boolean | undefined;
}

/** How many items Nushell sends before the first is acknowledged. */
const window = 100;

/** What a call is answered with, and what the stream that this begins has carried. */
export interface Answer {
  readonly reply: Decoded;
  readonly items: readonly Decoded[];
}

interface Running {
  readonly asked: Call;
  readonly resolve: (answer: Answer) => void;
  /** The answer that is a stream. */
  stream?: { readonly id: number; readonly reply: Decoded; readonly items: Decoded[] };
}

type Content = readonly [number, Decoded];

/**
 * The engine's side of a conversation that is long: it answers what is asked, takes each stream to its end, and keeps nothing.
 * `EngineSide` of the tests keeps every message.
 */
export class Engine {
  readonly greeted: Promise<void>;
  /** How many items of streams have gone to the plugin or come from it. */
  items = 0;
  /** How many calls have been answered. */
  calls = 0;
  readonly #input: Writable;
  readonly #directory: string;
  readonly #running = new Map<number, Running>();
  #nextId = 0;
  #unread: Buffer = Buffer.alloc(0);
  #greet = () => {};
  /** The items that the plugin has still to be sent, by stream. */
  readonly #sending = new Map<number, Iterator<unknown>>();

  /** @param directory where Nushell is, as far as calls are told */
  constructor(input: Writable, output: Readable, directory: string) {
    this.#input = input;
    this.#directory = directory;
    this.greeted = new Promise((resolve) => {
      this.#greet = resolve;
    });
    let isBegun = false;
    output.on("data", (chunk: Buffer) => {
      // The encoding's name is one write of its own.
      if (isBegun) this.#receive(chunk);
      else this.#receive(chunk.subarray("\x07msgpack".length));
      isBegun = true;
    });
    this.#send({ Hello: { protocol: "nu-plugin", version: "0.115.1", features: [] } });
  }

  /** Calls, and resolves to the answer once all of its stream has come. Rejects where it is not what it has to be. */
  async call(asked: Call): Promise<Answer> {
    const id = this.#nextId++;
    const answered = new Promise<Answer>((resolve) => this.#running.set(id, { asked, resolve }));
    this.#send(asked.message(id));
    if (asked.input !== undefined) {
      this.#sending.set(id, asked.input.values());
      for (let i = 0; i < window; i++) this.#feed(id);
    }
    if (typeof asked.interruptAfter === "number") {
      setTimeout(() => this.#send({ Signal: "Interrupt" }), asked.interruptAfter);
    }
    const answer = await answered;
    this.calls++;
    if (asked.fails !== undefined && (fieldOf(answer.reply, "Error") !== undefined) !== asked.fails) {
      const text = JSON.stringify([asked.message(id), answer.reply], (_key, part: unknown) =>
        typeof part === "bigint" ? `${part}` : part,
      );
      throw new Error(`not the answer that was expected: ${text.slice(0, 2000)}`);
    }
    return answer;
  }

  #send(message: unknown): void {
    this.#input.write(pack(message));
  }

  #receive(chunk: Buffer): void {
    const { messages, rest } = unpackAll(this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]));
    this.#unread = rest;
    for (const message of messages) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a message is a map of one entry.
      for (const [kind, content] of Object.entries(message as Record<string, Decoded>)) this.#handle(kind, content);
    }
  }

  #handle(kind: string, content: Decoded): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of most kinds: an id and what belongs to it.
    const [id, part] = (Array.isArray(content) ? content : [Number(content), null]) as unknown as Content;
    switch (kind) {
      case "Hello":
        return this.#greet();
      case "CallResponse":
        return this.#answered(id, part);
      case "EngineCall":
        return this.#answer(content);
      case "Data":
        return this.#item(id, part);
      case "End":
        this.#send({ Drop: id });
        return this.#end(id);
      case "Ack":
        return this.#feed(id);
      case "Drop":
        this.#sending.delete(id);
        return this.#send({ End: id });
    }
  }

  #answered(id: number, reply: Decoded): void {
    const running = this.#running.get(id);
    const stream = streamIn(reply);
    if (running === undefined) throw new Error(`no call ${id} is running`);
    if (stream === undefined) {
      this.#running.delete(id);
      return running.resolve({ reply, items: [] });
    }
    running.stream = { id: stream, reply, items: [] };
  }

  #item(id: number, item: Decoded): void {
    this.items++;
    this.#send({ Ack: id });
    const running = this.#ofStream(id);
    if (running?.stream === undefined) return;
    const { take, interruptAfter } = running.asked;
    running.stream.items.push(item);
    const { length } = running.stream.items;
    if (length === take) this.#send({ Drop: id });
    if (interruptAfter === "item" && length === 1) this.#send({ Signal: "Interrupt" });
  }

  #end(id: number): void {
    for (const [call, { stream, resolve }] of this.#running) {
      if (stream?.id !== id) continue;
      this.#running.delete(call);
      resolve(stream);
    }
  }

  #ofStream(id: number): Running | undefined {
    return [...this.#running.values()].find(({ stream }) => stream?.id === id);
  }

  #feed(id: number): void {
    const left = this.#sending.get(id);
    if (left === undefined) return;
    const next = left.next();
    if (next.done === true) {
      this.#sending.delete(id);
      return this.#send({ End: id });
    }
    this.items++;
    this.#send({ Data: [id, { List: next.value }] });
  }

  #answer(content: Decoded): void {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the protocol says.
    const { context, id, call } = content as unknown as { context: number; id: number; call: Decoded };
    const { settings, variables = {} } = this.#running.get(context)?.asked ?? {};
    const give = (answer: unknown) => this.#send({ EngineCallResponse: [id, { PipelineData: answer }] });
    if (call === "GetCurrentDir") return give(header(string(this.#directory)));
    if (call === "GetPluginConfig") return give(settings === undefined ? "Empty" : header(settings));
    const name = fieldOf(call, "GetEnvVar");
    if (typeof name === "string") return give(name in variables ? header(string(variables[name] ?? "")) : "Empty");
    if (call === "GetConfig") {
      return this.#send({ EngineCallResponse: [id, { Config: { use_ansi_coloring: "False" } }] });
    }
    if (fieldOf(call, "FindDecl") !== undefined) return give("Empty");
    if (call === "GetHelp") return give(header(string("help")));
    this.#send({ EngineCallResponse: [id, { Error: { msg: "there is none" } }] });
  }
}

/** The number of the stream that an answer begins; undefined if it begins none. */
function streamIn(reply: Decoded): number | undefined {
  const data = fieldOf(reply, "PipelineData");
  const id = fieldOf(fieldOf(data, "ListStream") ?? fieldOf(data, "ByteStream"), "id");
  return typeof id === "number" ? id : undefined;
}

function fieldOf(decoded: Decoded | undefined, name: string): Decoded | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of anything but a map the field is undefined.
  return typeof decoded === "object" && decoded !== null ? (decoded as Record<string, Decoded>)[name] : undefined;
}
