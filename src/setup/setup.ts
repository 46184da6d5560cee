import { parseArgs } from "node:util";
import { didYouMean } from "../orchestrator/text/nearest.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { isSystemError } from "../orchestrator/workflow/evaluators/evaluator-error.ts";
import { thisInstallation, type Installation } from "./installation.ts";
import type { NuOptions } from "./nu.ts";
import { SetupError, UsageError } from "./setup-error.ts";
import { filled } from "./text.ts";

export type SetupWord = "register" | "unregister" | "doctor";

const abouts: Readonly<Record<SetupWord, string>> = {
  register:
    "Registers the plugin with Nushell, to be started by the Node that runs this, so that no node needs to be on PATH. Do so again after an upgrade of Nushell, of the plugin or of Node.",
  unregister: "Takes the plugin out of Nushell's plugin registry, and removes what register has copied.",
  doctor:
    "Looks at all that the plugin needs, and says what was found, what is wrong and what to do. The exit code is 1 if something has to be done.",
};

const flags = `  --nu PATH             this nu, not the first one on PATH
  --plugin-config PATH  this plugin registry, not Nushell's own
  -h, --help            this text
`;

const names = ["nu", "plugin-config", "help"];

/** Runs a setup command, whose output is for a person, and returns the exit code. */
export async function setUp(word: SetupWord, args: readonly string[], version: string, home: string): Promise<number> {
  try {
    const installation = thisInstallation(version, home);
    const options = optionsIn(args);
    if (options === undefined) {
      await write(process.stdout, `${installation.called} ${word}\n\n${filled(abouts[word], "", "")}\n\n${flags}`);
      return 0;
    }
    const { text, isWell } = await run(word, options, installation);
    await write(process.stdout, text);
    return isWell ? 0 : 1;
  } catch (error) {
    // What the system refuses says itself what and where: a folder that may not be written, a disk that is full.
    if (!(error instanceof SetupError) && !isSystemError(error)) throw error;
    const help = error instanceof SetupError && error.help !== "" ? `${filled(error.help, "  ", "  ")}\n` : "";
    await write(process.stderr, `nu_plugin_orchestrator ${word}: ${error.message}\n${help}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Returns what to print, and whether nothing is left to do. */
async function run(
  word: SetupWord,
  options: NuOptions,
  installation: Installation,
): Promise<{ readonly text: string; readonly isWell: boolean }> {
  switch (word) {
    case "register":
      return { text: await (await import("./register.ts")).register(options, installation), isWell: true };
    case "unregister":
      return { text: await (await import("./unregister.ts")).unregister(options, installation), isWell: true };
    case "doctor":
      return (await import("./doctor.ts")).doctor(options, installation);
  }
}

/** Reads the flags; undefined if help is asked for. Throws a UsageError for any that is not known. */
function optionsIn(args: readonly string[]): NuOptions | undefined {
  const { tokens } = parseArgs({
    args: [...args],
    options: { nu: { type: "string" }, "plugin-config": { type: "string" }, help: { type: "boolean", short: "h" } },
    strict: false,
    tokens: true,
  });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") throw new UsageError(`Takes no ${printable(token.value)}`, "Try --help.");
    const { name, rawName, value } = token;
    if (!names.includes(name)) {
      const hint = didYouMean(
        rawName,
        names.map((each) => `--${each}`),
      );
      throw new UsageError(`Unknown flag ${printable(rawName)}${hint}`, "Try --help.");
    }
    if (name === "help") return undefined;
    if (value === undefined || value === "") throw new UsageError(`${rawName} needs a path`, "Try --help.");
    given.set(name, value);
  }
  return { nu: given.get("nu"), pluginConfig: given.get("plugin-config") };
}

/** Writes all of it before the process ends. */
function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => stream.write(text, () => resolve()));
}
