import type { Command } from "../command/command.ts";
import type { CustomValueType } from "../command/custom-value.ts";
import { empty, type PipelineData } from "../command/pipeline-data.ts";
import { decode } from "../protocol/codec.ts";
import { readEngineMessage, type EngineMessage, type PluginCall } from "../protocol/engine-message.ts";
import type { CustomValue } from "../protocol/kinds.ts";
import { LabeledError } from "../protocol/labeled-error.ts";
import { MessageFramer } from "../protocol/message-framer.ts";
import * as message from "../protocol/plugin-message.ts";
import type { Span } from "../protocol/span.ts";
import { atLeast, oldestSupported, parseVersion, type Version } from "../protocol/version.ts";
import { ProtocolError } from "../protocol/wire-reader.ts";
import { CallEngine } from "./call-engine.ts";
import { EngineCalls } from "./engine-calls.ts";
import { interrupted, toLabeledError } from "./error-boundary.ts";
import { InputStreams } from "./input-streams.ts";
import { KeepAlive } from "./keep-alive.ts";
import { OutputStreams } from "./output-streams.ts";

export interface Plugin {
  readonly version: string;
  readonly commands: readonly Command[];
  readonly customValues?: readonly CustomValueType<unknown>[];
}

/** Of `{Ack: id}`, in bytes. */
const longestAck = 14;

/** A call whose answer takes work. */
type Work = Extract<PluginCall, { type: "Run" | "GetCompletion" | "CustomValueOp" }>;

/** A call that is being answered. */
interface Running {
  readonly id: number;
  readonly version: Version;
  /** Where the call stands, for values and errors. */
  readonly span: Span;
  readonly engine: CallEngine;
  readonly controller: AbortController;
}

/** One engine's conversation with a plugin: bytes in by `receive`, whole messages out through `send`. */
export class Connection {
  readonly #plugin: Plugin;
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #send: (message: Buffer) => void;
  readonly #framer = new MessageFramer();
  readonly #engineCalls: EngineCalls;
  readonly #inputs: InputStreams;
  readonly #outputs: OutputStreams;
  readonly #keepAlive: KeepAlive;
  readonly #running = new Map<number, AbortController>();
  #engineVersion: Version | undefined;
  #goodbye = false;
  #last: { readonly bytes: Buffer; readonly message: EngineMessage } | undefined;

