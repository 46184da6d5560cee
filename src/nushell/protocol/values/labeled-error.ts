import type { Encodable } from "../msgpack/msgpack-writer.ts";
import { asArray, asMap, asString, type Wire } from "../msgpack/wire.ts";
import * as kind from "../fields.ts";
import { checkFields, optional, type Fields } from "../fields.ts";
import { readSpan, type Span } from "./span.ts";

export interface LabeledErrorOptions {
  /** If not given, Nushell prints `nu::shell::error`. */
  code?: string | undefined;
  help?: string | undefined;
  url?: string | undefined;
  labels?: readonly { text: string; span: Span }[] | undefined;
  /** Nushell prints each as a bare "Error:" block of its own, so a cause reads better in a label or in the help. */
  inner?: readonly LabeledError[] | undefined;
  cause?: unknown;
}

const fields = {
  code: optional(kind.text),
  help: optional(kind.text),
  url: optional(kind.text),
  labels: optional(kind.array),
  inner: optional(kind.array),
  cause: kind.anything,
} satisfies Fields<LabeledErrorOptions>;

const labelFields = { text: kind.text, span: kind.object };

/**
 * An error as Nushell shows it: a message, places in the command line with a text for each, and what to do about it.
 */
export class LabeledError extends Error {
  override readonly name = "LabeledError";
  readonly options: LabeledErrorOptions;

  constructor(message: string, options: LabeledErrorOptions = {}) {
    super(message, { cause: options.cause });
    checkFields(options, fields, `the LabeledError "${message}"`);
    for (const label of options.labels ?? [])
      checkFields(label, labelFields, `a label of the LabeledError "${message}"`);
    this.options = options;
  }
}

export function encodeLabeledError({ message, options }: LabeledError): Encodable {
  return {
    msg: message,
    labels: (options.labels ?? [])
      .filter(({ span }) => isShown(span))
      .map(({ text, span }) => ({ text, span: { ...span } })),
    code: options.code ?? null,
    url: options.url ?? null,
    help: options.help ?? null,
    inner: (options.inner ?? []).map(encodeLabeledError),
  };
}

/** Reads an error, of which only `msg` is required. */
export function readLabeledError(wire: Wire | undefined): LabeledError {
  const error = asMap(wire, "error");
  const text = (name: string) => {
    const field = error.get(name) ?? undefined;
    return field === undefined ? undefined : asString(field, name);
  };
  return new LabeledError(asString(error.get("msg"), "msg"), {
    code: text("code"),
    url: text("url"),
    help: text("help"),
    labels: asArray(error.get("labels") ?? [], "labels").map((wireLabel) => {
      const label = asMap(wireLabel, "label");
      return { text: asString(label.get("text"), "label"), span: readSpan(label.get("span")) };
    }),
    inner: asArray(error.get("inner") ?? [], "inner").map(readLabeledError),
  });
}

/**
 * Whether a label can be sent. The span 0..0 makes Nushell 0.114 and later print an environment variable, a reversed
 * one makes it panic, and one that is negative or has a fraction ends the connection.
 */
function isShown({ start, end }: Span): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end > 0 && start <= end;
}
