import { defineCommand, empty, type Command, type CompletionRequest, type Suggestion } from "nu-plugin";
import { runCommand, type RunOptions } from "nu-plugin/testing";

/** What TAB offers for an argument of a command, in this process. */
export async function offered(
  { complete }: Pick<Command, "complete">,
  argument: Parameters<Command["complete"]>[0],
  { typed, ...options }: RunOptions & { readonly typed?: Partial<CompletionRequest["typed"]> } = {},
): Promise<readonly Suggestion[] | undefined> {
  let suggestions: readonly Suggestion[] | undefined;
  const tab = defineCommand({
    name: "tab",
    summary: "TAB",
    category: "test",
    async run({ engine, signal }) {
      const nothing = { current: "", positionals: [], flags: new Map() };
      const request = { engine, signal, typed: { ...nothing, ...typed }, call: null, strip: false, position: 0 };
      suggestions = await complete(argument, request);
      return empty;
    },
  });
  await runCommand(tab, options);
  return suggestions;
}
