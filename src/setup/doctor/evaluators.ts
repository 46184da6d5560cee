import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OrchestratorError } from "../../orchestrator/orchestrator-error.ts";
import { printable } from "../../orchestrator/text/printable.ts";
import { Evaluators } from "../../orchestrator/workflow/evaluators/evaluators.ts";
import type { EvaluatedLanguage } from "../../orchestrator/workflow/evaluators/evaluation.ts";
import { inPrivateFolder } from "../../orchestrator/workflow/evaluators/process/private-folder.ts";
import type { Finding } from "./finding.ts";
import { asProgram, asTyped } from "../installation.ts";
import { runProgram, type Environment } from "../run-program.ts";
import { SetupError } from "../setup-error.ts";
import type { UserSettings } from "./settings.ts";

interface Probe {
  readonly language: EvaluatedLanguage;
  readonly extension: string;
  readonly text: string;
}

const probes: readonly Probe[] = [
  { language: "KCL", extension: ".k", text: "a = 1\n" },
  { language: "Nickel", extension: ".ncl", text: "{ a = 1 }\n" },
];

interface Tried {
  readonly tool: keyof typeof tools;
  readonly program: string;
}

const variables = ["PATH", "HOME", "NICKEL_IMPORT_PATH", "KCL_PKG_PATH"] as const;

/** What each tool is called, the version that the plugin was tried with, and how its program tells its own. */
const tools = {
  kcl: { name: "The kcl command", tried: undefined, args: ["--version"] },
  python: {
    name: "Python's kcl_lib",
    tried: "0.13.2",
    args: ["-c", "import importlib.metadata as m; print(m.version('kcl_lib'))"],
  },
  nickel: { name: "Nickel", tried: "1.18.0", args: ["--version"] },
} as const;

/** Evaluates a small file of each language with the program that `orch validate` finds for it. */
export async function evaluatorFindings(settings: UserSettings, env: Environment): Promise<readonly Finding[]> {
  const evaluators = new Evaluators();
  try {
    return await inPrivateFolder(async (folder) => {
      const findings: Finding[] = [];
      for (const probe of probes) findings.push(await tryOut(evaluators, folder, probe, settings, env));
      return findings;
    });
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return [{ state: "bad", what: `No evaluator can be tried: ${error.message}`, todo: error.help }];
  } finally {
    evaluators.close();
  }
}

async function tryOut(
  evaluators: Evaluators,
  folder: string,
  probe: Probe,
  settings: UserSettings,
  env: Environment,
): Promise<Finding> {
  const { language, extension, text } = probe;
  const path = join(folder, `probe${extension}`);
  await writeFile(path, text);
  let last: Tried | undefined;
  try {
    await evaluators.evaluate(path, language, {
      env: Object.fromEntries(variables.map((name) => [name, env[name]])),
      tools: settings.tools,
      signal: new AbortController().signal,
      timeoutMs: 20_000,
      trying: (tool, program) => (last = { tool, program }),
    });
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return unable(probe, path, last, error, env);
  }
  if (last === undefined) throw new Error(`${language} was evaluated by nothing`);
  return able(extension, last.tool, last.program, env);
}

async function able(extension: string, tool: keyof typeof tools, program: string, env: Environment): Promise<Finding> {
  const { name, tried, args } = tools[tool];
  const version = await versionOf(program, args, env);
  const what = `${name}${version === undefined ? "" : ` ${version}`} evaluates ${extension} files`;
  const note = tried === undefined || tried === version ? [] : [`This version of the plugin was tried with ${tried}.`];
  return { state: "ok", what, details: [printable(program), ...note] };
}

/** The number in what a program says of its version; undefined if it says none. */
async function versionOf(program: string, args: readonly string[], env: Environment): Promise<string | undefined> {
  try {
    const { stdout } = await runProgram({ program, args, env });
    return /\d+\.\d+(?:\.\d+)?[\w.+-]*/.exec(stdout)?.[0];
  } catch (error) {
    if (error instanceof SetupError) return undefined;
    throw error;
  }
}

function unable(
  { language, extension }: Probe,
  path: string,
  tried: Tried | undefined,
  { code, about, message, fault, help }: OrchestratorError,
  env: Environment,
): Finding {
  const reason = (fault?.message ?? message)
    .replace(`is a ${language} file, but `, "")
    .replace(path, "a file of one line");
  const what = `${extension} files cannot be checked: ${reason}`;
  // Whoever has no such files needs nothing for them.
  const isAbsent = code === "orch::evaluator_missing" && about !== "setting";
  return isAbsent
    ? { state: "absent", what, details: help === undefined ? [] : [help] }
    : { state: "bad", what, todo: tried === undefined ? help : mend(tried, env) };
}

/** The file is sound and gone by now, so it is the program that is to be looked at. */
function mend({ tool, program }: Tried, env: Environment): string {
  const command = [asProgram(program, env), ...tools[tool].args.map(asTyped)].join(" ");
  return `Fix it, remove it from PATH, or name another in the setting ${tool}. To see whether it runs at all: ${command}`;
}
