import { OrchestratorError } from "../../orchestrator-error.ts";
import { printable, quote } from "../../text/printable.ts";
import type { EvaluatedLanguage, EvaluatorTools } from "./evaluation.ts";

const setting = "$env.config.plugins.orchestrator";

const wanted: Record<EvaluatedLanguage, { readonly tool: string; readonly install: string; readonly setting: string }> =
  {
    KCL: {
      tool: 'neither "kcl" nor a "python3" with kcl_lib, which evaluate KCL, is on PATH',
      install: "Install KCL (https://www.kcl-lang.io) or its Python library (pip install kcl-lib)",
      setting: `${setting}.kcl = /path/to/kcl, or ${setting} = {kcl: kcl_lib, python: /path/to/python}`,
    },
    Nickel: {
      tool: '"nickel", which evaluates Nickel, is not on PATH',
      install: "Install Nickel (cargo install nickel-lang-cli --locked)",
      setting: `${setting}.nickel = /path/to/nickel`,
    },
  };

/** Nothing that is installed, or nothing that the configuration allows, evaluates the language. */
export function evaluatorMissing(
  path: string,
  language: EvaluatedLanguage,
  { kcl, python }: EvaluatorTools,
): OrchestratorError {
  const { tool, install, setting: configure } = wanted[language];
  if (language === "KCL" && python !== undefined) {
    return new OrchestratorError(
      `${printable(path)} is a KCL file, and ${setting}.python, ${quote(python)}, has no kcl_lib`,
      {
        code: "orch::evaluator_missing",
        help: `Install it there (${printable(python)} -m pip install kcl-lib), or name a Python that has it.`,
      },
    );
  }
  const problem = language === "KCL" && kcl !== undefined ? 'no "python3" on PATH has kcl_lib' : tool;
  return new OrchestratorError(`${printable(path)} is a ${language} file, and ${problem}`, {
    code: "orch::evaluator_missing",
    help: `${install}; what is not on PATH is found by ${configure}. Or export the workflow to JSON, YAML or TOML and check that.`,
  });
}

/** The configuration names what is not there. */
export function toolMissing(key: keyof EvaluatorTools, tool: string): OrchestratorError {
  return new OrchestratorError(`${setting}.${key} is ${quote(tool)}, which is no program`, {
    code: "orch::evaluator_missing",
    help: `Set it to the full path of an executable file, or leave it out to have "${key === "python" ? "python3" : key}" found on PATH.`,
  });
}
