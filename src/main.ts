import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };
import { Session } from "./commands/call/session.ts";
import { commands } from "./commands/commands.ts";
import { servePlugin } from "nu-plugin";
import { didYouMean } from "./orchestrator/text/nearest.ts";
import { printable } from "./orchestrator/text/printable.ts";
import type { SetupWord } from "./setup/setup.ts";

// The manifest is not destructured, as that would put all of it into the bundle.
const version = manifest.version;

// The bundle in dist is as deep as this file.
const home = fileURLToPath(new URL("..", import.meta.url));
const reports = fileURLToPath(new URL("../plugin/orch.nu", import.meta.url));

/** What a person may call it with, and what each does. */
const setupWords: Readonly<Record<SetupWord, string>> = {
  register: "registers it, with the Node that runs this",
  unregister: "takes it out again",
  doctor: "tells what is found, what is missing, and what to do",
};

// On Windows the launcher itself is no program.
const suffix = process.platform === "win32" ? ".cmd" : "";

const usage = `nu_plugin_orchestrator ${version}: a plugin for Nushell, which starts it by itself.

${Object.entries(setupWords)
  .map(([word, does]) => `  nu_plugin_orchestrator ${word.padEnd(10)}  ${does}`)
  .join("\n")}

Each takes --help. To register it by hand, type in Nushell:
  plugin add '${process.argv[1] ?? "nu_plugin_orchestrator"}${suffix}'
  plugin use orchestrator

Then try:
  orch --help
`;

function isSetupWord(word: string): word is SetupWord {
  return Object.hasOwn(setupWords, word);
}

async function main(args: readonly string[]): Promise<number> {
  if (args.some((arg) => /^--(stdio|local-socket)$/.test(arg))) {
    return servePlugin({ version, commands: commands(new Session(), reports) }, args);
  }
  const [word = "", ...rest] = args;
  // Only a person asks for it, and a start that Nushell waits for must not load it.
  if (isSetupWord(word)) return (await import("./setup/setup.ts")).setUp(word, rest, version, home);
  if (args.includes("--version")) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const unknown = args.find((arg) => arg !== "--help" && arg !== "-h");
  if (unknown === undefined) {
    process.stdout.write(usage);
    return 0;
  }
  const hint = didYouMean(unknown, [...Object.keys(setupWords), "--help", "--version"]);
  process.stderr.write(`nu_plugin_orchestrator: unknown argument ${printable(unknown)}${hint || "; try --help"}\n`);
  return 2;
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
