import type { Command } from "../command/command.ts";
import { addAgain } from "../command/kept-signatures.ts";
import { loadCommand, type LazyCommand } from "../command/lazy-command.ts";
import { empty, type PipelineData } from "../command/data/pipeline-data.ts";
import { refusedQuestions } from "../command/engine/refused-questions.ts";
import type { Plugin } from "../command/served-plugin.ts";
import { signatureBytes, storedSignature } from "../command/stored-signatures.ts";
import { readTyped, typedArguments } from "../command/arguments/typed-arguments.ts";
import type { PluginCall } from "../protocol/messages/message-reader.ts";
import * as message from "../protocol/messages/message-writer.ts";
import { LabeledError } from "../protocol/values/labeled-error.ts";
import { unknownSpan, type Span } from "../protocol/values/span.ts";
import type { CustomValue } from "../protocol/values/value-classes.ts";
import { tellWhenWritten } from "../protocol/values/value-writer.ts";
import type { Version } from "../protocol/version.ts";
import { CallEngine, type CallContext } from "./call-engine.ts";
import { interrupted, toLabeledError } from "./error-boundary.ts";
import { KeepAlive } from "./keep-alive.ts";

/** A call whose answer takes some work. */
type Work = Extract<PluginCall, { type: "Signature" | "Run" | "GetCompletion" | "CustomValueOp" }>;

/** A call that is being answered. */
interface Running {
  readonly id: number;
  readonly version: Version;
  /** The place of the call, which its values and errors get. */
  readonly span: Span;
  readonly engine: CallEngine;
  readonly controller: AbortController;
}

/** What all calls of a connection share. */
type Host = Pick<CallContext, "calls" | "inputs" | "outputs"> & { readonly send: (message: Buffer) => void };

/** The calls that a plugin is answering, independently of each other and at the same time. */
export class PluginCalls {
  readonly #plugin: Plugin;
  /** By their names. A lazy one gives way to what it was loaded as. */
  readonly #commands: Map<string, Command | LazyCommand>;
  readonly #host: Host;
  readonly #keepAlive: KeepAlive;
  readonly #running = new Map<number, AbortController>();

  constructor(plugin: Plugin, host: Host) {
    this.#plugin = plugin;
    this.#commands = new Map(plugin.commands.map((command) => [nameOf(command), command]));
    this.#host = host;
    this.#keepAlive = new KeepAlive((disabled) => host.send(message.gcDisabled(disabled)));
  }

  /** Is called each time a call has ended. */
  onEnd: () => void = () => {};

  get areDone(): boolean {
    return this.#running.size === 0;
  }

  isRunning(id: number): boolean {
    return this.#running.has(id);
  }

  /**
   * Answers the call, whatever happens. Once the call is aborted, the answer is an error, whether or not its work
   * stops.
   */
  async answer(id: number, call: Work, version: Version): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#keepAlive.busy();
    this.#running.set(id, controller);
    const span = spanOf(call);
    const engine = new CallEngine({
      ...this.#host,
      version,
      id,
      span,
      signal,
      onCustomValue: this.#countCustomValue,
      keepAlive: (milliseconds, held) => this.#keepAlive.hold(milliseconds, held),
      refusal: refusedQuestions(call.type, version),
    });
    const running: Running = { id, version, span, engine, controller };
    try {
      await this.#work(call, running);
    } catch (error) {
      this.#end(running, message.errorResponse(id, toLabeledError(error, span)));
    }
    // This wakes what is still waiting: a producer that no `return` reaches, or the reader of an abandoned stream.
    controller.abort();
    this.#running.delete(id);
    if (this.#running.size === 0) this.#keepAlive.idle();
    this.onEnd();
  }

