import { basename, parse } from "node:path";
import { encode } from "../protocol/msgpack/msgpack-writer.ts";
import { ProtocolError } from "../protocol/msgpack/wire.ts";
import { addAgain } from "../command/kept-signatures.ts";
import { asError, encodeLabeledError, LabeledError } from "../protocol/values/labeled-error.ts";
import { unknownSpan, type Span } from "../protocol/values/span.ts";
import { isOfSystem } from "../protocol/values/system-error.ts";
import { terminalText } from "../protocol/texts/terminal-text.ts";

/**
 * Returns the error that a call is answered with, or that its stream ends with, fit for the terminal that Nushell draws
 * it on. Any error but a LabeledError is a bug of the plugin, unless the system failed or the plugin's files were replaced while
 * it ran: the call gets a report of it, its stack goes to stderr, and the plugin lives on.
 */
export function toLabeledError(error: unknown, head: Span): LabeledError {
  return drawable(writable(error, head), head);
}

function writable(error: unknown, head: Span): LabeledError {
  if (isMissingModule(error)) return filesGone(error, head);
  if (error instanceof ProtocolError) return protocolBroken(error, head);
  if (!(error instanceof LabeledError))
    return isOfSystem(error) ? LabeledError.from(error, head) : bugReport(error, head);
  try {
    encode(encodeLabeledError(error));
    return error;
  } catch (unwritable) {
    // An error that cannot be encoded, such as one whose label lacks a span, may come from a plugin that no compiler
    // has checked. It would leave Nushell waiting for an answer.
    return bugReport(unwritable, head);
  }
}

/**
 * Returns the error with printable texts, because they may quote anything and Nushell draws them as they come. What is
 * said of a value that was written nowhere, which is at 0..0, is said of the call.
 */
function drawable({ message, options }: LabeledError, head: Span): LabeledError {
  const { help, labels, inner } = options;
  return new LabeledError(terminalText(message), {
    ...options,
    help: help === undefined ? undefined : terminalText(help),
    labels: labels?.map(({ text, span }) => ({ text: terminalText(text), span: span.end === 0 ? head : span })),
    inner: inner?.map((each) => drawable(each, head)),
  });
}

function bugReport(error: unknown, head: Span): LabeledError {
  const bug = asError(error);
  process.stderr.write(`${terminalText(bug.stack ?? bug.message)}\n`);
  return new LabeledError(`The plugin failed: ${bug.message}`, {
    code: "nushell::plugin_bug",
    labels: [{ text: "this call", span: head }],
    help: "This is a bug in the plugin: please report it with the stack printed above.",
    cause: error,
  });
}

function isMissingModule(error: unknown): error is Error {
  return error instanceof Error && "code" in error && /^(ERR_)?MODULE_NOT_FOUND$/.test(String(error.code));
}

/** The error of a plugin that was upgraded or removed while it ran, and now needs a file that it had not loaded. */
function filesGone(error: Error, head: Span): LabeledError {
  const [missing = ""] = error.message.split("\n");
  // Nushell names a plugin after its file, too.
  const { name } = parse(process.argv[1] ?? "");
  const restart = `Run \`plugin stop ${name.replace(/^nu_plugin_/, "")}\`, and the next call starts what is installed now. ${addAgain}`;
  // Nushell shows no label of the question for the signatures, which is asked at no place and of a plugin just started.
  const isAsked = head === unknownSpan;
  return new LabeledError("A file of the plugin is gone, as after an upgrade while it runs", {
    code: "nushell::not_loaded",
    labels: [{ text: missing, span: head }],
    help: isAsked ? `${missing}. Run \`plugin add\` again. If that fails too, install the plugin again.` : restart,
    cause: error,
  });
}

const broke = "Nushell broke the plugin protocol";

/** The error of a call that Nushell gave what its protocol does not have there. Other calls are not concerned. */
function protocolBroken(error: ProtocolError, head: Span): LabeledError {
  return new LabeledError(`${broke}: ${error.message}`, {
    code: "nushell::protocol",
    labels: [{ text: "this call", span: head }],
    help: "Call it again. If that fails too, report it with what `version` says of Nushell.",
    cause: error,
  });
}

/** Says on stderr what Nushell did against its protocol, where that concerns no call. */
export function reportBreach(what: string): void {
  reportLine(`${broke}: ${what}`);
}

/** Writes one line to stderr, with the plugin's name. What it quotes may have line breaks. */
export function reportLine(problem: string): void {
  const name = basename(process.argv[1] ?? "plugin");
  process.stderr.write(`${name}: ${problem.replaceAll(/\p{Cc}+/gu, " ")}\n`);
}

/** The error of questions that the end of the connection leaves without an answer. There is nobody to tell it to. */
export const disconnected = new LabeledError("The connection to Nushell has ended", { code: "nushell::disconnected" });

/** Returns the error for a call that Ctrl-C or the plugin's end has cut short. */
export function interrupted(head: Span): LabeledError {
  return new LabeledError("Interrupted", {
    code: "nushell::interrupted",
    labels: [{ text: "interrupted before it was done", span: head }],
  });
}
