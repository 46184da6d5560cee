import * as nu from "../nushell/index.ts";
import { nearest } from "../orchestrator/text/nearest.ts";
import { excerpt } from "../orchestrator/text/printable.ts";
import { sentences } from "../orchestrator/text/sentences.ts";
import { defineCommand } from "./call/define-command.ts";

const colorConfig = `  $env.config.color_config.string = {|text| match $text {
    "failed" | "error" => "red", "cancelled" | "warning" => "yellow",
    "running" => "cyan", "completed" => "green", _ => "default" } }`;

/** The command that lists the others: `subcommands`, by which it knows what a wrong name may mean. */
export function orch(subcommands: readonly (nu.Command | nu.LazyCommand)[]): nu.Command {
  return defineCommand({
    name: "orch",
    summary: "Read the orchestrator's state and check its workflows",
    description: `Use one of the subcommands. They read the orchestrator's files directly and never talk to its daemon.

To see statuses and severities in colour in every table, put this into config.nu:

${colorConfig}`,
    searchTerms: ["orchestrator", "provisioning", "queue", "task", "workflow"],
    category: "orchestrator",
    rest: { name: "subcommand", takes: nu.string, description: "One of the subcommands below" },
    // Whoever guesses a subcommand may guess its flags too, and is to be told of the subcommand.
    allowsUnknownFlags: true,
    // Its help is a text, but `orch list | where ...` is to fail for what is wrong with it, which its type is not.
    output: nu.any,
    async run({ rest: [first], engine }) {
      if (first === undefined) return engine.help();
      throw unknownSubcommand(first, await Promise.all(subcommands.map(nu.loadCommand)));
    },
  });
}

function unknownSubcommand(
  { item: word, span }: nu.Spanned<string>,
  subcommands: readonly nu.Command[],
): nu.LabeledError {
  const meant = subcommandsFor(word.toLowerCase(), subcommands).map((name) => `\`orch ${name}\``);
  const hint = meant.length === 0 ? "" : `; did you mean ${alternatives(meant)}?`;
  return new nu.LabeledError(`There is no command \`orch ${excerpt(word)}\`${hint}`, {
    code: "orch::unknown_command",
    labels: [{ text: "not a subcommand", span }],
    help: sentences(
      /^reports?$/.test(word)
        ? "`orch report` is in orch.nu, in the folder of the plugin's file: `use` that first."
        : undefined,
      `The subcommands are ${subcommands.map(nameOf).join(", ")}: \`orch --help\` says what each is for.`,
    ),
  });
}

// A word that more of them have among their search terms, such as `orchestrator`, means none of them.
const mostMeant = 3;

/** Returns the subcommands that a word may mean: by the beginning of their names, their search terms, or a typing error. */
function subcommandsFor(word: string, subcommands: readonly nu.Command[]): readonly string[] {
  const names = subcommands.map(nameOf);
  const begun = names.filter((name) => name.startsWith(word));
  if (begun.length > 0) return begun;
  const found = subcommands.filter(({ signature }) => signature.searchTerms.includes(word)).map(nameOf);
  if (found.length > 0 && found.length <= mostMeant) return found;
  const near = nearest(word, names);
  return near === undefined ? [] : [near];
}

function nameOf({ signature }: nu.Command): string {
  return signature.name.replace("orch ", "");
}

function alternatives(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
