import { type Decoded, pack, unpackAll } from "../message-pack.ts";
import { plainOf } from "../plain-of.ts";
import { head } from "../wire-value.ts";

export { head };

const preamble = "\x07msgpack";

/** The engine's end of a conversation: says what Nushell says, and keeps what the plugin answers. */
export class EngineSide {
  /** All that the plugin has sent, in order. */
  readonly messages: Decoded[] = [];
  readonly #write: (bytes: Buffer) => void;
  #unread: Buffer = Buffer.alloc(0);
  #begun = false;
  readonly #waiting = new Set<() => void>();
  #ended: Error | undefined;

  constructor(write: (bytes: Buffer) => void) {
    this.#write = write;
  }

  /** Sends messages, all in one chunk. */
  send(...messages: readonly unknown[]): void {
    this.#write(Buffer.concat(messages.map(pack)));
  }

  hello(version = "0.115.1"): void {
    this.send({ Hello: { protocol: "nu-plugin", version, features: [{ name: "LocalSocket" }] } });
  }

  /** Says that so many items of a stream were taken. */
  acknowledge(streamId: number, items: number): void {
    this.send(...Array.from({ length: items }, () => ({ Ack: streamId })));
  }

  /** Takes bytes of the plugin, split anywhere. Throws when they do not begin with the encoding's name. */
  receive(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    if (!this.#begun) {
      if (this.#unread.length < preamble.length) return;
      const begin = this.#unread.toString("latin1", 0, preamble.length);
      if (begin !== preamble) throw new Error(`the plugin began with ${JSON.stringify(begin)}`);
      this.#begun = true;
      this.#unread = this.#unread.subarray(preamble.length);
    }
    const { messages, rest } = unpackAll(this.#unread);
    this.messages.push(...messages);
    this.#unread = rest;
    for (const look of this.#waiting) look();
  }

  /** Nothing more will come: fails what is waited for, now and later. */
  end(reason: Error): void {
    this.#ended = reason;
    for (const look of this.#waiting) look();
  }

  /** What `find` finds among the messages, now or as soon as it comes. */
  until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find();
        if (found !== undefined) resolve(found);
        else if (this.#ended !== undefined) reject(this.#ended);
        else return;
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** The contents of all messages of one kind. */
  all(kind: string): readonly Decoded[] {
    return this.messages.flatMap((message) => {
      const content = field(message, kind);
      return content === undefined ? [] : [content];
    });
  }

  /** The first message of a kind. */
  first(kind: string): Promise<Decoded> {
    return this.until(() => this.all(kind)[0]);
  }

  /** The answer to a call. */
  reply(id: number): Promise<Decoded> {
    return this.until(() => {
      const response = this.all("CallResponse").find((content) => isList(content) && content[0] === id);
      return isList(response) ? response[1] : undefined;
    });
  }

  /** The value a call is answered with, as plain data; an answer that is none as it is. */
  async value(id: number): Promise<unknown> {
    const reply = await this.reply(id);
    const content = field(field(reply, "PipelineData"), "Value");
    return isList(content) ? plainOf(content[0]) : reply;
  }

  /** What a stream has carried so far. */
  items(streamId: number): readonly Decoded[] {
    return this.all("Data").flatMap((content) => (isList(content) && content[0] === streamId ? content.slice(1) : []));
  }
}

/** A call of a command, as Nushell sends it. */
export function run(
  id: number,
  name: string,
  { input = "Empty", positional = [], named = [] }: Arguments = {},
): unknown {
  return { Call: [id, { Run: { name, call: { head, positional, named }, input } }] };
}

/** TAB at an argument, as Nushell tells of it. */
export function complete(id: number, name: string, argument: unknown, { strip = false } = {}): unknown {
  const call = { call: { head, arguments: [] }, strip, pos: 20 };
  return { Call: [id, { GetCompletion: { name, arg_type: argument, call } }] };
}

/** An operation of a custom value. */
export function operate(id: number, custom: unknown, operation: unknown): unknown {
  return { Call: [id, { CustomValueOp: [{ item: custom, span: head }, operation] }] };
}

/** The custom value that a call was answered with, in the form that Nushell gives it back. */
export function customOf(reply: Decoded): { name: string; data: number[]; notify_on_drop: boolean } {
  const value = field(field(reply, "PipelineData"), "Value");
  const custom = field(isList(value) ? value[0] : undefined, "Custom");
  const content = isList(custom) ? custom[0] : undefined;
  const [name, data] = [field(content, "name"), field(content, "data")];
  return {
    name: typeof name === "string" ? name : "",
    data: data instanceof Uint8Array ? [...data] : [],
    notify_on_drop: field(content, "notify_on_drop") === true,
  };
}

interface Arguments {
  readonly input?: unknown;
  readonly positional?: readonly unknown[];
  readonly named?: readonly unknown[];
}

/** The part of a decoded message that is called `name`. */
function field(message: Decoded | undefined, name: string): Decoded | undefined {
  if (message === null || typeof message !== "object" || isList(message) || message instanceof Uint8Array)
    return undefined;
  return Object.hasOwn(message, name) ? message[name] : undefined;
}

function isList(message: Decoded | undefined): message is readonly Decoded[] {
  return Array.isArray(message);
}
