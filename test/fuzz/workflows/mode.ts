import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { stringify as toToml } from "smol-toml";
import { stringify as toYaml } from "yaml";
import { Session } from "../../../src/commands/call/session.ts";
import { plan } from "../../../src/commands/plan.ts";
import { validate } from "../../../src/commands/validate.ts";
import { isRecord } from "../../../src/orchestrator/records/record-fields.ts";
import { evaluatorsPath } from "../../support/evaluator-paths.ts";
import { fixtures } from "../../support/nu.ts";
import { ask, askTwice, type Answer } from "../asked.ts";
import { trial, type CaseOf, type Mode, type Result } from "../mode.ts";
import { textFault, withTextFaults } from "../text-faults.ts";
import { document } from "./documents.ts";
import { checkAgreement } from "./references.ts";

const cases = fc.record(
  { file: fc.nat(), faults: fc.array(textFault, { minLength: 1, maxLength: 4 }) },
  { noNullPrototype: true },
);

interface Diagnostic {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** Workflows in which something is wrong. Those in KCL and Nickel are few, as each starts an evaluator. */
export function workflows(): Mode {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "fuzz-workflows-")));
  const session = new Session();
  const commands = { validate: validate(session), plan: plan(session) };
  const samples = readSamples();
  let calls = 0;

  const call = { cwd: directory, env: { PATH: evaluatorsPath, HOME: directory } };

  async function run(extensions: readonly string[], given: CaseOf<typeof cases>): Promise<Result> {
    const fitting = samples.filter(({ extension }) => extensions.includes(extension));
    const { extension, bytes } = fitting[given.file % fitting.length] ?? { extension: ".json", bytes: Buffer.of() };
    const text = withTextFaults(bytes, given.faults);
    const outcome = await judge(text, extension);
    return { kinds: given.faults.map(({ kind }) => kind), outcome };
  }

  /** Checks and orders a file, beside one that is well. */
  async function judge(bytes: Buffer, extension: string): Promise<string> {
    const [name, good] = [`w${calls++}${extension}`, "good.json"];
    writeFileSync(join(directory, name), bytes);
    writeFileSync(join(directory, good), '{"name": "good", "operations": [{"id": "a", "type": "create"}]}');
    try {
      const one = await askTwice(commands.validate, { ...call, rest: [name] });
      const many = await ask(commands.validate, { ...call, rest: [[good, name]] });
      const ordered = await ask(commands.plan, { ...call, rest: [name], flags: { quiet: true } });
      await ask(commands.plan, { ...call, rest: [name], flags: { quiet: true, mermaid: true } });
      const found = diagnosticsOf(one);
      if (found === undefined) return errorOf(one);
      checkPlaces(found, bytes, extension);
      const rows = "result" in many ? many.result.value : [];
      const isGood =
        Array.isArray(rows) && rows.some((row) => isRecord(row) && row["file"] === good && row["valid"] === true);
      if (!isGood) throw new Error(`beside it the file that is well is not listed as such: ${JSON.stringify(rows)}`);
      const isValid = found.every(({ severity }) => severity !== "error");
      if (isValid === "error" in ordered)
        throw new Error(`it is ${isValid ? "" : "not "}valid, but: ${errorOf(ordered)}`);
      checkAgreement(extension, bytes, found);
      return isValid ? (found.length === 0 ? "valid" : "warned of") : "refused";
    } finally {
      rmSync(join(directory, name));
    }
  }

  /** Holds that a document is told the same of in each language. Places differ, and what only one of them has is left out. */
  async function compare(content: unknown): Promise<Result> {
    const texts = { json: JSON.stringify(content, null, 2), yaml: toYaml(content), toml: toToml(content) };
    const told = await Promise.all(
      Object.entries(texts).map(async ([format, input]) => {
        const answer = await askTwice(commands.validate, { ...call, input, flags: { format } });
        const found = diagnosticsOf(answer);
        if (found === undefined) throw new Error(`as ${format}: ${errorOf(answer)}`);
        return {
          format,
          input,
          found: found.map(({ code, severity, message }) => `${severity} ${code}: ${message}`).toSorted(),
        };
      }),
    );
    const [json, ...others] = told;
    for (const other of others) {
      if (isDeepStrictEqual(json?.found, other.found)) continue;
      throw new Error(
        `JSON and ${other.format} differ: ${JSON.stringify(json?.found)}, ${JSON.stringify(other.found)}\n${other.input}`,
      );
    }
    return {
      kinds: ["the same in JSON, YAML and TOML"],
      outcome: (json?.found.length ?? 0) === 0 ? "valid" : "told of",
    };
  }

  const parsed = [".json", ".yaml", ".toml"];
  return {
    what: "workflow files",
    usual: 300,
    trials: {
      mutated: trial(0.7, cases, (given) => run(parsed, given)),
      evaluated: trial(0.005, cases, (given) => run([".k", ".ncl"], given)),
      made: trial(0.295, document, compare),
    },
    async close() {
      (await session.evaluators()).close();
      rmSync(directory, { recursive: true });
    },
  };
}

function readSamples(): readonly { extension: string; bytes: Buffer }[] {
  const files = readdirSync(join(fixtures, "workflows"), { recursive: true, encoding: "utf8" }).toSorted();
  const samples = files
    .filter((file) => extname(file) !== "" && !file.endsWith("expected.json"))
    .map((file) => ({ extension: extname(file), file, bytes: readFileSync(join(fixtures, "workflows", file)) }));
  // Half of all are made of one that was well.
  const well = samples.filter(({ file }) => file.startsWith("deploy."));
  return samples.flatMap((broken, index) => [broken, well[index % well.length] ?? broken]);
}

/** The problems that were found; undefined if the call failed. */
function diagnosticsOf(answer: Answer): readonly Diagnostic[] | undefined {
  if ("error" in answer) return undefined;
  const { value } = answer.result;
  if (!isRecord(value) || !Array.isArray(value["diagnostics"])) throw new Error("the answer is no verdict");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the declared columns hold it to that
  return value["diagnostics"] as readonly Diagnostic[];
}

function errorOf(answer: Answer): string {
  return "error" in answer ? `error ${answer.error.options.code}` : "an answer";
}

/** Throws an error for a place that is not in the file. */
function checkPlaces(found: readonly Diagnostic[], bytes: Buffer, extension: string): void {
  const lines = bytes
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/);
  for (const { line, column, message } of found) {
    if (line === null || column === null) continue;
    const length = Array.from(lines[line - 1] ?? "").length;
    // An evaluator may count otherwise within a line.
    const isColumn = extension === ".k" || extension === ".ncl" || (column >= 1 && column <= length + 1);
    if (line < 1 || line > lines.length || !isColumn)
      throw new Error(`${line}:${column} is not in the file: ${message}`);
  }
}
