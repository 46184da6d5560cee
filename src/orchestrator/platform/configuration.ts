import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { brokenConfig, wrongPlatformConfig } from "./broken-configuration.ts";
import type { PlatformLayer } from "./layer.ts";
import { fileProblem, isAbsent, oddKind } from "../files/file-problem.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { excerpt, quote, quoteJson } from "../text/printable.ts";

/** An environment variable's value, however the caller comes by it. */
export type Environment = (name: string) => string | undefined | Promise<string | undefined>;

export interface PlatformConfig {
  /** As the configuration has it, its placeholders filled in. */
  readonly dataDir: string | undefined;
  /** The storage backend, when it is one that keeps no files. */
  readonly backend: string | undefined;
  /** `task_timeout_seconds` as it stands there, of whatever type. */
  readonly taskTimeout: unknown;
}

interface Layer extends PlatformLayer {
  readonly file: string;
}

/**
 * What the installed platform's layered configuration says of the data directory. `config` is its `config.toml`; the
 * other layers stand beside it. Where none of them exists, nothing is loaded.
 *
 * Documented: `config.defaults.toml`, `config.user.toml`, `config.<PROVISIONING_ENV>.toml`, later wins; `[storage] data_dir`
 * and `backend`, `[orchestrator] data_dir`; `{{paths.base}}` is the working directory. Our reading, where documents are silent:
 * `config.toml` itself overrides the defaults and yields to the user's; `[storage]` wins within a file, the later file between
 * files; a relative data_dir starts from the working directory too.
 *
 * @throws OrchestratorError `orch::platform_config`
 */
export async function readPlatformConfig(
  config: string,
  { env, cwd, required }: { env: Environment; cwd: string; required: boolean },
): Promise<PlatformConfig> {
  const environment = (await env("PROVISIONING_ENV")) ?? "";
  // A name with a slash in it would lead out of the directory.
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
    // Loaded only where there is something to parse.
    const { parseLayer } = await import("./layer.ts");
    layers.push({ file, ...parseLayer(file, text) });
  }
  if (layers.length > 0 && !isName) {
    throw brokenConfig(config, `PROVISIONING_ENV ${quote(environment)} names no layer of it`);
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

/** Fills in `{{paths.base}}` and `{{env.X}}`; any other placeholder is not documented, so it cannot be guessed at. */
async function fill(value: string, file: string, { env, cwd }: { env: Environment; cwd: string }): Promise<string> {
  let filled = "";
  let end = 0;
  for (const match of value.matchAll(/\{\{([^{}]*)\}\}/g)) {
    const name = match[1]?.trim() ?? "";
    const known =
      name === "paths.base" ? cwd : name.startsWith("env.") ? await env(name.slice("env.".length)) : undefined;
    if (known === undefined || known === "") {
      const reason = name.startsWith("env.") ? "is not set in the environment" : "is not known";
      throw brokenConfig(file, `data_dir ${quoteJson(value)}: {{${excerpt(name)}}} ${reason}`);
    }
    filled += value.slice(end, match.index) + known;
    end = match.index + match[0].length;
  }
  return filled + value.slice(end);
}
