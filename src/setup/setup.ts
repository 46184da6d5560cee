import { parseArgs } from "node:util";
import { asArgument, LabeledError } from "nu-plugin";
import { didYouMean } from "../orchestrator/text/nearest.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { isSystemError } from "../orchestrator/system/system-code.ts";
import { thisInstallation, type Installation } from "./installation.ts";
import type { NuOptions } from "./nu.ts";
import { SetupError, UsageError } from "./setup-error.ts";
import { filled, pairs, type Report } from "./text.ts";

interface SetupCommand {
  /** What it does, for the list of all. */
  readonly summary: string;
  readonly description: string;
  readonly run: (options: NuOptions, installation: Installation) => Promise<Report>;
}

const commands: Readonly<Record<string, SetupCommand>> = {
  register: {
    summary: "registers it with Nushell",
    description:
      "Registers the plugin with Nushell, to be started by the Node that runs this, so that no node needs to be on PATH. Do so again after an upgrade of Nushell, of the plugin or of Node.",
    run: async (...given) => (await import("./register.ts")).register(...given),
  },
  unregister: {
    summary: "removes it from Nushell's registry",
    description: "Removes the plugin from Nushell's plugin registry, and what register has copied.",
    run: async (...given) => (await import("./unregister.ts")).unregister(...given),
  },
  doctor: {
    summary: "tells what is found and what is missing",
    description:
      "Looks at all that the plugin needs, and says what was found, what is wrong and what to do. The exit code is 1 if something has to be done.",
    run: async (...given) => (await import("./doctor/doctor.ts")).doctor(...given),
  },
};

const flags = `  --nu PATH             this nu, not the first one on PATH
  --plugin-config PATH  this plugin registry, not Nushell's own
  -h, --help            this text
`;

const options = {
  nu: { type: "string" },
  "plugin-config": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** What is typed in a shell has no place in a script of Nushell's. */
const unknownPlace = { start: 0, end: 0 };

/** Answers a person who has called the plugin, and returns the exit code. `home` is the package's folder. */
export async function setUp(args: readonly string[], version: string, home: string): Promise<number> {
  const [word = "--help", ...rest] = args;
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  try {
    const installation = thisInstallation(version, home);
    const { text, isWell } = await (command === undefined
      ? answerWithout(args, installation)
      : answer(word, command, rest, installation));
    await write(process.stdout, text);
    return isWell ? 0 : 1;
  } catch (error) {
    // What the system refuses says itself what and where: a folder that may not be written, a disk that is full.
    if (!(error instanceof SetupError) && !isSystemError(error)) throw error;
    const advice = error instanceof SetupError ? error.help : LabeledError.from(error, unknownPlace).options.help;
    const help = advice === undefined || advice === "" ? "" : `${filled(advice, "  ", "  ")}\n`;
    const about = command === undefined ? "" : ` ${word}`;
    await write(process.stderr, `nu_plugin_orchestrator${about}: ${error.message}\n${help}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Answers `--version`, or explains what there is. Throws a UsageError for all else. */
function answerWithout(args: readonly string[], { version, file }: Installation): Report {
  if (args.includes("--version")) return { text: `${version}\n`, isWell: true };
  const unknown = args.find((arg) => arg !== "--help" && arg !== "-h");
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, [...Object.keys(commands), "--help", "--version"]);
    throw new UsageError(`unknown argument ${printable(unknown)}${hint || "; try --help"}`, "");
  }
  const words = Object.entries(commands).map(
    ([name, { summary }]) => [`nu_plugin_orchestrator ${name}`, summary] as const,
  );
  const text = `nu_plugin_orchestrator ${version}: a plugin for Nushell, which starts it by itself.

${pairs(words)}

Each takes --help. To register it by hand, type in Nushell:
  plugin add ${asArgument(file)}
  plugin use orchestrator

Then try:
  orch --help
`;
  return { text, isWell: true };
}

async function answer(
  word: string,
  { description, run }: SetupCommand,
  args: readonly string[],
  installation: Installation,
): Promise<Report> {
  const given = optionsIn(args);
  if (given !== undefined) return run(given, installation);
  const text = `${installation.called} ${word}\n\n${filled(description, "", "")}\n\n${flags}`;
  return { text, isWell: true };
}

/** Reads the flags; undefined if help is asked for. Throws a UsageError for any that is not known. */
function optionsIn(args: readonly string[]): NuOptions | undefined {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional")
      throw new UsageError(`takes no argument, but got ${printable(token.value)}`, "Try --help.");
    const { name, rawName, value } = token;
    if (!Object.hasOwn(options, name)) {
      const known = Object.keys(options).map((each) => `--${each}`);
      const hint = didYouMean(rawName, known);
      throw new UsageError(`unknown flag ${printable(rawName)}${hint}`, "Try --help.");
    }
    if (name === "help") return undefined;
    const isFlag = token.inlineValue !== true && value?.startsWith("--") === true;
    if (value === undefined || value === "" || isFlag) throw new UsageError(`${rawName} needs a path`, "Try --help.");
    given.set(name, value);
  }
  return { nu: given.get("nu"), pluginConfig: given.get("plugin-config") };
}

/** Writes all of it before the process ends. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
