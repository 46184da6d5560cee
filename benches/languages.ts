import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { evaluators, evaluatorsPath, type EvaluatorName } from "../test/support/evaluator-paths.ts";
import { fixtures, pluginFile } from "../test/support/nu.ts";
import type { Bench, Context, Group } from "./bench.ts";
import { measureCold, measureFirst, measureWarm, valueOf, type Calls } from "./measure.ts";
import { native, plugin } from "./sides.ts";

const freshPython =
  "import sys; import kcl_lib.api as api; print(api.API().exec_program(api.ExecProgramArgs(k_filename_list=[sys.argv[1]])).json_result)";

interface Language {
  readonly name: string;
  readonly file: string;
  /** What one would take for it without the plugin. */
  readonly other: { readonly side: string; readonly evaluator?: EvaluatorName; readonly command: string };
}

/** In a command, PATH stands for the file's path and PROGRAM for the evaluator's. */
const all: readonly Language[] = [
  { name: "JSON", file: "deploy.json", other: { side: native, command: "open 'PATH'" } },
  { name: "YAML", file: "deploy.yaml", other: { side: native, command: "open 'PATH'" } },
  {
    name: "Nickel",
    file: "deploy.ncl",
    other: { side: "nickel export", evaluator: "nickel", command: "^'PROGRAM' export --format json 'PATH'" },
  },
  {
    name: "KCL",
    file: "deploy.k",
    other: { side: "fresh Python", evaluator: "kcl_lib", command: `^'PROGRAM' -I -c '${freshPython}' 'PATH'` },
  },
];

export const languages: Bench = {
  name: "languages",
  questions: {
    languages: {
      text: "How long does `orch validate` take, by the workflow's language?",
      chart: "sides",
      note:
        "The same workflow of four operations in each, with another content at each call. The other side only reads or evaluates the " +
        "file, and checks nothing. The first call with a `.k` file starts a Python with KCL's library, which later ones use.",
    },
  },
  async *run(context) {
    const directory = mkdtempSync(join(tmpdir(), "orch-bench-languages-"));
    // The shell's, and with it the caller's of each call.
    process.env["PATH"] = [process.env["PATH"], evaluatorsPath].join(delimiter);
    try {
      for (const language of all) yield* measureLanguage(language, directory, context);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

async function* measureLanguage(
  { name, file, other }: Language,
  directory: string,
  context: Context,
): AsyncIterable<Group> {
  const program = other.evaluator === undefined ? "" : evaluators[other.evaluator].path;
  if (program === undefined) return context.missing(other.side, "it is not installed");
  const path = join(directory, file);
  cpSync(`${fixtures}/workflows/${file}`, path);
  const ours = `orch validate '${path}'`;
  const theirs = other.command.replace("PATH", path).replace("PROGRAM", program);
  if ((await valueOf(`${ours} | get valid`)) !== true) throw new Error(`${file} is not valid`);

  const group = {
    id: `validate-${name.toLowerCase()}`,
    work: `\`orch validate\`, ${name}`,
    question: "languages",
    unit: "ms",
  } as const;
  // So that nothing can answer from memory.
  const before = `char newline | save --append '${path}'`;
  const calls: Calls = { [plugin]: { command: ours, before, start: "orch" }, [other.side]: { command: theirs } };
  const often = { runs: context.runs(31), warmUps: context.of(20, 1) };
  yield { ...group, when: "warm", sides: await measureWarm(calls, often) };
  yield { ...group, when: "first", sides: await measureFirst(calls, { runs: context.of(9, 1) }) };
  const whole = { [plugin]: { command: ours, plugins: [pluginFile] }, [other.side]: { command: theirs, plugins: [] } };
  yield { ...group, when: "cold", sides: await measureCold(whole, context.of(9, 1)) };
}
