import { existsSync } from "node:fs";
import { join } from "node:path";
import * as nu from "nu-plugin";
import { nearest } from "../orchestrator/text/nearest.ts";
import { excerpt } from "../orchestrator/text/printable.ts";
import { sentences } from "../orchestrator/text/sentences.ts";
import { defineCommand } from "./call/define-command.ts";

const colorConfig = `  $env.config.color_config.string = {|text| match $text {
    "failed" | "error" => "red", "cancelled" | "warning" => "yellow",
    "running" => "cyan", "completed" => "green", _ => "default" } }`;
const useSamples = `  $env.PROVISIONING_ORCHESTRATOR_DATA_DIR = ("data/small" | path expand)`;
const oneLineRows = `  $env.config.table.trim.methodology = "truncating"`;

// The questions of somebody on call. They have no results, as these would hide the questions from each other.
const examples: readonly nu.Example[] = [
  { description: "Is the daemon alive, and how much is there to do?", example: "orch status" },
  {
    description: "What failed in the last hour, and why?",
    example: "orch tasks --status failed --ended-from 1hr | orch logs",
  },
  {
    description: "Choose a failure, and read it",
    example: "orch tasks -s failed -c [id name workflow] | input list --fuzzy | orch logs",
  },
  { description: "What is stuck, and why does a task not start?", example: "orch graph" },
  {
    description: "What is wrong, what runs for too long, and what to do?",
    example: "orch check --older-than 1hr --text",
  },
  { description: "What runs next?", example: "orch tasks --ready --columns [id name priority]" },
  { description: "What does a task print, until it ends?", example: "orch logs task-002 --follow" },
  { description: "See all of it live", example: "orch top" },
  {
    description: "Which workflow is slowest, and which fails most?",
    example: "orch stats --by workflow | sort-by -r p95 | select workflow p95 failed count",
  },
  {
    description: "How many failed in each hour?",
    example: "orch stats --by ended_hour | where failed > 0 | select ended_hour failed",
  },
  {
    description: "How did the last day go, hour by hour? (failures are red)",
    example: "orch stats --by ended_hour --ended-from 1day --chart",
  },
  {
    description: "How do two hosts compare?",
    example: "orch status -d [/srv/alpha /srv/beta] | select dir silent_for tasks_failed",
  },
  {
    description: "Put everything into a spreadsheet",
    example: "orch tasks --long --flat --raw | to csv | save -f tasks.csv",
  },
  {
    description: "Say on the desktop that a workflow has ended",
    example: "orch wait --workflow backup; ^notify-send 'backup has ended'",
  },
  {
    description: "Tell a chat, whose webhook is in $env.WEBHOOK",
    example: "orch wait -w backup | to json | http post -t application/json $env.WEBHOOK",
  },
  {
    description: "Go on in a CI job only if a workflow ends well",
    example: "orch wait --workflow backup --timeout 30min --fail",
  },
];

const movedAway =
  "More is in the archive that this executable came in: a module of reports, `plugin/orch.nu`, and samples for the examples.";

/** What the package has besides its commands. */
function comesWith(home: string, useReports: string): string {
  return `A module has more: \`orch report summary\` is text for a mail, \`page\` is for a browser, \`prometheus\` for its textfile collector, \`gate\` for CI:

  ${useReports}

The examples of the subcommands read samples, which come with the plugin. To try them:

  cd ${nu.asArgument(join(home, "fixtures"))}
${useSamples}`;
}

/**
 * The command that lists the others: `subcommands`, by which it knows what a wrong name may mean. `home` is the path of
 * the plugin's package, which has the module of reports and the samples that examples read.
 */
export function orch(subcommands: readonly (nu.Command | nu.LazyCommand)[], home: string): nu.Command {
  const reports = join(home, "plugin", "orch.nu");
  // An executable that contains Node may have been moved away from them.
  const useReports = existsSync(reports) ? `use ${nu.asArgument(reports)}` : undefined;
  return defineCommand({
    name: "orch",
    summary: "Read the orchestrator's state and check its workflows",
    description: `Use one of the subcommands; each has a --help. They read the orchestrator's files directly and never talk to its daemon. \`orch check --where\` shows in which directory they look and what sets it; --data-dir gives another, or several.

${useReports === undefined ? movedAway : comesWith(home, useReports)}

To see statuses and severities in colour in every table, put this into config.nu:

${colorConfig}

And this, so that each row stays on one line, whatever has no room:

${oneLineRows}`,
    searchTerms: ["orchestrator", "provisioning", "queue", "task", "workflow"],
    category: "orchestrator",
    examples,
    rest: { name: "subcommand", takes: nu.string, description: "One of the subcommands below" },
    // Whoever guesses a subcommand may guess its flags too, and is to be told of the subcommand.
    allowsUnknownFlags: true,
    // Its help is a text, but `orch list | where ...` is to fail for what is wrong with it, which its type is not.
    output: nu.any,
    async run({ rest: [first], engine }) {
      if (first === undefined) return engine.help();
      const loaded = await Promise.all(subcommands.map(nu.loadCommand));
      throw loaded.map(nameOf).includes(first.item) ? notCalled(first) : unknownSubcommand(first, loaded, useReports);
    },
  });
}

/** The error for a subcommand that Nushell does not see as one: it is quoted, or newer than what Nushell was told. */
function notCalled({ item: word, span }: nu.Spanned<string>): nu.LabeledError {
  return new nu.LabeledError(`Nushell did not take \`orch ${word}\` for a command`, {
    code: "orch::unknown_command",
    labels: [{ text: "taken for an argument", span }],
    help: "If it came with an upgrade, run `plugin add` again, then `plugin use orchestrator`: Nushell keeps the commands it was given. Otherwise write it without quotes, and not from a variable.",
  });
}

function unknownSubcommand(
  { item: word, span }: nu.Spanned<string>,
  subcommands: readonly nu.Command[],
  useReports: string | undefined,
): nu.LabeledError {
  const meant = subcommandsFor(word.toLowerCase(), subcommands).map((name) => `\`orch ${name}\``);
  const hint = meant.length === 0 ? "" : `; did you mean ${alternatives(meant)}?`;
  return new nu.LabeledError(`There is no command \`orch ${excerpt(word)}\`${hint}`, {
    code: "orch::unknown_command",
    labels: [{ text: "not a subcommand", span }],
    help: sentences(
      /^(?:reports?|summary|page|prometheus|gate)$/.test(word)
        ? useReports === undefined
          ? movedAway
          : `\`orch report\` is in a module of the plugin: run \`${useReports}\` first.`
        : undefined,
      `The subcommands, which only read, are ${subcommands.map(nameOf).join(", ")}: \`orch --help\` says what each is for.`,
    ),
  });
}

// A word that more of them begin with, or have among their search terms, such as `orchestrator`, means none of them.
const mostMeant = 3;

/** Returns the subcommands that a word may mean: by the beginning of their names, their search terms, or a typing error. */
function subcommandsFor(word: string, subcommands: readonly nu.Command[]): readonly string[] {
  const names = subcommands.map(nameOf);
  const begun = names.filter((name) => name.startsWith(word));
  if (begun.length > 0 && begun.length <= mostMeant) return begun;
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
