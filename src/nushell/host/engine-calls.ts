import type { Engine } from "../command/engine.ts";
import type { EngineCallResponse } from "../protocol/engine-message.ts";
import { engineCall, type EngineCall } from "../protocol/plugin-message.ts";
import { describeKind, type Value } from "../protocol/value.ts";
import type { Version } from "../protocol/version.ts";

interface Waiting {
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Questions to the engine that wait for their answers. Their ids are the plugin's own, one row for all calls. */
export class EngineCalls {
  readonly #send: (message: Buffer) => void;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #closed: Error | undefined;

  constructor(send: (message: Buffer) => void) {
    this.#send = send;
  }

  /** Asks within the plugin call `context`. Rejects with the engine's error, or when the connection ends. */
  ask(context: number, call: EngineCall): Promise<Value | undefined> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send(engineCall(context, id, call));
    });
  }

  /** An answer has come; one to an unknown question is ignored. */
  answer(id: number, response: EngineCallResponse): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (response.type === "Error") waiting?.reject(response.error);
    else waiting?.resolve(response.value);
  }

  close(reason: Error): void {
    this.#closed = reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

/** What one call may ask. Once it has been answered the engine ends the connection on a question, so none is sent. */
export class CallEngine implements Engine {
  readonly version: Version;
  readonly keepAlive: Engine["keepAlive"];
  readonly #calls: EngineCalls;
  readonly #context: number;
  #over = false;

  constructor(options: { version: Version; context: number; calls: EngineCalls; keepAlive: Engine["keepAlive"] }) {
    this.version = options.version;
    this.keepAlive = (milliseconds, release) => {
      // An abandoned command goes on after its call was answered; it must not hold what nobody will let go.
      if (!this.#over) options.keepAlive(milliseconds, release);
    };
    this.#calls = options.calls;
    this.#context = options.context;
  }

  async currentDir(): Promise<string> {
    return this.#askText("GetCurrentDir");
  }

  envVar(name: string): Promise<Value | undefined> {
    return this.#ask({ GetEnvVar: name });
  }

  pluginConfig(): Promise<Value | undefined> {
    return this.#ask("GetPluginConfig");
  }

  help(): Promise<string> {
    return this.#askText("GetHelp");
  }

  warn(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  /** The call has been answered: from now on every question is refused here. */
  end(): void {
    this.#over = true;
  }

  #ask(call: EngineCall): Promise<Value | undefined> {
    if (this.#over) return Promise.reject(new Error("the call has been answered: Nushell can be asked no more"));
    return this.#calls.ask(this.#context, call);
  }

  async #askText(call: EngineCall): Promise<string> {
    const value = await this.#ask(call);
    if (value?.kind === "String") return value.val;
    const found = value === undefined ? "nothing" : describeKind(value);
    throw new Error(`Nushell answered ${JSON.stringify(call)} with ${found} instead of a text`);
  }
}
