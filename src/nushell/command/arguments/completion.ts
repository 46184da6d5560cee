import type { BuiltinCompletion } from "../../protocol/messages/signature.ts";
import type { Suggestion } from "../../protocol/messages/suggestion.ts";
import type { Wire } from "../../protocol/msgpack/wire.ts";
import type { Engine } from "../engine/engine.ts";
import type { TypedArguments } from "./typed-arguments.ts";

/** The user has pressed TAB at an argument: what a completer gets. */
export interface CompletionRequest {
  /** Answers questions from Nushell 0.115 on. On earlier releases each question fails. */
  readonly engine: Engine;
  /** Aborts on Ctrl-C, and when the plugin ends. */
  readonly signal: AbortSignal;
  /** What has been typed, as far as it is plain text. */
  readonly typed: TypedArguments;
  /** The parsed call, whose form changes with Nushell's releases. */
  readonly call: Wire;
  /** Whether the call ends with a character that the user did not type, as on 0.109. */
  readonly strip: boolean;
  /** Where the cursor is, in the offsets of a span. */
  readonly position: number;
}

/** What TAB offers. Undefined leaves it to Nushell, which offers files from 0.115 on; an empty list offers nothing. */
export type Completions = readonly (string | Suggestion)[] | undefined;

/**
 * Returns what TAB offers for an argument, from 0.109 on. Nushell picks those whose shown text matches what the user has
 * typed, and sorts them.
 *
 * @example
 * ```ts
 * const complete: Completer = async ({ engine }) => readdir(await engine.currentDir());
 * ```
 */
export type Completer = (request: CompletionRequest) => Completions | Promise<Completions>;

/**
 * Where TAB gets what it offers for an argument: from a function of the plugin, from a list that Nushell has, or from these
 * texts, which Nushell keeps from 0.108 on. The argument takes any other value too; `choice` refuses those.
 */
export type CompletionSource = Completer | BuiltinCompletion | readonly string[];
