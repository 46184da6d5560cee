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
  /** What a warm call may take of the other side's time. */
  readonly atMost?: number;
  /** How often warm calls are measured, each time with processes of their own; once if not given. */
  readonly times?: number;
}

/** In a command, PATH stands for the file's path and PROGRAM for the evaluator's. */
const all: readonly Language[] = [
  { name: "JSON", file: "deploy.json", other: { side: native, command: "open 'PATH'" } },
  { name: "YAML", file: "deploy.yaml", other: { side: native, command: "open 'PATH'" } },
  {
    name: "Nickel",
    file: "deploy.ncl",
    other: { side: "nickel export", evaluator: "nickel", command: "^'PROGRAM' export --format json 'PATH'" },
    atMost: 1.2,
  },
  {
    name: "KCL",
    file: "deploy.k",
    other: { side: "fresh Python", evaluator: "kcl_lib", command: `^'PROGRAM' -I -c '${freshPython}' 'PATH'` },
    atMost: 1 / 10,
    times: 3,
  },
];

export const languages: Bench = {
  name: "languages",
  questions: {
    languages: {
      text: "How long do `orch validate` and `orch plan` take, by the workflow's language?",
      chart: "sides",
      note:
        "The same workflow of four operations in each, with another content at each call. The other side only reads or evaluates the " +
        "file, and checks nothing. The first call with a `.k` file starts a Python with KCL's library, which later ones use; how many " +
        "times faster they are is asked of each of three runs.",
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
  { name, file, other, atMost, times = 1 }: Language,
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

  const group = { question: "languages", unit: "ms" } as const;
  const id = name.toLowerCase();
  // So that nothing can answer from memory.
  const before = `char newline | save --append '${path}'`;
  const callsOf = (command: string): Calls => ({
    [plugin]: { command, before, start: "orch" },
    [other.side]: { command: theirs },
  });
  const often = { runs: context.runs(31), warmUps: context.of(20, 1) };
  const targets = atMost === undefined ? [] : [{ against: other.side, atMost }];
  for (let time = 1; time <= context.of(times, 1); time++) {
    const [suffix, run] = time === 1 ? ["", ""] : [`-${time}`, `, run ${time}`];
    const sides = await measureWarm(callsOf(ours), often);
    yield {
      ...group,
      id: `validate-${id}${suffix}`,
      work: `\`orch validate\`, ${name}${run}`,
      when: "warm",
      sides,
      targets,
    };
  }
  const plan = await measureWarm(callsOf(`orch plan '${path}'`), often);
  yield { ...group, id: `plan-${id}`, work: `\`orch plan\`, ${name}`, when: "warm", sides: plan };

  const validate = { ...group, id: `validate-${id}`, work: `\`orch validate\`, ${name}` };
  yield { ...validate, when: "first", sides: await measureFirst(callsOf(ours), { runs: context.of(9, 1) }) };
  const whole = { [plugin]: { command: ours, plugins: [pluginFile] }, [other.side]: { command: theirs, plugins: [] } };
  yield { ...validate, when: "cold", sides: await measureCold(whole, context.of(9, 1)) };
}
