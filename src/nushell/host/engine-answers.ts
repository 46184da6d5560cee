import type { EngineCall } from "../protocol/messages/message-writer.ts";
import { ProtocolError } from "../protocol/msgpack/wire.ts";
import { LabeledError } from "../protocol/values/labeled-error.ts";
import { describeKind, type Value } from "../protocol/values/value.ts";
import type { Version } from "../protocol/version.ts";
import type { Answer } from "./engine-calls.ts";

/** Returns an error instead of a question that the release does not know, which would end the connection. */
export function tooOld(release: string, what: string, { major, minor, patch }: Version): LabeledError {
  return new LabeledError(`Nushell ${major}.${minor}.${patch} cannot be asked for ${what}`, {
    code: "nushell::too_old",
    help: `Use Nushell ${release} or later.`,
  });
}

/** Returns the name of a question, for error messages. */
export function nameOf(call: EngineCall): string {
  return typeof call === "string" ? call : (Object.keys(call)[0] ?? "");
}

/** Throws an error for an answer that no known release gives. */
export function throwUnexpected(call: string, answer: Answer | Value | undefined): never {
  const found = answer === undefined ? "nothing" : "kind" in answer ? describeKind(answer) : answer.type;
  throw new ProtocolError(`it answered ${call} with ${found}`);
}
