import type { PipelineInput } from "../command/input.ts";
import type { StreamData } from "../protocol/engine-message.ts";
import type { PipelineHeader } from "../protocol/pipeline-header.ts";
import * as message from "../protocol/plugin-message.ts";
import type { Span } from "../protocol/span.ts";
import { ProtocolError } from "../protocol/wire-reader.ts";
import { interrupted } from "./error-boundary.ts";
import { InputStream } from "./input-stream.ts";

/** Where parts of a stream go. */
interface Open {
  readonly receive: (data: StreamData) => void;
  readonly end: () => void;
}

/** The streams that the engine produces. Their ids are its own. */
export class InputStreams {
  readonly #send: (message: Buffer) => void;
  readonly #open = new Map<number, Open>();

  constructor(send: (message: Buffer) => void) {
    this.#send = send;
  }

  /** Pipeline data whose header has come. When the signal aborts, its stream is dropped and its reader gets an error. */
  open(header: PipelineHeader, signal: AbortSignal): PipelineInput {
    switch (header.type) {
      case "Empty":
        return { kind: "empty" };
      case "Value":
        return { kind: "value", value: header.value, metadata: header.metadata };
      case "ListStream": {
        const { span, metadata } = header;
        const items = this.#stream(header, signal, (data) => (data.type === "List" ? data.value : unexpected(data)));
        return { kind: "list-stream", items, span, metadata };
      }
      case "ByteStream": {
        const { of, span, metadata } = header;
        const chunks = this.#stream(header, signal, (data) => (data.type === "Raw" ? data.bytes : unexpected(data)));
        return { kind: "byte-stream", of, chunks, span, metadata };
      }
    }
  }

  /** Part of a stream has come. That of an unknown one is ignored, as of one that was dropped and goes on for a while. */
  receive(id: number, data: StreamData): void {
    this.#open.get(id)?.receive(data);
  }

  end(id: number): void {
    this.#open.get(id)?.end();
    this.#open.delete(id);
  }

  #stream<T>(
    { id, span }: { id: number; span: Span },
    signal: AbortSignal,
    read: (data: StreamData) => T,
  ): InputStream<T> {
    const stream = new InputStream<T>({
      acknowledge: () => this.#send(message.acknowledge(id)),
      drop: () => this.#send(message.dropStream(id)),
    });
    const abort = () => stream.abort(interrupted(span));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    this.#open.set(id, {
      receive: (data) => stream.receive(() => read(data)),
      end() {
        signal.removeEventListener("abort", abort);
        stream.end();
      },
    });
    return stream;
  }
}

/** An error in place of bytes, or data of the other kind. */
function unexpected(data: StreamData): never {
  if (data.type === "Error") throw data.error;
  throw new ProtocolError(`a stream of the other kind carried ${data.type}`);
}