  constructor(plugin: Plugin, send: (message: Buffer) => void) {
    this.#plugin = plugin;
    this.#commands = new Map(plugin.commands.map((command) => [command.signature.name, command]));
    this.#send = send;
    this.#engineCalls = new EngineCalls(send);
    this.#inputs = new InputStreams(send);
    this.#outputs = new OutputStreams(send);
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
    for (const bytes of this.#framer.push(chunk)) this.#handle(this.#read(bytes));
  }

  /** While a stream is on its way, one message after another is the same acknowledgement: it is decoded once. */
  #read(bytes: Buffer): EngineMessage {
    if (bytes.length > longestAck) return readEngineMessage(decode(bytes));
    if (this.#last === undefined || !bytes.equals(this.#last.bytes)) {
      this.#last = { bytes: Buffer.from(bytes), message: readEngineMessage(decode(bytes)) };
    }
    return this.#last.message;
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
      case "Data":
        return this.#inputs.receive(received.id, received.data);
      case "End":
        return this.#inputs.end(received.id);
      case "Ack":
        return this.#outputs.get(received.id)?.acknowledge();
      case "Drop":
        return this.#outputs.get(received.id)?.stop();
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
    // Nushell starts such a plugin a second time, so it is not offered without need.
    const localSocket = this.#plugin.commands.some(({ needsTerminal }) => needsTerminal);
    this.#send(message.hello(versionText, { localSocket }));
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
      default:
        void this.#perform(id, call, version);
        return undefined;
    }
  }

  /** Answers the call, whatever happens: with an error as soon as it is aborted, whether or not its work heeds that. */
  async #perform(id: number, call: Work, version: Version): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#keepAlive.busy();
    this.#running.set(id, controller);
    const span = spanOf(call);
    const engine = new CallEngine({
      version,
      id,
      span,
      signal,
      calls: this.#engineCalls,
      inputs: this.#inputs,
      outputs: this.#outputs,
      onCustomValue: this.#countCustomValue,
      keepAlive: (milliseconds, release) => this.#keepAlive.hold(milliseconds, release),
      refusal: refusalOf(call, version),
    });
    const running: Running = { id, version, span, engine, controller };
    try {
      await this.#answer(call, running);
    } catch (error) {
      engine.end();
      this.#send(message.errorResponse(id, toLabeledError(error, span)));
    }
    engine.end();
    // Wakes what still waits: a producer that no `return` reaches, the reader of a stream that is read no further.
    controller.abort();
    this.#running.delete(id);
    if (this.#running.size === 0) this.#keepAlive.idle();
    this.onCallEnd();
  }

  async #answer(call: Work, running: Running): Promise<void> {
    const { id, engine, controller } = running;
    const { signal } = controller;
    switch (call.type) {
      case "Run": {
        const input = this.#inputs.open(call.input, signal);
        const command = this.#commands.get(call.name);
        if (command === undefined) throw new LabeledError(`This plugin has no command "${call.name}"`);
        return this.#respond(await unlessAborted(running, command.run(call.call, input, engine, signal)), running);
      }
      case "GetCompletion": {
        const { argument, ...request } = call;
        const completing = this.#commands.get(call.name)?.complete(argument, { ...request, engine, signal });
        const suggestions = await unlessAborted(running, Promise.resolve(completing));
        engine.end();
        return this.#send(message.completionResponse(id, suggestions));
      }
      case "CustomValueOp": {
        const type = this.#plugin.customValues?.find(({ name }) => name === call.value.name);
        if (type === undefined) throw new LabeledError(`This plugin has no custom value "${call.value.name}"`);
        const result = await unlessAborted(running, type.operate(call.value, call.span, call.op));
        if (result.type === "data") return this.#respond(result.data, running);
        if (result.type === "ordering") return this.#send(message.orderingResponse(id, result.ordering));
        // Without an answer to Dropped the plugin would never be stopped.
        return call.op.type === "Save" ? this.#send(message.okResponse(id)) : this.#respond(empty, running);
      }
    }
  }

  async #respond(data: PipelineData, { id, version, span, controller, engine }: Running): Promise<void> {
    const recipient = { version, span, onCustomValue: this.#countCustomValue };
    const { header, pump, end } = this.#outputs.prepare(data, recipient);
    // Without a stream the answer is all, and a question must not follow it: not even one of work left running.
    if (data.kind === "empty" || data.kind === "value") engine.end();
    const response = message.pipelineDataResponse(id, header, recipient);
    // Before the answer, as Nushell may stop a plugin as soon as it has that.
    this.#pin();
    this.#send(response);
    await pump(controller.signal);
    this.#pin();
    engine.end();
    end();
  }

  readonly #countCustomValue = (value: CustomValue): void =>
    this.#plugin.customValues?.find(({ name }) => name === value.name)?.sent(value);

  #pin(): void {
    this.#keepAlive.pin(this.#plugin.customValues?.some((type) => type.isKept()) ?? false);
  }

  #abortAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }
}

function spanOf(call: Work): Span {
  switch (call.type) {
    case "Run":
      return call.call.head;
    case "CustomValueOp":
      return call.span;
    case "GetCompletion":
      return { start: call.position, end: call.position };
  }
}

/** Where the engine answers no questions, asking would fail or end the connection. */
function refusalOf({ type }: Work, version: Version): LabeledError | undefined {
  if (type === "Run" || (type === "GetCompletion" && atLeast(version, "0.115"))) return undefined;
  const [when, help] =
    type === "GetCompletion"
      ? ["while it completes an argument", "Nushell 0.115 and later can."]
      : ["during an operation of a custom value", "Ask in the command that makes the value."];
  return new LabeledError(`Nushell cannot be asked ${when}`, { code: "nushell::no_engine_call", help });
}

/** What `work` gives, or an error as soon as the call is aborted, whether or not the work heeds it. */
function unlessAborted<T>({ controller, span }: Running, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    controller.signal.addEventListener("abort", () => reject(interrupted(span)), { once: true });
    work.then(resolve, reject);
  });
}
