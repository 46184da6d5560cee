import type { EngineCallResponse } from "../protocol/engine-message.ts";
import { engineCall, type EngineCall } from "../protocol/plugin-message.ts";
import { tellWhenWritten, type Recipient } from "../protocol/value-writer.ts";

/** What the engine answers when it does not fail. */
export type Answer = Exclude<EngineCallResponse, { type: "Error" }>;

interface Waiting {
  /** The plugin call that asked. */
  readonly context: number;
  readonly take: (answer: Answer) => void;
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

  /**
   * Asks within the plugin call `context`; `onSent` runs once the question is out, and `read` as soon as the answer is
   * there, as what follows on the wire may belong to a stream that the answer opens. Rejects with the engine's error,
   * with what `read` throws, or when the connection ends.
   */
  ask<T>(
    context: number,
    call: EngineCall,
    recipient: Recipient,
    read: (answer: Answer) => T,
    onSent?: () => void,
  ): Promise<T> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const take = (answer: Answer) => {
        try {
          resolve(read(answer));
        } catch (error) {
          reject(error);
        }
      };
      const question = tellWhenWritten(recipient, (each) => engineCall(context, id, call, each));
      this.#waiting.set(id, { context, take, reject });
      this.#send(question);
      onSent?.();
    });
  }

  /** An answer has come; one to an unknown question is ignored. */
  answer(id: number, response: EngineCallResponse): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (response.type === "Error") waiting?.reject(response.error);
    else waiting?.take(response);
  }

  /** The call waits no more. Answers are still read: a stream that comes with one must be dropped. */
  abandon(context: number, reason: Error): void {
    for (const waiting of this.#waiting.values()) if (waiting.context === context) waiting.reject(reason);
  }

  close(reason: Error): void {
    this.#closed = reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}
