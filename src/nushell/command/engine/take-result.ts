import type { Span } from "../../protocol/values/span.ts";
import { fittingInput, takeInput, type InputType, type PipelineInput, type Taken } from "../data/input.ts";
import { any } from "../value-types/type.ts";

/** Reads what the caller's code has given, by the type that was asked for or else as `any`. */
export async function takeResult<I extends InputType>(
  returns: I | undefined,
  result: PipelineInput,
  span: Span,
  signal: AbortSignal,
): Promise<Taken<I>> {
  const type: InputType = fittingInput<InputType>([returns ?? any], result, span);
  // Without `returns`, I is the type of `any`, as the engine's methods declare.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (await takeInput(type, result, span, signal)) as Taken<I>;
}
