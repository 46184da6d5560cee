import { array, boolean, checkFields, ifGiven, object, optional, type Fields } from "../../protocol/fields.ts";
import { place } from "../../protocol/values/span.ts";
import type { CallOptions, EvalOptions, Held } from "./engine.ts";
import type { InputType } from "../data/input.ts";

const evalFields = {
  positional: optional(array),
  input: optional(object),
  returns: ifGiven(object),
  redirectStdout: optional(boolean),
  redirectStderr: optional(boolean),
  span: optional(place),
} satisfies Fields<EvalOptions<InputType>>;

const callFields = { ...evalFields, flags: optional(object) } satisfies Fields<CallOptions<InputType>>;

/** Throws a TypeError for options of `evalClosure` that are not what their type says. */
export function checkEvalOptions(options: EvalOptions<InputType>): void {
  checkFields(options, evalFields, "what evalClosure is given");
}

/** Throws a TypeError for options of `callDecl` that are not what their type says. */
export function checkCallOptions(options: CallOptions<InputType>): void {
  checkFields(options, callFields, "what callDecl is given");
}

/** Throws a TypeError for what `keepAlive` could not close later, when no call could be told. */
export function checkHeld(milliseconds: number, held: Held): void {
  if (typeof milliseconds !== "number" || Number.isNaN(milliseconds)) {
    throw new TypeError("keepAlive needs a number of milliseconds");
  }
  if (typeof held?.close !== "function") throw new TypeError("keepAlive needs an object with a method `close`");
}
