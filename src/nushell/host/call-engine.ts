import type { CallOptions, Engine, EvalOptions, Held } from "../command/engine/engine.ts";
import { callersValue } from "../command/value-types/callers-value.ts";
import { checkCallOptions, checkEvalOptions, checkHeld } from "../command/engine/engine-options.ts";
import type { InputType, Taken } from "../command/data/input.ts";
import { argumentWriter, empty } from "../command/data/pipeline-data.ts";
import { takeResult } from "../command/engine/take-result.ts";
import type { Parameter } from "../command/value-types/parameter.ts";
import type { any } from "../command/value-types/type.ts";
import { readBlockIr, type BlockIr } from "../protocol/messages/block-ir.ts";
import type { EngineCall, Redirections } from "../protocol/messages/message-writer.ts";
import type { OutgoingHeader } from "../protocol/messages/pipeline-header.ts";
import type { Wire } from "../protocol/msgpack/wire.ts";
import type { LabeledError } from "../protocol/values/labeled-error.ts";
import { writePlain, type Plain } from "../protocol/values/plain.ts";
import type { Span } from "../protocol/values/span.ts";
import type { Recipient, WriteValue } from "../protocol/values/value-writer.ts";
import { terminalText } from "../protocol/texts/terminal-text.ts";
import type { Closure, Value } from "../protocol/values/value.ts";
import { atLeast, type Version } from "../protocol/version.ts";
import { nameOf, throwUnexpected, tooOld } from "./engine-answers.ts";
import type { Answer, EngineCalls } from "./engine-calls.ts";
import { interrupted } from "./error-boundary.ts";
import { Foreground } from "./foreground.ts";
import { drawLine } from "./progress-line.ts";
import type { InputStreams } from "./streams/input-streams.ts";
import type { OutputStreams } from "./streams/output-streams.ts";

/** What a call's engine needs. */
export interface CallContext {
  readonly version: Version;
  /** The plugin call's id. */
  readonly id: number;
  /** The place that all values get that are sent. */
  readonly span: Span;
  /** Aborts when the call is over, or is to end. */
  readonly signal: AbortSignal;
  readonly calls: EngineCalls;
  readonly inputs: InputStreams;
  readonly outputs: OutputStreams;
  readonly onCustomValue?: Recipient["onCustomValue"];
  readonly keepAlive: Engine["keepAlive"];
  /** The error of every question, if Nushell answers none in this kind of call. */
  readonly refusal?: LabeledError | undefined;
}

/**
 * Asks Nushell during one call. Nushell ends the connection on a question after the answer, so no such question is
 * sent.
 */
