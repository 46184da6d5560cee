import type { EngineCallResponse } from "../protocol/messages/message-reader.ts";
import { engineCall, type EngineCall } from "../protocol/messages/message-writer.ts";
import { tellWhenWritten, type Recipient } from "../protocol/values/value-writer.ts";

/** An answer of the engine that is not an error. */
export type Answer = Exclude<EngineCallResponse, { type: "Error" }>;

interface Waiting {
  /** The plugin call that asked. */
  readonly context: number;
  readonly take: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Questions to the engine that wait for their answers. The plugin numbers them across all of its calls. */
export class EngineCalls {
  readonly #send: (message: Buffer) => void;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #closed: Error | undefined;

  constructor(send: (message: Buffer) => void) {
    this.#send = send;
  }

  /**
   * Asks a question on behalf of the plugin call `context`. `onSent` runs once the question is sent, and `read` as soon
   * as the answer has come, as the next message may belong to a stream that the answer opens. Rejects with the engine's
   * error, with what `read` throws, or when the connection ends.
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

  /** Takes an answer. Returns false if there is no such question. */
  answer(id: number, response: EngineCallResponse): boolean {
    const waiting = this.#waiting.get(id);
    if (response.type === "Error") waiting?.reject(response.error);
    else waiting?.take(response);
    return this.#waiting.delete(id);
  }

  /** Makes the call wait no longer. Its answers are still read, as a stream that comes with one must be dropped. */
  abandon(context: number, reason: Error): void {
    for (const waiting of this.#waiting.values()) if (waiting.context === context) waiting.reject(reason);
  }

  close(reason: Error): void {
    this.#closed = reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}
