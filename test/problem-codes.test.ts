import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as z from "zod/mini";
import { dataCodes, workflowCodes, type CodeEntry } from "../src/orchestrator/problem-codes.ts";
import { root } from "./support/nu.ts";

/** The page that has the tables of codes. */
const page = "src/orchestrator/README.md";

const text = readFileSync(`${root}/${page}`, "utf8");

/** The rows of the tables that have this title for their third column. */
function rowsOf(title: string): string[][] {
  const tables = text.split(`| code | severity | ${title} | what fixes it |\n`).slice(1);
  return tables.flatMap((rest) => {
    const [, ...rows] = (rest.split("\n\n")[0] ?? "").trim().split("\n");
    return rows.map((row) => row.slice(2, -2).split(" | "));
  });
}

function entriesOf(codes: Readonly<Record<string, CodeEntry>>): [string, CodeEntry][] {
  return Object.entries(codes);
}

const withoutStop = (sentence: string) => sentence.replace(/\.$/, "");

it("says in its table of the codes of data what the program says [problem-codes]", () => {
  expect(rowsOf("what it means")).toEqual(
    entriesOf(dataCodes).map(([code, { severity, meaning, help }]) => [
      `\`${code}\``,
      severity,
      meaning,
      withoutStop(help),
    ]),
  );
});

it("says in its table of the codes of workflows what the program says [problem-codes]", () => {
  const strict = new Set(["missing-name", "missing-version", "missing-provider", "unknown-provider"]);
  const rows = rowsOf("for example").map(([code, severity, , help]) => `${code} ${severity} ${help}`);
  const said = entriesOf(workflowCodes).map(
    ([code, { severity, help }]) => `\`${code}\` ${strict.has(code) ? "strict" : severity} ${withoutStop(help)}`,
  );
  expect(new Set(rows)).toEqual(new Set(said));
});

it("shows for each code of a workflow a message that a broken file gives [validate-codes]", () => {
  const expected = z
    .record(z.string(), z.object({ diagnostics: z.array(z.object({ code: z.string(), message: z.string() })) }))
    .parse(JSON.parse(readFileSync(`${root}/fixtures/workflows/broken/expected.json`, "utf8")));
  const given = Object.values(expected).flatMap(({ diagnostics }) => diagnostics);
  for (const [code = "", , example = ""] of rowsOf("for example")) {
    // These depend on more than the file.
    if (code === "`not-checked`" || code === "`unknown-provider`") continue;
    const shown = given.some(
      (each) => code === `\`${each.code}\`` && `\`${each.message}`.startsWith(example.slice(0, -1)),
    );
    expect(`${code} ${shown}`).toBe(`${code} true`);
  }
});

it("says of each code what it means and what to do, in plain sentences [problem-codes]", () => {
  for (const [, { meaning, help }] of [...entriesOf(dataCodes), ...entriesOf(workflowCodes)]) {
    expect(meaning).toMatch(/^(?:[a-z]|JSON|YAML).*[^.]$/);
    expect(help).toMatch(/^[A-Z].*\.$/);
  }
});
