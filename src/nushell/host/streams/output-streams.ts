import type { PipelineData, Source } from "../../command/data/pipeline-data.ts";
import { ListItems } from "../../protocol/messages/list-items.ts";
import * as message from "../../protocol/messages/message-writer.ts";
import type { OutgoingHeader } from "../../protocol/messages/pipeline-header.ts";
import type { LabeledError } from "../../protocol/values/labeled-error.ts";
import type { Span } from "../../protocol/values/span.ts";
import type { Recipient } from "../../protocol/values/value-writer.ts";
import { toLabeledError } from "../error-boundary.ts";
import { OutputStream, type Sink } from "./output-stream.ts";

// Nushell's own plugins have as many in flight. Waiting for each acknowledgement would be far slower.
const itemsInFlight = 100;
const chunksInFlight = 50;

/** Pipeline data that is ready to be sent: its header, and then what follows. */
export interface Outgoing {
  readonly header: OutgoingHeader;
  /** Sends what follows the header. Resolves when all is sent or nobody wants more, and never rejects. */
  readonly pump: (signal: AbortSignal) => Promise<void>;
  /** Says, last of all, that nothing more will come. */
  readonly end: () => void;
}

type ListStream = Extract<PipelineData, { kind: "list-stream" }>;

const withoutStream: Pick<Outgoing, "pump" | "end"> = { pump: () => Promise.resolve(), end() {} };

/** The streams that this plugin produces and numbers. */
export class OutputStreams {
  readonly #send: (message: Buffer) => void;
  /** Those that Nushell has not dropped: it still acknowledges what it takes after the end. */
  readonly #streams = new Map<number, OutputStream>();
  #nextId = 0;

  constructor(send: (message: Buffer) => void) {
    this.#send = send;
  }

  /** Takes note that Nushell has taken an item. Returns false if there is no such stream. */
  acknowledge(id: number): boolean {
    const stream = this.#streams.get(id);
    stream?.acknowledge();
    return stream !== undefined;
  }

  /** Takes note that Nushell wants no more, which it says of each stream once. Returns false if there is no such stream. */
  drop(id: number): boolean {
    this.#streams.get(id)?.stop();
    return this.#streams.delete(id);
  }

  prepare(data: PipelineData, recipient: Recipient): Outgoing {
    const { metadata } = data;
    switch (data.kind) {
      case "empty":
        return { header: "Empty", ...withoutStream };
      case "value":
        return { header: { value: data.write, metadata }, ...withoutStream };
      case "list-stream": {
        const id = this.#nextId++;
        return {
          header: { listStream: id, metadata },
          pump: (signal) => this.#pumpItems(id, data, recipient, signal),
          end: () => this.#send(message.endStream(id)),
        };
      }
      case "byte-stream": {
        const id = this.#nextId++;
        return {
          header: { byteStream: id, of: data.of, metadata },
          pump: (signal) => this.#pumpBytes(id, data.chunks, recipient, signal),
          end: () => this.#send(message.endStream(id)),
        };
      }
    }
  }

  #pumpItems(id: number, { items, of }: ListStream, recipient: Recipient, signal: AbortSignal): Promise<void> {
    const encoder = new ListItems(id, recipient);
    const append = (item: unknown) => encoder.append((out) => of.write(out, item));
    const flush = () => {
      const messages = encoder.take();
      if (messages !== undefined) this.#send(messages);
    };
    const fail = (error: LabeledError) => {
      encoder.append((out) => out.error(error));
      flush();
    };
    return this.#pump(id, itemsInFlight, items, { append, flush, fail }, { span: recipient.span, signal });
  }

  #pumpBytes(id: number, chunks: Source<Uint8Array | string>, { span }: Recipient, signal: AbortSignal): Promise<void> {
    const append = (chunk: Uint8Array | string) =>
      this.#send(message.rawData(id, typeof chunk === "string" ? Buffer.from(chunk) : chunk));
    const fail = (error: LabeledError) => this.#send(message.rawError(id, error));
    return this.#pump(id, chunksInFlight, chunks, { append, flush() {}, fail }, { span, signal });
  }

  async #pump<T>(
    id: number,
    window: number,
    source: Source<T>,
    sink: Sink<T> & { readonly fail: (error: LabeledError) => void },
    { span, signal }: { span: Span; signal: AbortSignal },
  ): Promise<void> {
    const stream = new OutputStream(window);
    this.#streams.set(id, stream);
    const stop = () => stream.stop();
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    try {
      await stream.pump(source, sink);
    } catch (error) {
      // The header has been sent, so the error travels as the last item.
      sink.fail(toLabeledError(error, span));
    }
    signal.removeEventListener("abort", stop);
  }
}
