import { OrchestratorError } from "../../orchestrator-error.ts";
import { printable, quote } from "../../text/printable.ts";
import type { EvaluatedLanguage, EvaluatorTools } from "./evaluation.ts";

const wanted = {
  KCL: {
    about: "kcl",
    tool: 'neither "kcl" nor a "python3" with kcl_lib is on PATH',
    install: "Install KCL (https://www.kcl-lang.io) or its Python library (pip install kcl-lib)",
  },
  Nickel: {
    about: "nickel",
    tool: '"nickel" is not on PATH',
    install: "Install Nickel (cargo install nickel-lang-cli --locked)",
  },
} as const;

/** The error if no evaluator of the language is installed, or none that the settings allow. */
export function evaluatorMissing(
  path: string,
  language: EvaluatedLanguage,
  { kcl, python }: EvaluatorTools,
): OrchestratorError {
  const { about, tool, install } = wanted[language];
  const code = "orch::evaluator_missing";
  if (language === "KCL" && python !== undefined) {
    const message = `is a KCL file, but the Python of the setting python (${quote(python)}) has no kcl_lib`;
    const help = `Install it there (${printable(python)} -m pip install kcl-lib), or set it to a Python that has it.`;
    return new OrchestratorError(`${path} ${message}`, { about: "setting", code, help, fault: { path, message } });
  }
  const lack = language === "KCL" && kcl !== undefined ? 'no "python3" on PATH has kcl_lib' : tool;
  const message = `is a ${language} file, but ${lack}`;
  return new OrchestratorError(`${path} ${message}`, {
    about,
    code,
    help: `${install}, or export the workflow to JSON, YAML or TOML and check that.`,
    fault: { path, message },
  });
}

/** The error if a setting names a tool that does not exist. */
export function toolMissing(key: keyof EvaluatorTools, tool: string): OrchestratorError {
  const usual = key === "python" ? "python3" : key;
  return new OrchestratorError(`The setting ${key} is ${quote(tool)}, which is not a program`, {
    about: "setting",
    code: "orch::evaluator_missing",
    help: `Set it to the full path of an executable file, or remove it to use the "${usual}" on PATH.`,
  });
}
