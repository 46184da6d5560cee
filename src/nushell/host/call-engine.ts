import type { CallOptions, Engine, EvalOptions } from "../command/engine.ts";
import { fittingInput, takeInput, type InputType, type Taken } from "../command/input.ts";
import { empty } from "../command/pipeline-data.ts";
import { any } from "../command/type.ts";
import type { Wire } from "../protocol/codec.ts";
import type { Closure } from "../protocol/kinds.ts";
import { LabeledError } from "../protocol/labeled-error.ts";
import type { Plain } from "../protocol/plain.ts";
import { writePlain } from "../protocol/plain-writer.ts";
import type { EngineCall, PipelineDataHeader, Redirections, WriteValue } from "../protocol/plugin-message.ts";
import type { Span } from "../protocol/span.ts";
import { terminalText } from "../protocol/terminal-text.ts";
import { describeKind, type Value } from "../protocol/value.ts";
import type { Recipient } from "../protocol/value-writer.ts";
import { atLeast, type Version } from "../protocol/version.ts";
import type { Answer, EngineCalls } from "./engine-calls.ts";
import { interrupted } from "./error-boundary.ts";
import { Foreground } from "./foreground.ts";
import type { InputStreams } from "./input-streams.ts";
import type { OutputStreams } from "./output-streams.ts";
import { drawLine } from "./progress-line.ts";

/** What a call's engine is made of. */
export interface CallContext {
  readonly version: Version;
  /** The plugin call's id. */
  readonly id: number;
  /** Where the values that are sent are said to stand. */
  readonly span: Span;
  /** Aborts when the call is over or is to end. */
  readonly signal: AbortSignal;
  readonly calls: EngineCalls;
  readonly inputs: InputStreams;
  readonly outputs: OutputStreams;
  readonly onCustomValue?: Recipient["onCustomValue"];
  readonly keepAlive: Engine["keepAlive"];
  /** Why nothing can be asked in this kind of call, if so. */
  readonly refusal?: LabeledError | undefined;
}

