import type { Wire } from "../protocol/codec.ts";
import type { Suggestion } from "../protocol/suggestion.ts";
import type { Engine } from "./engine.ts";

/** TAB was pressed at an argument. */
export interface CompletionRequest {
  /** Can be asked from 0.115 on; before that each question is refused. */
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** The parsed call, in a form that changes with Nushell's releases. */
  readonly call: Wire;
  /** Whether the call ends with a character that the user did not type: so on 0.109. */
  readonly strip: boolean;
  /** Where the cursor stands, as a span counts. */
  readonly position: number;
}

/** Undefined leaves the completion to Nushell, which offers files from 0.115 on; an empty list offers nothing. */
export type Completions = readonly (string | Suggestion)[] | undefined;

/** What TAB offers for an argument, from 0.109 on. Nushell itself picks those that match what was typed. */
export type Completer = (request: CompletionRequest) => Completions | Promise<Completions>;
