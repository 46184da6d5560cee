import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import expected from "../../fixtures/workflows/broken/expected.json" with { type: "json" };
import { evaluatorsPath } from "../support/evaluator-paths.ts";
import { describeEvaluator } from "../support/evaluators.ts";
import { fixtures, nuValue } from "../support/nu.ts";

interface Row {
  readonly file: string;
  readonly valid: boolean;
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly line: number | null;
    readonly column: number | null;
  }[];
}

const broken = Object.entries<{ strict?: boolean; diagnostics: Row["diagnostics"] }>(expected);
const good = readdirSync(`${fixtures}/workflows`).filter((name) => name.startsWith("deploy."));
const strictly = new Set(broken.flatMap(([name, { strict }]) => (strict === true ? [`workflows/broken/${name}`] : [])));
// The first is held to its messages elsewhere, the second is no workflow.
const others = new Set(["workflows/broken.yaml", "workflows/broken/expected.json"]);

/** What `orch validate` says of every workflow in fixtures/ with that PATH, each as strictly as is expected of it. */
async function verdicts(path: string): Promise<readonly Row[]> {
  const rows = await nuValue(
    `$env.PATH = (${path}); [false true] | each {|strict|
       orch validate workflows/*.* workflows/broken/* --strict=$strict | select file valid diagnostics
     }`,
  );
  const [lax, strict] = rows as [Row[], Row[]];
  return lax
    .map((row, index) => (strictly.has(row.file) ? (strict[index] ?? row) : row))
    .filter(({ file }) => !others.has(file));
}

const isEvaluated = (file: string) => /\.(k|ncl)$/.test(file);

/** What is expected of them, in the order that patterns have. */
const wanted: readonly Row[] = [
  ...good.toSorted().map((name) => ({ file: `workflows/${name}`, valid: true, diagnostics: [] })),
  ...broken
    .map(([name, { diagnostics }]) => {
      const file = `workflows/broken/${name}`;
      const valid = diagnostics.every(({ severity }) => severity === "warning");
      return {
        file,
        valid,
        diagnostics: diagnostics.map((row) => {
          const place = row.line === null ? file : expect.stringMatching(new RegExp(`:${row.line}:${row.column}$`));
          return Object.assign({ path: file, place, help: expect.stringMatching(/\.$/) }, row);
        }),
      };
    })
    .toSorted((a, b) => (a.file < b.file ? -1 : 1)),
];

describe("every workflow in fixtures/", () => {
  it("has its verdict and its places with neither engine installed, or says what is missing [validate-fixtures]", async () => {
    const found = await verdicts("[/nonexistent]");
    const missing = { valid: false, diagnostics: [{ code: "not-checked", line: null }] };
    expect(found).toMatchObject(wanted.map((row) => (isEvaluated(row.file) ? { file: row.file, ...missing } : row)));
  });

  describeEvaluator("nickel", "with Nickel", () => {
    describeEvaluator("kcl_lib", "and KCL", () => {
      it("has its verdict and its places [validate-fixtures]", async () => {
        const found = await verdicts(`$env.PATH | append ('${evaluatorsPath}' | split row :)`);
        expect(found).toEqual(wanted);
      });
    });
  });
});
