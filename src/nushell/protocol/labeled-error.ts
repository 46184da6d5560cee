import type { Encodable } from "./msgpack-writer.ts";
import type { Span } from "./value.ts";

export interface LabeledErrorOptions {
  /** Without one Nushell prints `nu::shell::error`. */
  code?: string | undefined;
  help?: string | undefined;
  url?: string | undefined;
  labels?: readonly { text: string; span: Span }[];
  cause?: unknown;
}

/** The error Nushell shows: a message, places in the command line with a text each, and what to do about it. */
export class LabeledError extends Error {
  override readonly name = "LabeledError";
  readonly options: LabeledErrorOptions;

  constructor(message: string, options: LabeledErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.options = options;
  }
}

/** What goes over the wire. `inner` stays empty: Nushell prints it as a second, bare "Error:" block. */
export function encodeLabeledError({ message, options }: LabeledError): Encodable {
  return {
    msg: message,
    labels: (options.labels ?? [])
      .filter(({ span }) => isShown(span))
      .map(({ text, span }) => ({ text, span: { ...span } })),
    code: options.code ?? null,
    url: options.url ?? null,
    help: options.help ?? null,
    inner: [],
  };
}

/** The span 0..0 makes Nushell 0.114 and later print an environment variable; a reversed one makes it panic. */
function isShown({ start, end }: Span): boolean {
  return end > 0 && start <= end;
}
