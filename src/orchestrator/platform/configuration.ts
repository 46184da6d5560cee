import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { brokenConfig, wrongPlatformConfig } from "./broken-configuration.ts";
import type { PlatformLayer } from "./layer.ts";
import { expand, needsHome } from "../files/patterns/path-pattern.ts";
import { fileProblem, isAbsent, oddKind } from "../system/file-problem.ts";
import { systemPlace } from "../system/system.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { fill, type PlaceholderContext } from "./placeholders.ts";
import { problem, type Problem } from "../problem.ts";
import { sizeText } from "../text/numeral.ts";
import { isNot, quote, quoteJson } from "../text/printable.ts";

/** Where an installed platform's configuration is. */
export const installedConfig = systemPlace("/usr/local/share", "provisioning/platform/config.toml");

/** The environment variables that finding it may need, besides those that its placeholders name. */
export const platformVariables: readonly string[] = ["PROVISIONING_ENV", "HOME"];

/** What decides which configuration of the platform counts. */
export interface PlatformContext extends PlaceholderContext {
  readonly settings: {
    /** The installed platform's config.toml, when not at its documented place; then it must be there. */
    readonly platformConfig?: string | undefined;
  };
}

export interface PlatformConfig {
  /** The data directory, with its placeholders filled in; the error to throw on use where one of them cannot be. */
  readonly dataDir: string | OrchestratorError | undefined;
  /** The storage backend, as `dataDir`. */
  readonly backend: string | OrchestratorError | undefined;
  /** `task_timeout_seconds`: how long a task may run. */
  readonly taskTimeout: number | undefined;
  /** `max_concurrent_tasks`: how many tasks may run at once. */
  readonly maxConcurrentTasks: number | undefined;
  /** The names of the providers that any layer configures. */
  readonly providers: readonly string[];
  /** What is wrong with single values. Each such value counts as not set. */
  readonly problems: readonly Problem[];
}

export interface FoundConfig extends PlatformConfig {
  /** Where its config.toml stands, or would. */
  readonly path: string;
}

/**
 * Finds and reads the platform's configuration. Without any it sets nothing.
 *
 * @throws OrchestratorError `orch::platform_config`
 */
export async function findPlatformConfig({
  settings: { platformConfig },
  ...context
}: PlatformContext): Promise<FoundConfig> {
  if (platformConfig === "") throw wrongPlatformConfig("platform_config is empty");
  const home = platformConfig !== undefined && needsHome(platformConfig) ? await context.env("HOME") : undefined;
  const path =
    platformConfig === undefined
      ? installedConfig
      : expand(platformConfig, { cwd: context.cwd, home, about: "setting" });
  return { path, ...(await readPlatformConfig(path, { ...context, required: platformConfig !== undefined })) };
}

interface Layer extends PlatformLayer {
  readonly file: string;
}

/**
 * Reads the layered configuration of the installed platform. `config` is the path of its `config.toml`, beside which the
 * other layers are. `required` makes a missing `config.toml` an error.
 *
 * Documented are `config.toml`, with `[storage] data_dir` and `backend` or with `[orchestrator] data_dir`, and with the
 * limits of `[executor]`; of configurations in general `config.defaults.toml`, `config.user.toml` and
 * `config.<PROVISIONING_ENV>.toml`, of which the last that sets a value wins, the tables `[providers.*]`, and the
 * placeholders. Where the documents are silent, this assumes that those layers lie beside `config.toml`, that it comes after
 * the defaults and before the user's file, that `[storage]` wins within a file and the later file between files, and that a
 * relative data_dir starts at the working directory.
 *
 * @throws OrchestratorError `orch::platform_config`
 */
export async function readPlatformConfig(
  config: string,
  { required, ...context }: PlaceholderContext & { readonly required: boolean },
): Promise<PlatformConfig> {
  const environment = (await context.env("PROVISIONING_ENV")) ?? "";
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
        throw wrongPlatformConfig("does not exist", file);
      }
      continue;
    }
    // The TOML parser is loaded only if there is something to parse.
    const { parseLayer } = await import("./layer.ts");
    layers.push({ file, ...(await parseLayer(file, text)) });
  }
  if (layers.length > 0 && !isName) {
    const help = "Set PROVISIONING_ENV to a name of letters, digits, `.`, `_` and `-`, or unset it.";
    throw brokenConfig(config, `PROVISIONING_ENV ${quote(environment)} is not the name of an environment`, { help });
  }
  return settingsOf(layers, context);
}

/** Returns what the layers set, of each value the last. */
async function settingsOf(layers: readonly Layer[], context: PlaceholderContext): Promise<PlatformConfig> {
  const problems: Problem[] = [];
  const filled = async ({ value, file }: Setting<string>, name: string) => {
    const known = await fill(value, context);
    return "value" in known ? known.value : brokenConfig(file, `${name} ${quoteJson(value)}: ${known.reason}`);
  };
  const limit = (
    { value, file }: Setting<unknown>,
    name: string,
    expected: string,
    isOne: (value: number | bigint) => boolean,
  ) => {
    if ((typeof value === "number" || typeof value === "bigint") && isOne(value)) return Number(value);
    const wrong =
      typeof value === "number" ? `${name} is the float ${value}, not ${expected}` : isNot(name, value, expected);
    problems.push(problem("bad-platform-limit", file, `${wrong}: taken as missing`));
    return undefined;
  };
  const placed = lastOf(layers, ({ dataDir }) => dataDir);
  const stored = lastOf(layers, ({ backend }) => backend);
  const timed = lastOf(layers, ({ taskTimeout }) => taskTimeout);
  const bounded = lastOf(layers, ({ maxConcurrentTasks }) => maxConcurrentTasks);
  return {
    dataDir: placed && (await filled(placed, "data_dir")),
    backend: stored && (await filled(stored, "backend")),
    taskTimeout: timed && limit(timed, "task_timeout_seconds", "a number of seconds above 0", (value) => value > 0),
    maxConcurrentTasks:
      bounded &&
      limit(bounded, "max_concurrent_tasks", "an integer above 0", (value) => typeof value === "bigint" && value > 0),
    providers: [...new Set(layers.flatMap(({ providers }) => providers))],
    problems,
  };
}

/** A value, and the file that sets it. */
interface Setting<T> {
  readonly value: T;
  readonly file: string;
}

/** Returns the value of the last layer that sets it. */
function lastOf<T>(layers: readonly Layer[], pick: (layer: Layer) => T | undefined): Setting<T> | undefined {
  return layers
    .flatMap((layer) => {
      const value = pick(layer);
      return value === undefined ? [] : [{ value, file: layer.file }];
    })
    .at(-1);
}

/** No configuration is that long, and a device never ends. */
const largest = 1024 * 1024;

/** Never waits for a writer: a FIFO is opened as `readJsonFile` does. */
function readIfThere(file: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const kind = oddKind(fstatSync(descriptor));
    if (kind !== undefined) throw wrongPlatformConfig(`is ${kind}, not a config.toml`, file);
    const bytes = Buffer.allocUnsafe(largest + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length > largest)
      throw wrongPlatformConfig(`is larger than ${sizeText(largest)}, which no config.toml is`, file);
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
