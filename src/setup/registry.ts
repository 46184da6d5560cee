import * as z from "zod/mini";
import { printable } from "../orchestrator/text/printable.ts";
import { sentences } from "../orchestrator/text/sentences.ts";
import { parsedJson } from "../orchestrator/workflow/evaluators/json-output.ts";
import { asProgram, asTyped } from "./installation.ts";
import { askNu } from "./nu.ts";
import { hasContent } from "./registry-file.ts";
import type { Environment } from "./run-program.ts";
import { SetupError } from "./setup-error.ts";

/** The name by which Nushell knows the plugin: that of its file without `nu_plugin_`. */
export const pluginName = "orchestrator";

/** What a registry holds of the plugin. */
export interface Registered {
  /** The plugin's file, absolute. */
  readonly filename: string;
  /** The program that starts the file; null if the file starts by itself. */
  readonly shell: string | null;
  /** The version of the plugin whose signatures are kept; undefined from a plugin that does not tell. */
  readonly version: string | undefined;
  /** The release of Nushell that wrote the registry. */
  readonly nushell: string;
}

const schema = z.object({
  nushell_version: z.string(),
  plugins: z.array(
    z.object({
      filename: z.string(),
      shell: z.nullish(z.string()),
      metadata: z.optional(z.object({ version: z.nullish(z.string()) })),
    }),
  ),
});

// Not `plugin list`, which before 0.101 tells of what nu has loaded, and has less of each.
const read = `open --raw $env.ORCH_REGISTRY | from msgpackz
  | update plugins {|all| $all.plugins | where name == ${pluginName} | select filename shell? metadata? } | to json --raw`;

/** Reads a registry. Returns undefined if the plugin is not in it. Throws a SetupError if it cannot be read. */
export async function readRegistry(nu: string, registry: string, env: Environment): Promise<Registered | undefined> {
  if (!hasContent(registry)) return undefined;
  const said = await asked(`The plugin registry ${printable(registry)} cannot be read`, remedy, () =>
    askNu(nu, read, { ...env, ORCH_REGISTRY: registry }),
  );
  const { data } = schema.safeParse(parsedJson(said)?.json);
  if (data === undefined) throw new SetupError(`${printable(registry)} is no plugin registry of a known form`, remedy);
  const [entry] = data.plugins;
  if (entry === undefined) return undefined;
  const { filename, shell = null, metadata } = entry;
  return { filename, shell, version: metadata?.version ?? undefined, nushell: data.nushell_version };
}

/** Registers a file, which `node` starts; without it the file starts by itself. */
export async function addPlugin(
  nu: string,
  registry: string,
  { filename, node }: { readonly filename: string; readonly node: string | undefined },
  env: Environment,
): Promise<void> {
  const shell = node === undefined ? "" : "--shell $env.ORCH_NODE ";
  const values = { ORCH_REGISTRY: registry, ORCH_PLUGIN: filename, ORCH_NODE: node };
  const script = `plugin add --plugin-config $env.ORCH_REGISTRY ${shell}$env.ORCH_PLUGIN`;
  const command = node === undefined ? asProgram(filename, env) : `${asProgram(node, env)} ${asTyped(filename)}`;
  await asked("Nushell did not register the plugin", `See whether it starts: ${command} --version`, () =>
    askNu(nu, script, { ...env, ...values }),
  );
}

/** Takes the plugin out of a registry, whether its file is still there or not. */
export async function removePlugin(nu: string, registry: string, env: Environment): Promise<void> {
  const values = { ORCH_REGISTRY: registry };
  const script = `plugin rm --plugin-config $env.ORCH_REGISTRY ${pluginName}`;
  await asked(`Nushell did not remove the plugin from ${printable(registry)}`, remedy, () =>
    askNu(nu, script, { ...env, ...values }),
  );
}

const remedy =
  "If it is broken, remove it and register all of your plugins again; or name another: --plugin-config PATH";

/** Says what was tried, if that fails, before Nushell's reason. */
async function asked<T>(failure: string, help: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    throw new SetupError(`${failure}: ${error.message}`, sentences(error.help, help), error);
  }
}
