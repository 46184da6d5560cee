import { LabeledError } from "../../protocol/values/labeled-error.ts";
import { atLeast, type Version } from "../../protocol/version.ts";

/** Returns the error of all questions in a kind of call where asking would fail or end the connection. */
export function refusedQuestions(
  call: "Run" | "GetCompletion" | "Signature" | "CustomValueOp",
  version: Version,
): LabeledError | undefined {
  if (call === "Run" || (call === "GetCompletion" && atLeast(version, "0.115"))) return undefined;
  const [when, help] =
    call === "GetCompletion"
      ? ["while it completes an argument", "Nushell 0.115 and later do."]
      : ["during an operation of a custom value", "Ask in the command that makes the value."];
  return new LabeledError(`Nushell answers no questions ${when}`, { code: "nushell::no_engine_call", help });
}
