import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import expected from "../../fixtures/workflows/broken/expected.json" with { type: "json" };
import { enginesPath } from "../support/engine-paths.ts";
import { describeEngine } from "../support/engines.ts";
import { fixtures, nuValue } from "../support/nu.ts";

interface Row {
  readonly file: string;
  readonly valid: boolean;
  readonly diagnostics: readonly { readonly severity: string; readonly code: string; readonly line: number | null }[];
}

const broken = Object.entries<{ strict?: boolean; diagnostics: Row["diagnostics"] }>(expected);
const names = readdirSync(`${fixtures}/workflows`).filter((name) => name.startsWith("deploy."));

/** What `orch validate` says of every workflow in fixtures/, each as strictly as is expected of it. */
async function verdicts(path: string): Promise<ReadonlyMap<string, Row>> {
  const rows = (await nuValue(
    `$env.PATH = (${path}); [false true] | each {|strict|
       orch validate workflows/*.* workflows/broken/* --strict=$strict | select file valid diagnostics
     }`,
  )) as [Row[], Row[]];
  const [lax, strict] = rows.map((table) => new Map(table.map((row) => [row.file.replace(/^workflows\//, ""), row])));
  const strictly = broken.flatMap(([name, { strict: isStrict }]) => {
    const row = strict?.get(`broken/${name}`);
    return isStrict === true && row !== undefined ? [[`broken/${name}`, row] as const] : [];
  });
  return new Map([...(lax ?? []), ...strictly]);
}

const isEvaluated = (name: string) => /\.(k|ncl)$/.test(name);

/** Compares the verdicts on all files but those that `isOther`. */
function expectVerdicts(found: ReadonlyMap<string, Row>, isOther: (name: string) => boolean): void {
  for (const name of names.filter((each) => !isOther(each))) {
    expect(found.get(name)).toMatchObject({ valid: true, diagnostics: [] });
  }
  for (const [name, { diagnostics }] of broken.filter(([each]) => !isOther(each))) {
    const file = `workflows/broken/${name}`;
    const valid = diagnostics.every(({ severity }) => severity === "warning");
    const rows = diagnostics.map((row) => ({ ...row, path: file }));
    expect(found.get(`broken/${name}`)).toEqual({ file, valid, diagnostics: rows });
  }
  const { valid, diagnostics = [] } = found.get("broken.yaml") ?? {};
  expect(valid).toBe(false);
  expect(diagnostics.map(({ line }) => line)).toEqual([3, 4, 10, 14, 15, 20, 23]);
}

describe("every workflow in fixtures/", () => {
  it("has its verdict and its places with neither engine installed, or says what is missing [validate-fixtures]", async () => {
    const found = await verdicts("[/nonexistent]");
    expectVerdicts(found, isEvaluated);
    const others = [...found].filter(([name]) => isEvaluated(name));
    expect(others.length).toBeGreaterThan(2);
    for (const [, row] of others) {
      expect(row).toMatchObject({ valid: false, diagnostics: [{ code: "not-checked", line: null }] });
    }
  });

  describeEngine("nickel", "with Nickel", () => {
    describeEngine("kcl_lib", "and KCL", () => {
      it("has its verdict and its places [validate-fixtures]", async () => {
        const paths = `[${enginesPath.split(":").join(" ")}]`;
        expectVerdicts(await verdicts(`$env.PATH | append ${paths}`), () => false);
      });
    });
  });
});
