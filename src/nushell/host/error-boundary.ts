import { inspect } from "node:util";
import { encodeLabeledError, LabeledError } from "../protocol/labeled-error.ts";
import { encode } from "../protocol/msgpack-writer.ts";
import type { Span } from "../protocol/span.ts";
import { terminalText } from "../protocol/terminal-text.ts";

/**
 * The error a call is answered with, or its stream ends with, fit for the terminal that Nushell draws it on. What is no
 * LabeledError is a bug of the plugin: it is reported as that call's error, with its stack on stderr, and the plugin lives on.
 */
export function toLabeledError(error: unknown, head: Span): LabeledError {
  return drawable(writable(error, head));
}

function writable(error: unknown, head: Span): LabeledError {
  if (!(error instanceof LabeledError)) return bugReport(error, head);
  try {
    encode(encodeLabeledError(error));
    return error;
  } catch (unwritable) {
    // It would leave the call without an answer, and Nushell waiting for one: a label without a span does, as of a plugin
    // that no compiler checked.
    return bugReport(unwritable, head);
  }
}

/** Its texts may quote anything, and Nushell draws them as they come. */
function drawable({ message, options }: LabeledError): LabeledError {
  const { help, labels, inner } = options;
  return new LabeledError(terminalText(message), {
    ...options,
    help: help === undefined ? undefined : terminalText(help),
    labels: labels?.map(({ text, span }) => ({ text: terminalText(text), span })),
    inner: inner?.map(drawable),
  });
}

function bugReport(error: unknown, head: Span): LabeledError {
  const bug = error instanceof Error ? error : new Error(typeof error === "string" ? error : inspect(error));
  process.stderr.write(`${terminalText(bug.stack ?? bug.message)}\n`);
  return new LabeledError(`The plugin failed: ${bug.message}`, {
    code: "nushell::plugin_bug",
    labels: [{ text: "this call", span: head }],
    help: "This is a bug in the plugin: please report it with the stack printed above.",
    cause: error,
  });
}

/** What a call is answered with when Ctrl-C or the plugin's end cut it short. */
export function interrupted(head: Span): LabeledError {
  return new LabeledError("Interrupted", {
    code: "nushell::interrupted",
    labels: [{ text: "interrupted before it was done", span: head }],
  });
}
