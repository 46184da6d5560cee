import { decode } from "../protocol/codec.ts";
import { readEngineMessage, type EngineMessage, type PluginCall } from "../protocol/engine-message.ts";
import { MessageFramer } from "../protocol/message-framer.ts";
import * as message from "../protocol/plugin-message.ts";
import { atLeast, oldestSupported, parseVersion, type Version } from "../protocol/version.ts";
import { ProtocolError } from "../protocol/wire-reader.ts";
import { EngineCalls } from "./engine-calls.ts";
import { InputStreams } from "./input-streams.ts";
import { OutputStreams } from "./output-streams.ts";
import { PluginCalls, type Plugin } from "./plugin-calls.ts";

/** Of `{Ack: id}`, in bytes. */
const longestAck = 14;

/** One engine's conversation with a plugin: bytes in by `receive`, whole messages out through `send`. */
export class Connection {
  readonly #plugin: Plugin;
  readonly #send: (message: Buffer) => void;
  readonly #framer = new MessageFramer();
  readonly #engineCalls: EngineCalls;
  readonly #inputs: InputStreams;
  readonly #outputs: OutputStreams;
  readonly #calls: PluginCalls;
  #engineVersion: Version | undefined;
  #goodbye = false;
  #last: { readonly bytes: Buffer; readonly message: EngineMessage } | undefined;

  constructor(plugin: Plugin, send: (message: Buffer) => void) {
    this.#plugin = plugin;
    this.#send = send;
    this.#engineCalls = new EngineCalls(send);
    this.#inputs = new InputStreams(send);
    this.#outputs = new OutputStreams(send);
    this.#calls = new PluginCalls(plugin, {
      send,
      calls: this.#engineCalls,
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }

  /** Whether the engine has said Goodbye and every call has been answered. */
  get isDone(): boolean {
    return this.#goodbye && this.#calls.areDone;
  }

  /** To be called each time a call has ended. */
  set onCallEnd(listener: () => void) {
    this.#calls.onEnd = listener;
  }

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
    // First, so that who waits is told this rather than of an interruption.
    this.#engineCalls.close(new Error("the connection to Nushell has ended"));
    this.#calls.close();
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
        return received.signal === "Interrupt" ? this.#calls.abortAll() : undefined;
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
        void this.#calls.answer(id, call, version);
        return undefined;
    }
  }
}
