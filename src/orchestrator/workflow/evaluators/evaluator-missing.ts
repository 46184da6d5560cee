import { OrchestratorError } from "../../orchestrator-error.ts";
import { printable, quote } from "../../text/printable.ts";
import type { EvaluatedLanguage, EvaluatorTools } from "./evaluation.ts";

const wanted = {
  KCL: {
    about: "kcl",
    install: "Install KCL (https://www.kcl-lang.io) or its Python library (pip install kcl-lib)",
  },
  Nickel: {
    about: "nickel",
    install: "Install Nickel (cargo install nickel-lang-cli --locked)",
  },
} as const;

/** What was looked for on PATH. */
interface Search {
  readonly names: readonly string[];
  /** A batch file of one of the names. */
  readonly batch: string | undefined;
}

/** The error if no evaluator of the language is installed, or none that the settings allow. */
export function evaluatorMissing(
  path: string,
  language: EvaluatedLanguage,
  { kcl, python }: EvaluatorTools,
  { names, batch }: Search,
): OrchestratorError {
  const { about, install } = wanted[language];
  const code = "orch::evaluator_missing";
  if (language === "KCL" && python !== undefined) {
    const message = `is a KCL file, but the Python of the setting python (${quote(python)}) has no kcl_lib`;
    const help = `Install it there (${printable(python)} -m pip install kcl-lib), or set it to a Python that has it.`;
    return new OrchestratorError(`${path} ${message}`, { about: "setting", code, help, fault: { path, message } });
  }
  const [command, ...pythons] = names.map(quote);
  const python3 = [pythons.slice(0, -1).join(", "), ...pythons.slice(-1)].filter((part) => part !== "").join(" or ");
  const lack =
    language === "Nickel"
      ? `${command} is not on PATH`
      : kcl === undefined
        ? `neither ${command} nor a ${python3} with kcl_lib is on PATH`
        : `no ${python3} on PATH has kcl_lib`;
  const message = `is a ${language} file, but ${lack}${batch === undefined ? "" : `; ${printable(batch)} ${isBatch}`}`;
  return new OrchestratorError(`${path} ${message}`, {
    about,
    code,
    help: `${install}, or export the workflow to JSON, YAML or TOML and check that.`,
    fault: { path, message },
  });
}

const isBatch = "is a batch file, which is never run, as Windows would take parts of a file's name for commands";

/** The error if a setting names a tool that does not exist, or a batch file. */
export function toolMissing(key: keyof EvaluatorTools, tool: string, isBatchFile: boolean): OrchestratorError {
  const usual = key === "python" ? "Python" : `"${key}"`;
  return new OrchestratorError(
    `The setting ${key} is ${quote(tool)}, which ${isBatchFile ? isBatch : "is not a program that you may run"}`,
    {
      about: "setting",
      code: "orch::evaluator_missing",
      help: isBatchFile
        ? "Set it to the full path of the .exe that the batch file starts."
        : `Set it to the full path of an executable file, or remove it to use the ${usual} on PATH.`,
    },
  );
}
