import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { atLeast, type Release } from "nu-plugin";
import { parseVersion } from "../../nushell/protocol/version.ts";
import { printable } from "../../orchestrator/text/printable.ts";
import { findProgram } from "../../orchestrator/workflow/evaluators/process/program-path.ts";
import { requireAnswer } from "../answer.ts";
import type { Finding } from "./finding.ts";
import { registerAgain, type Installation } from "../installation.ts";
import { findNu, otherShell, registryOf, type Nu, type NuOptions } from "../nu.ts";
import { readRegistry, type Registered } from "../registry.ts";
import { runProgram, type Environment } from "../run-program.ts";
import { SetupError } from "../setup-error.ts";

/** The newest release that the plugin was run on. Later ones are likely to work. */
const newestTried: Release = "0.116";

/** What is found of Nushell: nu, its registry, what is registered there, and whether that answers. */
export async function nushellFindings(
  options: NuOptions,
  installation: Installation,
): Promise<{ readonly nu: Nu | undefined; readonly findings: readonly Finding[] }> {
  const { env } = installation;
  const again = registerAgain(installation, options);
  const findings: Finding[] = [];
  let nu: Nu | undefined;
  try {
    nu = await findNu(options, env);
    findings.push(nuFinding(nu, otherShell(nu, options, env)));
    const registry = await registryOf(nu, options, env);
    const registered = await readRegistry(nu.path, registry, env);
    if (registered === undefined) {
      const todo = `Register it: ${again}`;
      findings.push({ state: "bad", what: "The plugin is not registered", details: [printable(registry)], todo });
    } else {
      findings.push(pluginFinding(registered, nu, registry, installation.version, again));
      if (isScript(registered.filename)) findings.push(await starterFinding(registered, env, again));
      if (findings.every(({ state }) => state === "ok")) findings.push(await answerFinding(nu, registry, installation));
    }
  } catch (error) {
    findings.push(failure(error));
  }
  return { nu, findings };
}

function failure(error: unknown): Finding {
  if (!(error instanceof SetupError)) throw error;
  return { state: "bad", what: error.message, todo: error.help === "" ? undefined : error.help };
}

function nuFinding({ path, version }: Nu, other: string | undefined): Finding {
  const parsed = parseVersion(version);
  const isNewer = parsed !== undefined && !isSameRelease(version, newestTried) && atLeast(parsed, newestTried);
  const newer = isNewer
    ? `It is newer than ${newestTried}, the newest that this version of the plugin was tried on.`
    : undefined;
  return {
    state: "ok",
    what: `Nushell ${version}`,
    details: [printable(path), newer, other].filter((line) => line !== undefined),
  };
}

function pluginFinding(
  { filename, version, nushell }: Registered,
  nu: Nu,
  registry: string,
  own: string,
  again: string,
): Finding {
  const details = [printable(filename), `in ${printable(registry)}`];
  const bad = (what: string): Finding => ({ state: "bad", what, details, todo: `Register it again: ${again}` });
  if (!existsSync(filename)) return bad("The registered plugin is gone");
  if (version !== own)
    return bad(`Version ${printable(version ?? "unknown")} of the plugin is registered, this is ${own}`);
  if (!isSameRelease(nushell, nu.version)) {
    return bad(
      `It was registered by Nushell ${printable(nushell)}, and this is ${nu.version}, whose protocol may differ`,
    );
  }
  return { state: "ok", what: `Version ${version} is registered`, details };
}

/** Whether two versions have the same first two numbers, on which Nushell's protocol depends. */
function isSameRelease(a: string, b: string): boolean {
  return release(a) === release(b);
}

function release(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** Whether a file is the launcher, which needs a Node, and no executable that has one. */
function isScript(file: string): boolean {
  if (!existsSync(file)) return false;
  const start = Buffer.alloc(2);
  const opened = openSync(file, "r");
  readSync(opened, start);
  closeSync(opened);
  return file.endsWith(".cmd") || start.toString("latin1") === "#!";
}

/** What starts the registered plugin: the Node that it was registered with, or else the one that its first line asks for. */
async function starterFinding({ shell }: Registered, env: Environment, again: string): Promise<Finding> {
  const node = shell ?? findProgram("node", env["PATH"]);
  const todo = `Register it with a Node that stays: ${again}`;
  if (node === undefined) return { state: "bad", what: "There is no node on PATH to start the plugin", todo };
  const details = [printable(node)];
  if (!existsSync(node))
    return { state: "bad", what: "The Node that the plugin was registered with is gone", details, todo };
  try {
    const { stdout } = await runProgram({ program: node, args: ["--version"], env });
    const version = stdout.trim().replace(/^v/, "");
    const [major = NaN, minor = NaN] = version.split(".").map(Number);
    if (major > 20 || (major === 20 && minor >= 19)) {
      const what = `Node ${version} starts it`;
      const note = "It is the first on PATH, so the plugin works only where PATH has it.";
      return { state: "ok", what, details: shell === null ? [...details, note] : details };
    }
    const what = `It is started by something other than a Node that it can run on: ${printable(version) || "it gives no version"}`;
    return { state: "bad", what, details, todo: `Node 20.19 or newer is needed. ${todo}` };
  } catch (error) {
    return { ...failure(error), todo };
  }
}

async function answerFinding(nu: Nu, registry: string, installation: Installation): Promise<Finding> {
  try {
    await requireAnswer(nu.path, registry, installation);
    return { state: "ok", what: "A new nu has it, and it answers" };
  } catch (error) {
    return failure(error);
  }
}
