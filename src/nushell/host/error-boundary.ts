import { LabeledError } from "../protocol/labeled-error.ts";
import type { Span } from "../protocol/span.ts";

/**
 * The error a call is answered with. What is no LabeledError is a bug of the plugin: it is reported as that call's
 * error, with its stack on stderr, and the plugin lives on.
 */
export function toLabeledError(error: unknown, head: Span): LabeledError {
  if (error instanceof LabeledError) return error;
  const bug = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${bug.stack ?? bug.message}\n`);
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