export class CallEngine implements Engine {
  readonly #context: CallContext;
  #isOver = false;
  #isLineDrawn = false;
  /** The error that has cut the call short, if any. */
  #interruption: LabeledError | undefined;
  readonly #foreground = new Foreground({
    enter: () => this.#askValue("EnterForeground"),
    leave: () => this.#send("LeaveForeground", () => {}),
    interruption: () => this.#interruption,
    warn: (line) => this.warn(line),
    progress: (line) => this.progress(line),
  });

  constructor(context: CallContext) {
    this.#context = context;
    const { signal, span, calls, id } = context;
    signal.addEventListener("abort", () => {
      // Once the call is over, Nushell still answers earlier questions.
      if (this.#isOver) return;
      this.#interruption = interrupted(span);
      calls.abandon(id, this.#interruption);
    });
  }

  get version(): Version {
    return this.#context.version;
  }

  currentDir(): Promise<string> {
    return this.#askText("GetCurrentDir");
  }

  async envVar<Out = Value>(name: string, type?: Parameter<Out>): Promise<Out | undefined> {
    const value = await this.#askValue({ GetEnvVar: name });
    return value && callersValue(`$env.${name}`, value, type);
  }

  envVars(): Promise<ReadonlyMap<string, Value>> {
    return this.#ask("GetEnvVars", (answer) =>
      answer.type === "ValueMap" ? answer.values : throwUnexpected("GetEnvVars", answer),
    );
  }

  addEnvVar(name: string, value: Plain): Promise<void> {
    return this.#ask({ AddEnvVar: [name, (out) => writePlain(out, value)] }, () => {});
  }

  async pluginConfig<Out = Value>(type?: Parameter<Out>): Promise<Out | undefined> {
    const value = await this.#askValue("GetPluginConfig");
    return value && callersValue("$env.config.plugins", value, type);
  }

  async config<Out = Value>(type?: Parameter<Out>): Promise<Out> {
    const value = await this.#askValue({ GetEnvVar: "config" });
    return callersValue("$env.config", value ?? { kind: "Record", val: new Map(), span: this.#context.span }, type);
  }

  rawConfig(): Promise<Wire> {
    return this.#ask("GetConfig", (answer) =>
      answer.type === "Config" ? answer.content : throwUnexpected("GetConfig", answer),
    );
  }

  help(): Promise<string> {
    return this.#askText("GetHelp");
  }

  async spanContents(span: Span): Promise<Uint8Array> {
    const value = await this.#askValue({ GetSpanContents: span });
    return value?.kind === "Binary" ? value.val : throwUnexpected("GetSpanContents", value);
  }

  evalClosure<I extends InputType = typeof any>(closure: Closure, options: EvalOptions<I> = {}): Promise<Taken<I>> {
    checkEvalOptions(options);
    return this.#run(options, ({ positional, input, ...redirections }) => ({
      EvalClosure: { closure, positional, input, ...redirections },
    }));
  }

  findDecl(name: string): Promise<number | undefined> {
    return this.#ask({ FindDecl: name }, (answer) => {
      if (answer.type === "Identifier") return answer.id;
      return answer.type === "PipelineData" ? undefined : throwUnexpected("FindDecl", answer);
    });
  }

  callDecl<I extends InputType = typeof any>(declId: number, options: CallOptions<I> = {}): Promise<Taken<I>> {
    checkCallOptions(options);
    const named = Object.entries(options.flags ?? {}).map(([name, flag]): [string, WriteValue | undefined] => [
      name,
      flag === true ? undefined : argumentWriter(flag),
    ]);
    return this.#run(options, (call) => ({ CallDecl: { declId, named, ...call } }));
  }

  async blockIr(blockId: number): Promise<BlockIr> {
    if (!atLeast(this.version, "0.110")) throw tooOld("0.110", "the compiled code of a closure", this.version);
    return this.#ask({ GetBlockIR: blockId }, (answer) =>
      answer.type === "IrBlock" ? readBlockIr(answer.content) : throwUnexpected("GetBlockIR", answer),
    );
  }

  async foreground<T>(work: (hasTerminal: boolean) => Promise<T>): Promise<T> {
    try {
      const hasTerminal = await this.#foreground.enter();
      // Ctrl-C may come just after the answer.
      if (this.#interruption !== undefined) throw this.#interruption;
      return await work(hasTerminal);
    } finally {
      this.#foreground.leave();
    }
  }

  keepAlive(milliseconds: number, held: Held): void {
    checkHeld(milliseconds, held);
    // An abandoned command goes on after the answer to its call. Nobody would close what it then held.
    if (!this.#isOver) this.#context.keepAlive(milliseconds, held);
  }

  warn(text: string): void {
    this.progress(undefined);
    process.stderr.write(`${terminalText(text)}\n`);
  }

  progress(line: string | undefined): void {
    if (this.#isOver || (line === undefined && !this.#isLineDrawn)) return;
    this.#isLineDrawn = drawLine(line);
  }

  keepProgress(): void {
    if (this.#isLineDrawn) process.stderr.write("\n");
    this.#isLineDrawn = false;
  }

  /** Makes every question fail from now on, as the call is about to be answered. */
  end(): void {
    // An interrupted command has not left the foreground yet, and could not do so later.
    this.#foreground.leave();
    // Once the shell has the answer, it draws its prompt there.
    this.progress(undefined);
    this.#isOver = true;
  }

  /** Runs the caller's code. */
  async #run<I extends InputType>(
    options: EvalOptions<I>,
    question: (call: OutgoingArguments) => EngineCall,
  ): Promise<Taken<I>> {
    const { inputs, outputs, version, onCustomValue, signal } = this.#context;
    const span = options.span ?? this.#context.span;
    const recipient: Recipient = { version, span, onCustomValue };
    const outgoing = outputs.prepare(options.input ?? empty, recipient);
    const call = question({
      positional: (options.positional ?? []).map(argumentWriter),
      input: outgoing.header,
      redirectStdout: options.redirectStdout ?? true,
      redirectStderr: options.redirectStderr ?? false,
    });
    const result = await this.#ask(
      call,
      (answer) =>
        answer.type === "PipelineData" ? inputs.open(answer.data, signal) : throwUnexpected(nameOf(call), answer),
      { recipient, onSent: () => void outgoing.pump(signal).then(outgoing.end) },
    );
    return takeResult(options.returns, result, span, signal);
  }

  #ask<T>(call: EngineCall, read: (answer: Answer) => T, sending?: Sending): Promise<T> {
    // Every wait of a call that was cut short must end.
    if (this.#interruption !== undefined && !this.#isOver) return Promise.reject(this.#interruption);
    return this.#send(call, read, sending);
  }

  #send<T>(call: EngineCall, read: (answer: Answer) => T, { recipient, onSent }: Sending = {}): Promise<T> {
    const { refusal, calls, id } = this.#context;
    if (refusal !== undefined) return Promise.reject(refusal);
    if (this.#isOver) {
      return Promise.reject(new Error("the call has been answered, so Nushell cannot be asked any more"));
    }
    return calls.ask(id, call, recipient ?? this.#context, read, onSent);
  }

  #askValue(call: EngineCall): Promise<Value | undefined> {
    return this.#ask(call, (answer) => {
      if (answer.type === "PipelineData" && answer.data.type === "Empty") return undefined;
      return answer.type === "PipelineData" && answer.data.type === "Value"
        ? answer.data.value
        : throwUnexpected(nameOf(call), answer);
    });
  }

  async #askText(call: EngineCall): Promise<string> {
    const value = await this.#askValue(call);
    return value?.kind === "String" ? value.val : throwUnexpected(nameOf(call), value);
  }
}

/** What a question with values is sent with. */
interface Sending {
  /** Gives the values their place, by default the running command's name. */
  readonly recipient?: Recipient;
  readonly onSent?: () => void;
}

/** What a closure or a command is run with. */
type OutgoingArguments = Redirections & { readonly positional: readonly WriteValue[]; readonly input: OutgoingHeader };