/** What one call may ask. Once it has been answered the engine ends the connection on a question, so none is sent. */
export class CallEngine implements Engine {
  readonly #context: CallContext;
  #isOver = false;
  #isLineDrawn = false;
  /** What cut the call short, if anything did. */
  #interruption: LabeledError | undefined;
  readonly #foreground = new Foreground({
    enter: () => this.#askValue("EnterForeground"),
    leave: () => this.#send("LeaveForeground", () => {}),
    interruption: () => this.#interruption,
    warn: (line) => this.warn(line),
  });

  constructor(context: CallContext) {
    this.#context = context;
    const { signal, span, calls, id } = context;
    signal.addEventListener("abort", () => {
      // Once the call is over, Nushell still answers what it was asked before.
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

  envVar(name: string): Promise<Value | undefined> {
    return this.#askValue({ GetEnvVar: name });
  }

  envVars(): Promise<ReadonlyMap<string, Value>> {
    return this.#ask("GetEnvVars", (answer) =>
      answer.type === "ValueMap" ? answer.values : unexpected("GetEnvVars", answer),
    );
  }

  addEnvVar(name: string, value: Plain): Promise<void> {
    return this.#ask({ AddEnvVar: [name, (out) => writePlain(out, value)] }, () => {});
  }

  pluginConfig(): Promise<Value | undefined> {
    return this.#askValue("GetPluginConfig");
  }

  config(): Promise<Wire> {
    return this.#ask("GetConfig", (answer) =>
      answer.type === "Config" ? answer.content : unexpected("GetConfig", answer),
    );
  }

  help(): Promise<string> {
    return this.#askText("GetHelp");
  }

  async spanContents(span: Span): Promise<Uint8Array> {
    const value = await this.#askValue({ GetSpanContents: span });
    return value?.kind === "Binary" ? value.val : unexpected("GetSpanContents", value);
  }

  evalClosure<I extends InputType = typeof any>(closure: Closure, options: EvalOptions<I> = {}): Promise<Taken<I>> {
    return this.#run(options, ({ positional, input, ...redirections }) => ({
      EvalClosure: { closure, positional, input, ...redirections },
    }));
  }

  findDecl(name: string): Promise<number | undefined> {
    return this.#ask({ FindDecl: name }, (answer) => {
      if (answer.type === "Identifier") return answer.id;
      return answer.type === "PipelineData" ? undefined : unexpected("FindDecl", answer);
    });
  }

  callDecl<I extends InputType = typeof any>(declId: number, options: CallOptions<I> = {}): Promise<Taken<I>> {
    const named = Object.entries(options.flags ?? {}).map(([name, flag]): [string, WriteValue | undefined] => [
      name,
      flag === true ? undefined : (out) => writePlain(out, flag),
    ]);
    return this.#run(options, (call) => ({ CallDecl: { declId, named, ...call } }));
  }

  async blockIr(blockId: number): Promise<Wire> {
    if (!atLeast(this.version, "0.110")) throw needs("0.110", "the compiled code of a closure", this.version);
    return this.#ask({ GetBlockIR: blockId }, (answer) =>
      answer.type === "IrBlock" ? answer.content : unexpected("GetBlockIR", answer),
    );
  }

  async foreground<T>(work: (hasTerminal: boolean) => Promise<T>): Promise<T> {
    try {
      const hasTerminal = await this.#foreground.enter();
      // By Ctrl-C just after the answer came.
      if (this.#interruption !== undefined) throw this.#interruption;
      return await work(hasTerminal);
    } finally {
      this.#foreground.leave();
    }
  }

  keepAlive(milliseconds: number, release: () => void): void {
    // An abandoned command goes on after its call was answered; it must not hold what nobody will let go.
    if (!this.#isOver) this.#context.keepAlive(milliseconds, release);
  }

  warn(line: string): void {
    this.progress(undefined);
    process.stderr.write(`${terminalText(line)}\n`);
  }

  progress(line: string | undefined): void {
    if (this.#isOver || (line === undefined && !this.#isLineDrawn)) return;
    drawLine(line);
    this.#isLineDrawn = line !== undefined;
  }

  /** The call is about to be answered: from now on every question is refused here. */
  end(): void {
    // A command that was interrupted has not left it yet, and could not any more.
    this.#foreground.leave();
    // Before the shell, which has the answer then, draws its prompt there.
    this.progress(undefined);
    this.#isOver = true;
  }

  /** Runs code of the caller's. */
  async #run<I extends InputType>(
    options: EvalOptions<I>,
    question: (call: Arguments) => EngineCall,
  ): Promise<Taken<I>> {
    const { inputs, outputs, span, signal } = this.#context;
    const outgoing = outputs.prepare(options.input ?? empty, this.#recipient);
    const call = question({
      positional: (options.positional ?? []).map(
        (argument): WriteValue =>
          (out) =>
            writePlain(out, argument),
      ),
      input: outgoing.header,
      redirectStdout: options.redirectStdout ?? true,
      redirectStderr: options.redirectStderr ?? false,
    });
    const result = await this.#ask(
      call,
      (answer) =>
        answer.type === "PipelineData" ? inputs.open(answer.data, signal) : unexpected(nameOf(call), answer),
      () => void outgoing.pump(signal).then(outgoing.end),
    );
    const returns: InputType = fittingInput([options.returns ?? any], result, span);
    // Without `returns` I is the type of `any`, which the default above is.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return (await takeInput(returns, result, span, signal)) as Taken<I>;
  }

  #ask<T>(call: EngineCall, read: (answer: Answer) => T, onSent?: () => void): Promise<T> {
    // So that every wait of a call that was cut short ends.
    if (this.#interruption !== undefined && !this.#isOver) return Promise.reject(this.#interruption);
    return this.#send(call, read, onSent);
  }

  #send<T>(call: EngineCall, read: (answer: Answer) => T, onSent?: () => void): Promise<T> {
    const { refusal, calls, id } = this.#context;
    if (refusal !== undefined) return Promise.reject(refusal);
    if (this.#isOver) {
      return Promise.reject(new Error("the call has been answered: Nushell can be asked no more"));
    }
    return calls.ask(id, call, this.#recipient, read, onSent);
  }

  #askValue(call: EngineCall): Promise<Value | undefined> {
    return this.#ask(call, (answer) => {
      if (answer.type === "PipelineData" && answer.data.type === "Empty") return undefined;
      return answer.type === "PipelineData" && answer.data.type === "Value"
        ? answer.data.value
        : unexpected(nameOf(call), answer);
    });
  }

  async #askText(call: EngineCall): Promise<string> {
    const value = await this.#askValue(call);
    return value?.kind === "String" ? value.val : unexpected(nameOf(call), value);
  }

  get #recipient(): Recipient {
    return this.#context;
  }
}

type Arguments = Redirections & { readonly positional: readonly WriteValue[]; readonly input: PipelineDataHeader };

/** Refuses what an older release does not know: the question would end the connection. */
function needs(release: string, what: string, { major, minor, patch }: Version): LabeledError {
  return new LabeledError(`Nushell ${major}.${minor}.${patch} cannot be asked for ${what}`, {
    code: "nushell::too_old",
    help: `Use Nushell ${release} or later.`,
  });
}

function nameOf(call: EngineCall): string {
  return typeof call === "string" ? call : (Object.keys(call)[0] ?? "");
}

function unexpected(call: string, answer: Answer | Value | undefined): never {
  const found = answer === undefined ? "nothing" : "kind" in answer ? describeKind(answer) : answer.type;
  throw new Error(`Nushell answered ${call} with ${found}`);
}
