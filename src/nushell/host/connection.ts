import type { Plugin } from "../command/served-plugin.ts";
import { readEngineMessage, type EngineMessage, type PluginCall } from "../protocol/messages/message-reader.ts";
import * as message from "../protocol/messages/message-writer.ts";
import { MessageFramer } from "../protocol/msgpack/message-framer.ts";
import { decode } from "../protocol/msgpack/msgpack-reader.ts";
import { ProtocolError } from "../protocol/msgpack/wire.ts";
import { atLeast, oldestSupported, parseVersion, type Version } from "../protocol/version.ts";
import { EngineCalls } from "./engine-calls.ts";
import { disconnected, reportBreach } from "./error-boundary.ts";
import { PluginCalls } from "./plugin-calls.ts";
import { InputStreams } from "./streams/input-streams.ts";
import { OutputStreams } from "./streams/output-streams.ts";

/** What Nushell may send only once, or only while what it belongs to is open. */
type Expected = Exclude<EngineMessage, { type: "Signal" | "Goodbye" }>;

/** How many bytes `{Ack: id}` takes at most. */
const longestAck = 14;

/** One engine's conversation with a plugin. Bytes come in by `receive`, and whole messages go out through `send`. */
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
  #isClosed = false;
  /** The kinds of messages that came against the protocol. Of each kind that is said once. */
  readonly #breaches = new Set<Expected["type"]>();
  #last: { readonly bytes: Buffer; readonly message: EngineMessage } | undefined;

  constructor(plugin: Plugin, sendOpen: (message: Buffer) => void) {
    this.#plugin = plugin;
    const send = (bytes: Buffer) => {
      // A call that is left goes on for a while, but has nobody to say it to.
      if (!this.#isClosed) sendOpen(bytes);
    };
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

  /** A function to be called each time a call has ended. */
  set onCallEnd(listener: () => void) {
    this.#calls.onEnd = listener;
  }

  /**
   * Takes bytes from the engine. Throws a ProtocolError or a RangeError on what is not a message, which ends
   * everything.
   */
  receive(chunk: Buffer): void {
    if (this.#isClosed) return;
    for (const bytes of this.#framer.push(chunk)) this.#handle(this.#read(bytes));
  }

  /** Reads a message. During a stream the same acknowledgement comes again and again: it is decoded only once. */
  #read(bytes: Buffer): EngineMessage {
    if (bytes.length > longestAck) return readEngineMessage(decode(bytes));
    if (this.#last === undefined || !bytes.equals(this.#last.bytes)) {
      this.#last = { bytes: Buffer.from(bytes), message: readEngineMessage(decode(bytes)) };
    }
    return this.#last.message;
  }

  /** Whether a part of a message has come, but not the rest. */
  get inMessage(): boolean {
    return this.#framer.inMessage;
  }

  /** Aborts what is still running, as the connection has ended. */
  close(): void {
    this.#isClosed = true;
    // This comes first, so that whoever waits is told of it rather than of an interruption.
    this.#engineCalls.close(disconnected);
    this.#calls.close();
  }

  #handle(received: EngineMessage): void {
    switch (received.type) {
      case "Hello":
        return this.#expect(this.#hello(received.protocol, received.version), received);
      case "Call":
        return this.#expect(this.#call(received.id, received.call), received);
      case "EngineCallResponse":
        return this.#expect(this.#engineCalls.answer(received.id, received.response), received);
      case "Data":
        return this.#expect(this.#inputs.receive(received.id, received.data), received);
      case "End":
        return this.#expect(this.#inputs.end(received.id), received);
      case "Ack":
        return this.#expect(this.#outputs.acknowledge(received.id), received);
      case "Drop":
        return this.#expect(this.#outputs.drop(received.id), received);
      case "Signal":
        return received.signal === "Interrupt" ? this.#calls.abortAll() : undefined;
      case "Goodbye":
        this.#goodbye = true;
        return undefined;
    }
  }

  /** Reports a message that nothing was open for. It concerns no call, so all of them go on. */
  #expect(isExpected: boolean, received: Expected): void {
    if (isExpected || this.#breaches.has(received.type)) return;
    this.#breaches.add(received.type);
    reportBreach(breachOf(received));
  }

  /** Returns false for a second greeting. */
  #hello(protocol: string, versionText: string): boolean {
    if (this.#engineVersion !== undefined) return false;
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
    // Nushell starts a plugin that offers this a second time, so it is offered only if needed.
    const localSocket = this.#plugin.commands.some((command) => "needsTerminal" in command && command.needsTerminal);
    this.#send(message.hello(versionText, { localSocket }));
    return true;
  }

  /** Returns false for the number of a call that is still running. */
  #call(id: number, call: PluginCall): boolean {
    const version = this.#engineVersion;
    if (version === undefined) throw new ProtocolError("a call came before Hello");
    switch (call.type) {
      case "Metadata":
        this.#send(message.metadataResponse(id, this.#plugin.version));
        return true;
      default:
        if (this.#calls.isRunning(id)) return false;
        void this.#calls.answer(id, call, version);
        return true;
    }
  }
}

/** What Nushell did with a message that nothing was open for. */
function breachOf(received: Expected): string {
  switch (received.type) {
    case "Hello":
      return "it greeted a second time";
    case "Call":
      return `it made call ${received.id}, which was still running`;
    case "EngineCallResponse":
      return `it answered question ${received.id}, which was not waiting for an answer`;
    default:
      return `it sent ${received.type} for stream ${received.id}, which was not open`;
  }
}
