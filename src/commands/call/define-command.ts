import * as nu from "nu-plugin";
import { labelled } from "./error-labels.ts";

type Run = nu.Command["run"];

/** Defines a command as the SDK does, and points each OrchestratorError at the argument that it is about. */
export const defineCommand: typeof nu.defineCommand = (definition) => {
  const command = nu.defineCommand(definition);
  const positionals = [...command.signature.required, ...command.signature.optional];
  const run: Run = async (call, input, engine, signal) => {
    const spanOf = (argument: string): nu.Span | undefined => {
      const flag = call.named.find(({ name, value }) => name === argument && value?.kind !== "Nothing");
      return flag?.span ?? call.positional[positionals.findIndex(({ name }) => name === argument)]?.span;
    };
    const explain = (error: unknown) => labelled(error, spanOf, call.head);
    try {
      const answer = await command.run(call, input, engine, signal);
      if (answer.kind === "list-stream") return { ...answer, items: explained(answer.items, explain) };
      if (answer.kind === "byte-stream") return { ...answer, chunks: explained(answer.chunks, explain) };
      return answer;
    } catch (error) {
      throw explain(error);
    }
  };
  return { ...command, run };
};

/**
 * Explains the errors of a stream, which may fail long after its command has returned. A synchronous source reads no
 * files, so it is left unwrapped and stays fast.
 */
function explained<T>(source: nu.Source<T>, explain: (error: unknown) => unknown): nu.Source<T> {
  return Symbol.asyncIterator in source ? explainedStream(source, explain) : source;
}

async function* explainedStream<T>(source: AsyncIterable<T>, explain: (error: unknown) => unknown): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    throw explain(error);
  }
}
