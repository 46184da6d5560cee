import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { brokenConfig, wrongPlatformConfig } from "./broken-configuration.ts";
import type { PlatformLayer } from "./layer.ts";
import { expand, needsHome } from "../files/path-pattern.ts";
import { fileProblem, isAbsent, oddKind } from "../files/file-problem.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { excerpt, quote, quoteJson } from "../text/printable.ts";

/** Where an installed platform's configuration is. */
export const installedConfig = "/usr/local/share/provisioning/platform/config.toml";

/** Returns the value of an environment variable. */
export type ReadEnv = (name: string) => string | undefined | Promise<string | undefined>;

/** What decides which configuration of the platform counts. */
export interface PlatformContext {
  readonly env: ReadEnv;
  /** Absolute. */
  readonly cwd: string;
  readonly settings: {
    /** The installed platform's config.toml, when not at its documented place; then it must be there. */
    readonly platformConfig?: string | undefined;
  };
}

export interface PlatformConfig {
  /** The path in the configuration, with its placeholders filled in. */
  readonly dataDir: string | undefined;
  /** The storage backend, if it is one that keeps no files. */
  readonly backend: string | undefined;
  /** `task_timeout_seconds` as it is in the file, of any type. */
  readonly taskTimeout: unknown;
}

/**
 * Finds and reads the platform's configuration. `config` is where its config.toml stands.
 *
 * @throws OrchestratorError `orch::platform_config`
 */
export async function findPlatformConfig({
  env,
  cwd,
  settings: { platformConfig },
}: PlatformContext): Promise<PlatformConfig & { readonly config: string }> {
  if (platformConfig === "") throw wrongPlatformConfig("platform_config is empty");
  const home = platformConfig !== undefined && needsHome(platformConfig) ? await env("HOME") : undefined;
  const config =
    platformConfig === undefined ? installedConfig : expand(platformConfig, { cwd, home, about: "setting" });
  return { config, ...(await readPlatformConfig(config, { env, cwd, required: platformConfig !== undefined })) };
}

interface Layer extends PlatformLayer {
  readonly file: string;
}

/**
 * Reads what the layered configuration of the installed platform says about the data directory. `config` is the path of its
 * `config.toml`, beside which the other layers are. `required` makes a missing `config.toml` an error.
 *
 * Documented are `config.defaults.toml`, `config.user.toml` and `config.<PROVISIONING_ENV>.toml`, of which the last that
 * sets a value wins; `[storage] data_dir` and `backend`, and `[orchestrator] data_dir`; and that `{{paths.base}}` is the
 * working directory. Where the documents are silent, this assumes that `config.toml` comes after the defaults and before
 * the user's file, that `[storage]` wins within a file and the later file between files, and that a relative data_dir
 * starts at the working directory.
 *
 * @throws OrchestratorError `orch::platform_config`
 */
export async function readPlatformConfig(
  config: string,
  { env, cwd, required }: { env: ReadEnv; cwd: string; required: boolean },
): Promise<PlatformConfig> {
  const environment = (await env("PROVISIONING_ENV")) ?? "";
  // A name with a slash would lead out of the directory.
  const isName = /^[\w.-]*$/.test(environment);
  const names = ["config.defaults.toml", basename(config), "config.user.toml"];
  if (environment !== "" && isName) names.push(`config.${environment}.toml`);
  const layers: Layer[] = [];
  for (const name of names) {
    const file = join(dirname(config), name);
    const text = readIfThere(file);
    if (text === undefined) {
      if (required && name === basename(config)) {
        throw wrongPlatformConfig(`Platform configuration ${file} does not exist`);
      }
      continue;
    }
    // The TOML parser is loaded only if there is something to parse.
    const { parseLayer } = await import("./layer.ts");
    layers.push({ file, ...parseLayer(file, text) });
  }
  if (layers.length > 0 && !isName) {
    const help = "Set PROVISIONING_ENV to a name of letters, digits, `.`, `_` and `-`, or unset it.";
    throw brokenConfig(config, `PROVISIONING_ENV ${quote(environment)} is not the name of an environment`, { help });
  }
  const placed = layers.findLast(({ dataDir }) => dataDir !== undefined);
  const backend = layers.findLast((layer) => layer.backend !== undefined)?.backend;
  return {
    dataDir: placed?.dataDir === undefined ? undefined : await fill(placed.dataDir, placed.file, { env, cwd }),
    backend: backend === "filesystem" ? undefined : backend,
    taskTimeout: layers.findLast((layer) => layer.taskTimeout !== undefined)?.taskTimeout,
  };
}

/** No configuration is that long, and a device never ends. */
const largest = 1024 * 1024;

/** Never waits for a writer: a FIFO is opened as `readJsonFile` does. */
function readIfThere(file: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const kind = oddKind(fstatSync(descriptor));
    if (kind !== undefined) throw wrongPlatformConfig(`${file} is ${kind}, not a config.toml`);
    const bytes = Buffer.allocUnsafe(largest + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length > largest) throw wrongPlatformConfig(`${file} is larger than 1 MiB, which no config.toml is`);
    return bytes.toString("utf8", 0, length);
  } catch (error) {
    if (error instanceof OrchestratorError) throw error;
    if (isAbsent(error)) return undefined;
    const { message, help } = fileProblem(file, error);
    throw brokenConfig(file, message, { help, cause: error });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Fills in `{{paths.base}}` and `{{env.X}}`. Any other placeholder is an error, because its meaning is not documented. */
async function fill(value: string, file: string, { env, cwd }: { env: ReadEnv; cwd: string }): Promise<string> {
  let filled = "";
  let end = 0;
  for (const match of value.matchAll(/\{\{([^{}]*)\}\}/g)) {
    const name = match[1]?.trim() ?? "";
    const known =
      name === "paths.base" ? cwd : name.startsWith("env.") ? await env(name.slice("env.".length)) : undefined;
    if (known === undefined || known === "") {
      const reason = name.startsWith("env.") ? "is not set in the environment" : "is not a known placeholder";
      throw brokenConfig(file, `data_dir ${quoteJson(value)}: {{${excerpt(name)}}} ${reason}`);
    }
    filled += value.slice(end, match.index) + known;
    end = match.index + match[0].length;
  }
  return filled + value.slice(end);
}