  async #work(call: Work, running: Running): Promise<void> {
    const { id, version, engine, controller } = running;
    const { signal } = controller;
    switch (call.type) {
      case "Signature": {
        const signatures = await unlessAborted(running, this.#signatures(version));
        return this.#end(running, message.signatureResponse(id, signatures));
      }
      case "Run": {
        const input = this.#host.inputs.open(call.input, signal);
        const found = this.#find(call.name);
        // One that is loaded begins at once: what comes in the same chunk finds it at work.
        const command = found instanceof Promise ? await unlessAborted(running, found) : found;
        if (command === undefined) throw unknownCommand(call.name, running.span);
        return this.#respond(await unlessAborted(running, command.run(call.call, input, engine, signal)), running);
      }
      case "GetCompletion": {
        const { argument, ...request } = call;
        const command = await unlessAborted(running, Promise.resolve(this.#find(call.name)));
        const typed = command && typedArguments(readTyped(call), command.signature);
        const completing = typed && command.complete(argument, { ...request, typed, engine, signal });
        const suggestions = await unlessAborted(running, Promise.resolve(completing));
        return this.#end(running, message.completionResponse(id, suggestions));
      }
      case "CustomValueOp": {
        const type = this.#plugin.customValues?.find(({ name }) => name === call.value.name);
        if (type === undefined) throw new LabeledError(`This plugin has no custom value "${call.value.name}"`);
        const result = await unlessAborted(running, type.operate(call.value, call.span, call.op));
        if (result.type === "data") return this.#respond(result.data, running);
        if (result.type === "ordering") return this.#end(running, message.orderingResponse(id, result.ordering));
        // Without an answer to Dropped, Nushell would never stop the plugin.
        return call.op.type === "Save" ? this.#end(running, message.okResponse(id)) : this.#respond(empty, running);
      }
    }
  }

  /** Returns what Nushell is told of all commands, in their order. Those of which that is stored need not be loaded. */
  async #signatures(version: Version): Promise<readonly Uint8Array[]> {
    const stored = (await this.#plugin.signatures?.()) ?? {};
    const all = Array.from(this.#commands, async ([name, command]) => {
      const known = storedSignature(stored, name, version);
      return known ?? signatureBytes("load" in command ? await this.#load(command) : command, version);
    });
    return Promise.all(all);
  }

  #find(name: string): Command | undefined | Promise<Command> {
    const known = this.#commands.get(name);
    return known !== undefined && "load" in known ? this.#load(known) : known;
  }

  async #load(lazy: LazyCommand): Promise<Command> {
    const command = await loadCommand(lazy);
    this.#commands.set(lazy.name, command);
    return command;
  }

  async #respond(data: PipelineData, running: Running): Promise<void> {
    const { id, version, span, controller, engine } = running;
    const recipient = { version, span, onCustomValue: this.#countCustomValue };
    const { header, pump, end } = this.#host.outputs.prepare(data, recipient);
    const response = tellWhenWritten(recipient, (each) => message.pipelineDataResponse(id, header, each));
    // This must come before the answer, as Nushell may stop the plugin as soon as it has that.
    this.#pin();
    if (data.kind === "empty" || data.kind === "value") return this.#end(running, response);
    this.#host.send(response);
    await pump(controller.signal);
    this.#pin();
    engine.end();
    end();
  }

  /** Sends the last of a call. No question must follow it, not even one of work that is still running. */
  #end({ engine }: Running, last: Buffer): void {
    engine.end();
    this.#host.send(last);
  }

  readonly #countCustomValue = (value: CustomValue): void =>
    this.#plugin.customValues?.find(({ name }) => name === value.name)?.sent(value);

  #pin(): void {
    this.#keepAlive.pin(this.#plugin.customValues?.some((type) => type.isKept()) ?? false);
  }

  abortAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  /** Aborts what is still running, as the connection has ended. */
  close(): void {
    this.#keepAlive.close();
    this.abortAll();
  }
}

function nameOf(command: Command | LazyCommand): string {
  return "load" in command ? command.name : command.signature.name;
}

function spanOf(call: Work): Span {
  switch (call.type) {
    case "Signature":
      return unknownSpan;
    case "Run":
      return call.call.head;
    case "CustomValueOp":
      return call.span;
    case "GetCompletion":
      return { start: call.position, end: call.position };
  }
}

function unknownCommand(name: string, head: Span): LabeledError {
  return new LabeledError(`This plugin has no command "${name}"`, {
    code: "nushell::unknown_command",
    labels: [{ text: "not in the version that runs", span: head }],
    help: addAgain,
  });
}

/** Resolves as `work` does, or rejects as soon as the call is aborted, whether or not the work stops. */
function unlessAborted<T>({ controller, span }: Running, work: Promise<T>): Promise<T> {
  const { signal } = controller;
  return new Promise((resolve, reject) => {
    const abort = () => reject(interrupted(span));
    signal.addEventListener("abort", abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
