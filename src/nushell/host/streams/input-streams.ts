import type { PipelineInput } from "../../command/data/input.ts";
import type { StreamData } from "../../protocol/messages/message-reader.ts";
import * as message from "../../protocol/messages/message-writer.ts";
import type { IncomingHeader } from "../../protocol/messages/pipeline-header.ts";
import { ProtocolError } from "../../protocol/msgpack/wire.ts";
import type { Span } from "../../protocol/values/span.ts";
import { interrupted } from "../error-boundary.ts";
import { InputStream } from "./input-stream.ts";

/** An open stream, in terms of its parts. */
interface Open {
  readonly receive: (data: StreamData) => void;
  readonly end: () => void;
}

/** The streams that the engine produces and numbers. */
export class InputStreams {
  readonly #send: (message: Buffer) => void;
  readonly #open = new Map<number, Open>();

  constructor(send: (message: Buffer) => void) {
    this.#send = send;
  }

  /**
   * Opens pipeline data whose header has come. When the signal aborts, its stream is dropped and its reader gets an
   * error.
   */
  open(header: IncomingHeader, signal: AbortSignal): PipelineInput {
    switch (header.type) {
      case "Empty":
        return { kind: "empty" };
      case "Value":
        return { kind: "value", value: header.value, metadata: header.metadata };
      case "ListStream": {
        const { span, metadata } = header;
        const items = this.#stream(header, signal, (data) =>
          data.type === "List" ? data.value : throwUnexpected(data, "values"),
        );
        return { kind: "list-stream", items, span, metadata };
      }
      case "ByteStream": {
        const { of, span, metadata } = header;
        const chunks = this.#stream(header, signal, (data) =>
          data.type === "Raw" ? data.bytes : throwUnexpected(data, "bytes"),
        );
        return { kind: "byte-stream", of, chunks, span, metadata };
      }
    }
  }

  /** Takes a part of a stream, which goes on for a while after it was dropped. Returns false if there is no such stream. */
  receive(id: number, data: StreamData): boolean {
    const stream = this.#open.get(id);
    stream?.receive(data);
    return stream !== undefined;
  }

  /** Takes the end of a stream. Returns false if there is no such stream. */
  end(id: number): boolean {
    this.#open.get(id)?.end();
    return this.#open.delete(id);
  }

  #stream<T>(
    { id, span }: { id: number; span: Span },
    signal: AbortSignal,
    read: (data: StreamData) => T,
  ): InputStream<T> {
    if (this.#open.has(id)) throw new ProtocolError(`it began stream ${id}, which was open`);
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

/** Throws the error that came in place of bytes, or an error for data of the other kind. */
function throwUnexpected(data: StreamData, of: string): never {
  if (data.type === "Error") throw data.error;
  throw new ProtocolError(`it sent ${data.type === "Raw" ? "bytes" : "a value"} in a stream of ${of}`);
}
