import type { Answer } from "../command/answer.ts";
import type { Command } from "../command/command.ts";
import { decode } from "../protocol/codec.ts";
import { readEngineMessage, type EngineMessage, type PluginCall } from "../protocol/engine-message.ts";
import { LabeledError } from "../protocol/labeled-error.ts";
import { MessageFramer } from "../protocol/message-framer.ts";
import * as message from "../protocol/plugin-message.ts";
import type { Span } from "../protocol/value.ts";
import { atLeast, oldestSupported, parseVersion, type Version } from "../protocol/version.ts";
import { ProtocolError } from "../protocol/wire-reader.ts";
import { CallEngine, EngineCalls } from "./engine-calls.ts";
import { interrupted, toLabeledError } from "./error-boundary.ts";
import { KeepAlive } from "./keep-alive.ts";
import { ListStream } from "./list-stream.ts";

export interface Plugin {
  readonly version: string;
  readonly commands: readonly Command[];
}

type Run = Extract<PluginCall, { type: "Run" }>;

/** One engine's conversation with a plugin: bytes in by `receive`, whole messages out through `send`. */
export class Connection {
  readonly #plugin: Plugin;
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #send: (message: Buffer) => void;
  readonly #framer = new MessageFramer();
  readonly #engineCalls: EngineCalls;
  readonly #keepAlive: KeepAlive;
  readonly #running = new Map<number, AbortController>();
  readonly #streams = new Map<number, ListStream>();
  #nextStreamId = 0;
  #engineVersion: Version | undefined;
  #goodbye = false;

  constructor(plugin: Plugin, send: (message: Buffer) => void) {
    this.#plugin = plugin;
    this.#commands = new Map(plugin.commands.map((command) => [command.signature.name, command]));
    this.#send = send;
    this.#engineCalls = new EngineCalls(send);
    this.#keepAlive = new KeepAlive((disabled) => send(message.gcDisabled(disabled)));
  }

  /** Whether the engine has said Goodbye and every call has been answered. */
  get isDone(): boolean {
    return this.#goodbye && this.#running.size === 0;
  }

  /** Called each time a call has ended. */
  onCallEnd: () => void = () => {};

  /** Takes bytes from the engine. Throws a ProtocolError or a RangeError on what is no message; then all is over. */
  receive(chunk: Buffer): void {
    for (const bytes of this.#framer.push(chunk)) this.#handle(readEngineMessage(decode(bytes)));
  }

  /** Whether part of a message has come and the rest has not. */
  get inMessage(): boolean {
    return this.#framer.inMessage;
  }

  /** All is over: aborts what still runs. */
  close(): void {
    this.#keepAlive.close();
    this.#abortAll();
    this.#engineCalls.close(new Error("the connection to Nushell has ended"));
  }

  #handle(received: EngineMessage): void {
    switch (received.type) {
      case "Hello":
        return this.#hello(received.protocol, received.version);
      case "Call":
        return this.#call(received.id, received.call);
      case "EngineCallResponse":
        return this.#engineCalls.answer(received.id, received.response);
      case "Ack":
        return this.#streams.get(received.id)?.acknowledge();
      case "Drop":
        return this.#streams.get(received.id)?.stop();
      case "Data":
      case "End":
        // Of an input stream that was dropped when it was announced.
        return undefined;
      case "Signal":
        return received.signal === "Interrupt" ? this.#abortAll() : undefined;
      case "Goodbye":
        this.#goodbye = true;
        return undefined;
    }
  }

  #hello(protocol: string, versionText: string): void {
    const version = parseVersion(versionText);
    if (protocol !== "nu-plugin" || version === undefined) {
      throw new ProtocolError(`not Nushell's plugin protocol: ${protocol} ${versionText}`);
    }
    if (!atLeast(version, oldestSupported)) {
      throw new ProtocolError(
        `Nushell ${versionText} is older than ${oldestSupported}, the oldest supported: upgrade it`,
      );
    }
    this.#engineVersion = version;
    this.#send(message.hello(versionText));
  }

  #call(id: number, call: PluginCall): void {
    const version = this.#engineVersion;
    if (version === undefined) throw new ProtocolError("a call came before Hello");
    switch (call.type) {
      case "Metadata":
        return this.#send(message.metadataResponse(id, this.#plugin.version));
      case "Signature": {
        const signatures = this.#plugin.commands.map(({ signature }) => signature);
        return this.#send(message.signatureResponse(id, signatures, version));
      }
      case "Run":
        void this.#run(id, call, version);
        return undefined;
      case "GetCompletion":
      case "CustomValueOp":
        return this.#send(message.errorResponse(id, new LabeledError(`This plugin does not do ${call.type}`)));
    }
  }

  async #run(id: number, { name, call, input }: Run, version: Version): Promise<void> {
    // At once, or a producer such as `yes` blocks for ever: no command reads its input yet.
    if ("id" in input) this.#send(message.dropStream(input.id));
    this.#keepAlive.busy();
    const controller = new AbortController();
    this.#running.set(id, controller);
    const engine = new CallEngine({
      version,
      context: id,
      calls: this.#engineCalls,
      keepAlive: (milliseconds, release) => this.#keepAlive.hold(milliseconds, release),
    });
    try {
      const command = this.#commands.get(name);
      if (command === undefined) throw new LabeledError(`This plugin has no command "${name}"`);
      const answer = await unlessAborted(controller.signal, command.run(call, engine, controller.signal), call.head);
      await this.#respond(id, answer, call.head, controller);
    } catch (error) {
      this.#send(message.errorResponse(id, toLabeledError(error, call.head)));
    }
    engine.end();
    this.#running.delete(id);
    if (this.#running.size === 0) this.#keepAlive.idle();
    this.onCallEnd();
  }

  async #respond(id: number, answer: Answer, span: Span, controller: AbortController): Promise<void> {
    if (answer.kind === "value") {
      this.#send(message.valueResponse(id, answer.write, answer.metadata, span));
      return;
    }
    const streamId = this.#nextStreamId++;
    const stream = new ListStream();
    this.#streams.set(streamId, stream);
    controller.signal.addEventListener("abort", () => stream.stop());
    this.#send(message.listStreamResponse(id, streamId, answer.metadata, span));
    try {
      await stream.pump(answer.items, (item) => this.#send(message.listItem(streamId, item, span)));
    } catch (error) {
      // The header is out, so the error travels as the last item.
      this.#send(message.listItem(streamId, (out) => out.error(toLabeledError(error, span)), span));
    }
    this.#streams.delete(streamId);
    this.#send(message.endStream(streamId));
    // Wakes a producer that waits for something itself, which no `return` reaches.
    controller.abort();
  }

  #abortAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }
}

/** What `work` gives, or an error as soon as the signal aborts, whether or not the work heeds it. */
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>, head: Span): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(interrupted(head)), { once: true });
    work.then(resolve, reject);
  });
}
