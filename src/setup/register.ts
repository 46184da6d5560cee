import { mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, parse, sep } from "node:path";
import { asArgument } from "nu-plugin";
import { printable } from "../orchestrator/text/printable.ts";
import { requireAnswer } from "./answer.ts";
import { launcherIn, type Installation } from "./installation.ts";
import { copyToStay, isPassing } from "./lasting-copy.ts";
import { lastingNode } from "./node.ts";
import { findNu, otherShell, registryOf, type NuOptions } from "./nu.ts";
import { addPlugin, pluginName, readRegistry } from "./registry.ts";
import { requireWritable } from "./registry-file.ts";
import { SetupError } from "./setup-error.ts";
import { filled, pairs, type Report } from "./text.ts";

/** Registers the plugin with the Node that runs this. Throws a SetupError if it does not answer then. */
export async function register(options: NuOptions, installation: Installation): Promise<Report> {
  const { env, executable, version, home, called } = installation;
  refuseSudo(installation);
  const nu = await findNu(options, env);
  const registry = await registryOf(nu, options, env);
  const isOwn = options.pluginConfig === undefined;
  const before = await readRegistry(nu.path, registry, env);
  requireWritable(registry);
  const node = executable === undefined ? lastingNode(process.execPath, env["PATH"]) : undefined;
  const isCopied = node !== undefined && isPassing(home);
  const filename =
    executable === undefined ? launcherIn(isCopied ? copyToStay(home, version, env) : home) : named(executable);
  // Before 0.115 Nushell makes no folder for it.
  mkdirSync(dirname(registry), { recursive: true });
  await addPlugin(nu.path, registry, { filename, node: node?.path }, env);
  await requireAnswer(nu.path, registry, installation);

  const notes = [
    isCopied &&
      `The plugin is a copy, as what npx and its like have fetched is removed some day. \`${called} unregister\` removes it.`,
    node?.manager !== undefined &&
      (goesWith(node.path, filename)
        ? `This Node is one of ${node.manager}'s, and the plugin lies in its folder. Before you remove this version of Node, install the plugin with another and run \`${called} register\`.`
        : `This Node is one of ${node.manager}'s. Before you remove this version of Node, run \`${called} register\` with another.`),
    env["SUDO_USER"] !== undefined &&
      "This was run by sudo: the plugin is registered for that user, not for you. Run it without sudo to have it yourself.",
    otherShell(nu, options, env),
  ].filter((note) => typeof note === "string");
  const lines = [
    `Registered nu_plugin_orchestrator ${version} with Nushell ${nu.version}.${isOwn ? " A new shell has it." : ""}`,
    "",
    pairs([
      ["plugin", printable(filename)],
      ...(node === undefined ? [] : [["node", `${printable(node.path)} (${process.versions.node})`] as const]),
      ["registry", printable(registry)],
    ]),
    ...notes.map((note) => `\n${filled(note, "", "")}`),
    "",
    isOwn ? "In a nu that is open, type" : "In Nushell, type",
    ...(before === undefined ? [] : [`  plugin stop ${pluginName}`]),
    `  plugin use ${isOwn ? "" : `--plugin-config ${asArgument(registry)} `}${pluginName}`,
    "Then try",
    "  orch --help",
    "",
  ];
  return { text: lines.join("\n"), isWell: true };
}

/** By sudo the files that this makes would be root's, also where the home is still that of the user, who could not change them. */
function refuseSudo({ env, called }: Installation): void {
  if (env["SUDO_USER"] === undefined) return;
  const owner = statSync(homedir(), { throwIfNoEntry: false })?.uid;
  if (owner === undefined || owner === process.getuid?.()) return;
  throw new SetupError(
    `Run by sudo, this would leave files in ${printable(homedir())} that its owner cannot change`,
    `None of this needs root. Run it without sudo: ${called} register`,
  );
}

/** Whether a file lies where the Node does, as what `npm install --global` has installed: `v22.18.0/bin/node` and `v22.18.0/lib`. */
function goesWith(node: string, file: string): boolean {
  return file.startsWith(dirname(dirname(node)) + sep);
}

/** Returns an executable by whose name Nushell calls the plugin by its own. */
function named(executable: string): string {
  if (parse(executable).name === `nu_plugin_${pluginName}`) return executable;
  const name = `nu_plugin_${pluginName}${parse(executable).ext === ".exe" ? ".exe" : ""}`;
  throw new SetupError(
    `Nushell names a plugin by its file, and this one is called ${printable(basename(executable))}`,
    `Rename it to ${name}, then run it again.`,
  );
}
