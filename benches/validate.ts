// What evaluating a workflow may cost at most: each bound beside what was measured, both sides in one run and in turn.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { evaluatorPath, evaluatorsPath } from "../test/support/evaluator-paths.ts";
import { fixtures } from "../test/support/nu.ts";
import { measureWarm, type Measured } from "./pairs.ts";

// As many calls before as V8 needs to have compiled ours: the plugin lives as long as the session.
const evaluated = { runs: 61, warmUps: 30 };

const freshPython =
  "import sys; import kcl_lib.api as api; print(api.API().exec_program(api.ExecProgramArgs(k_filename_list=[sys.argv[1]])).json_result)";

export async function benchValidate(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "validate-bench-"));
  // The shell's, and with it the caller's of each call.
  process.env["PATH"] = [process.env["PATH"], evaluatorsPath].join(delimiter);
  try {
    console.log("| work | against | ours | other | measured | bound | |");
    console.log("|---|---|---:|---:|---:|---:|---|");
    await benchNickel(directory);
    await benchKcl(directory);
    console.log();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function benchNickel(directory: string): Promise<void> {
  const path = copyOf("deploy.ncl", directory);
  const native = `^'${evaluatorPath("nickel")}' export --format json '${path}'`;
  const measured = await measureWarm(
    { ours: `orch validate '${path}'`, native },
    { ...evaluated, prepare: changed(path) },
  );
  const times = 1 / measured.faster;
  report("a changed .ncl", "nickel export", measured, `${times.toFixed(2)} × its time`, "at most 1.2 ×", times <= 1.2);
}

async function benchKcl(directory: string): Promise<void> {
  const path = copyOf("deploy.k", directory);
  const native = `^'${evaluatorPath("kcl_lib")}' -I -c '${freshPython}' '${path}'`;
  const measured = await measureWarm(
    { ours: `orch validate '${path}'`, native },
    { ...evaluated, prepare: changed(path) },
  );
  const { faster } = measured;
  report("a changed .k", "a fresh Python", measured, `${faster.toFixed(2)} × faster`, "10 × faster", faster >= 10);
}

function copyOf(name: string, directory: string): string {
  const path = join(directory, name);
  cpSync(`${fixtures}/workflows/${name}`, path);
  return path;
}

/** Another content for each run, so that nothing can answer from memory. */
function changed(path: string): string {
  return `$"# ($run)(char newline)" | save --append '${path}'`;
}

function report(
  work: string,
  against: string,
  { ours, native }: Measured,
  measured: string,
  bound: string,
  isMet: boolean,
): void {
  const cells = [work, against, ours.toFixed(2), native.toFixed(2), measured, bound, isMet ? "met" : "not met"];
  console.log(`| ${cells.join(" | ")} |`);
}
