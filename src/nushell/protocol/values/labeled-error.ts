import { inspect } from "node:util";
import type { Encodable } from "../msgpack/msgpack-writer.ts";
import { asArray, asMap, asString, type Wire } from "../msgpack/wire.ts";
import * as kind from "../fields.ts";
import { checkFields, checkKind, optional, type Fields } from "../fields.ts";
import { place, readSpan, type Span } from "./span.ts";
import { systemErrorTexts } from "./system-error.ts";

/** What an error has beside its message. Nushell shows all of it but `cause`. */
export interface LabeledErrorOptions {
  /** A name for programs, such as `greet::no_name`. If not given, Nushell prints `nu::shell::error`. */
  code?: string | undefined;
  /** What the user can do about it. */
  help?: string | undefined;
  /** A page about it. */
  url?: string | undefined;
  /**
   * Places with a text for each: those of the call's `head`, `flagSpan` and `positionalSpan`, or of a Value. The
   * span 0..0 is left out, as Nushell would show an environment variable there.
   */
  labels?: readonly { text: string; span: Span }[] | undefined;
  /** Nushell prints each as a bare "Error:" block of its own, so a cause reads better in a label or in the help. */
  inner?: readonly LabeledError[] | undefined;
  /** For the plugin itself, as with any Error; Nushell does not get it. */
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

const labelFields = { text: kind.text, span: place };

/**
 * An error as Nushell shows it: a message, places in the command line with a text for each, and what to do about
 * it. Thrown by a command it becomes the error of its call; an error of the system is told as
 * `LabeledError.from` does, any other as a bug of the plugin.
 *
 * @example
 * ```ts
 * throw new LabeledError("There is no such server", {
 *   code: "servers::unknown",
 *   labels: [{ text: "not known", span: positionalSpan("server") }],
 *   help: `Run \`servers add ${asArgument(server)}\` first.`,
 * });
 * ```
 */
export class LabeledError extends Error {
  /** Also in a stack, as with every Error. */
  override readonly name = "LabeledError";
  /** All but the message, as it was given or as Nushell has sent it. */
  readonly options: LabeledErrorOptions;

  constructor(message: string, options: LabeledErrorOptions = {}) {
    checkKind(message, kind.text, "the message of a LabeledError");
    super(message, { cause: kind.isObject(options) ? options.cause : undefined });
    checkFields(options, fields, `the LabeledError "${message}"`);
    for (const label of options.labels ?? [])
      checkFields(label, labelFields, `a label of the LabeledError "${message}"`);
    this.options = options;
  }

  /**
   * Makes an error of whatever was thrown, with that as its cause. A system's error, such as `ENOENT` of a file or
   * `ECONNREFUSED` of a server, also where `fetch` gives it as the cause of its own, becomes one that Nushell's users know:
   * `Not found` with the code `nu::shell::io::not_found`, the label `cannot open /x/y`, and what to do as its help. Of any
   * other error there is the message, or its name if that is empty, with the label "failed here". A LabeledError is returned as it is.
   *
   * @param span the place of the argument to blame, such as that of the path
   * @param path what was tried, where the error does not tell: reading a directory as a file does not
   */
  static from(error: unknown, span: Span, path?: string): LabeledError {
    if (error instanceof LabeledError) return error;
    const { message, code, label, help } = systemErrorTexts(error, path) ?? {
      message: messageOf(error),
      label: "failed here",
    };
    return new LabeledError(message, { code, help, labels: [{ text: label, span }], cause: error });
  }
}

/** Its message; without one the messages of the errors that it is made of, or its name. */
function messageOf(thrown: unknown): string {
  const { message, name } = asError(thrown);
  if (message !== "") return message;
  const parts: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : [];
  return (
    parts
      .map((part) => asError(part).message)
      .filter(Boolean)
      .join("; ") || name
  );
}

/** What was thrown, which may be anything, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(typeof thrown === "string" ? thrown : inspect(thrown));
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
