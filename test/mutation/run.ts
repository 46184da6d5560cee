// `npm run mutate -- orchestrator/queue` changes that part of the source in every small way, and lists what no test notices. The
// changes are Stryker's. Its own runner starts a Vitest for each, which takes hours: runner.ts tries them within each test.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { env, execPath, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { instrumentedCopy, partPaths, type Mutant } from "./instrument.ts";
import { Outcomes } from "./outcomes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { tests: { type: "string", multiple: true } },
});
const [part = ""] = positionals;
// The tests of a part are in the same folder of test/.
const tests = values.tests ?? [part.endsWith(".ts") ? dirname(part) : part];
const isThere = partPaths(root, part).length > 0 && tests.every((folder) => existsSync(join(root, "test", folder)));
if (positionals.length !== 1 || !isThere) {
  console.error(
    "Say which folder, file or pattern of src is to be changed, and if they are not in the same folder of test, where its tests are: npm run mutate -- nushell/protocol/values --tests nushell/protocol",
  );
  exit(2);
}

const copy = mkdtempSync(join(tmpdir(), "mutation-"));
try {
  const mutants = await instrumentedCopy(root, part, copy);
  console.log(`${mutants.length} mutants of src/${part}, by the tests of ${tests.join(", ")}`);
  const path = join(copy, "outcomes");
  const vitest = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--config",
    "test/mutation/vitest.config.ts",
    "--reporter",
    "verbose",
  ];
  const reportPath = join(root, "coverage/mutation", `${part.replaceAll(/[^\w.]+/g, "-")}.txt`);
  mkdirSync(dirname(reportPath), { recursive: true });
  for (const pass of ["quick", "slow"]) {
    // It fails where a mutant has left something that what ends a test cannot close.
    spawnSync(execPath, vitest, {
      cwd: copy,
      env: { ...env, MUTATION_TESTS: tests.join(","), MUTATION_OUTCOMES: path, MUTATION_PASS: pass },
      stdio: "inherit",
    });
    const outcomes = new Outcomes(path);
    const broken = `${outcomes.broken.size} tests failed as they are, and tried no mutants`;
    const report = `${reportOf(mutants, outcomes)}\n${broken}`;
    // What slow tests notice takes hours for a large part, so there is a report before that, too.
    writeFileSync(reportPath, report);
    console.log(`${report}\nThis, by the ${pass === "quick" ? "quick tests" : "slow tests too"}, is in ${reportPath}.`);
  }
} finally {
  rmSync(copy, { recursive: true });
}

/** The mutants that no test has noticed, and how many of each file were. */
function reportOf(mutants: readonly Mutant[], { reached, loading, killed, late }: Outcomes): string {
  const tried = mutants.filter(({ id }) => reached.has(id) || !loading.has(id));
  const left = tried.filter(({ id }) => !killed.has(id));
  const fate = ({ id }: Mutant) => (late.has(id) ? "too late" : reached.has(id) ? "not noticed" : "not reached");
  const score = (of: readonly Mutant[]) => {
    const noticed = of.filter(({ id }) => killed.has(id) || late.has(id)).length;
    const byTime = of.filter(({ id }) => late.has(id)).length;
    const unreached = of.filter(({ id }) => !reached.has(id)).length;
    const percent = of.length === 0 ? 100 : Math.floor((1000 * noticed) / of.length) / 10;
    return `${percent} %: ${noticed} of ${of.length} noticed (${byTime} by time alone), ${unreached} reached by no test`;
  };
  const files = [...new Set(mutants.map(({ fileName }) => fileName))];
  return [
    ...left.map((mutant) => `${fate(mutant)} ${changeOf(mutant)}`),
    "",
    ...files.map((file) => `${file} ${score(tried.filter(({ fileName }) => fileName === file))}`),
    `all ${score(tried)}; ${mutants.length - tried.length} more only while files are loaded, not tried`,
  ].join("\n");
}

function changeOf({ fileName, location: { start, end }, replacement }: Mutant): string {
  const lines = readFileSync(join(root, fileName), "utf8")
    .split("\n")
    .slice(start.line, end.line + 1);
  const last = lines.length - 1;
  const text = lines.map((line, i) => line.slice(i === 0 ? start.column : 0, i === last ? end.column : undefined));
  const short = (written: string) => written.replaceAll(/\s+/g, " ").slice(0, 100);
  return `${fileName}:${start.line + 1}:${start.column + 1} ${short(text.join("\n"))}  =>  ${short(replacement)}`;
}
