import { defineCommand, empty, type Command, type CompletionRequest, type Suggestion, type Value } from "nu-plugin";
import { runCommand, type RunOptions } from "nu-plugin/testing";

/** What is typed; a value is undefined where it is no literal. */
interface Typed {
  readonly current?: string;
  readonly rest?: readonly Value[];
  readonly flags?: ReadonlyMap<string, Value | undefined>;
}

function typedArguments({ current = "", rest = [], flags = new Map() }: Typed): CompletionRequest["typed"] {
  return {
    current,
    has: (flag) => flags.has(flag),
    flag(name, takes) {
      const value = flags.get(name);
      return value && takes.read(value);
    },
    positional: () => undefined,
    rest: (takes) => rest.map((value) => takes.read(value)),
  };
}

/** What TAB offers for an argument of a command, in this process. */
export async function offered(
  { complete }: Pick<Command, "complete">,
  argument: Parameters<Command["complete"]>[0],
  { typed, ...options }: RunOptions & { readonly typed?: Typed } = {},
): Promise<readonly Suggestion[] | undefined> {
  let suggestions: readonly Suggestion[] | undefined;
  const tab = defineCommand({
    name: "tab",
    summary: "TAB",
    category: "test",
    async run({ engine, signal }) {
      const request = { engine, signal, typed: typedArguments(typed ?? {}), call: null, strip: false, position: 0 };
      suggestions = await complete(argument, request);
      return empty;
    },
  });
  await runCommand(tab, options);
  return suggestions;
}
