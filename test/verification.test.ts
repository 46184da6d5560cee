import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { root } from "./support/nu.ts";
import { releases } from "./support/releases.ts";
import { nodeNames, versionOf } from "./support/runtimes.ts";

const document = readFileSync(`${root}/VERIFICATION.md`, "utf8");

// Rows of `| id | behaviour | source |`, which come after the tables of the documents.
const rows = [
  ...document.slice(document.indexOf("\n## Where claims come from\n")).matchAll(/^\| ([a-z0-9-]+) \|(.*)\|$/gm),
]
  .map(([, id = "", rest = ""]) => ({ id, source: rest.split(/(?<!\\)\|/)[1]?.trim() ?? "" }))
  .filter(({ id }) => id !== "id");
const claims = rows.map(({ id }) => id);

const citations = readdirSync(`${root}/test`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .flatMap((file) => {
    const text = readFileSync(`${root}/test/${file}`, "utf8");
    // At the end of a test's title: one id or several, in brackets.
    const cited = [...text.matchAll(/ ((?:\[[a-z][a-z0-9-]+\] ?)+)["'`],/g)].map(([, ids = ""]) => ids);
    return cited.flatMap((ids) => ids.match(/[a-z0-9-]+/g) ?? []);
  });

it("has a test for every claim of VERIFICATION.md", () => {
  expect(claims.filter((id) => !citations.includes(id))).toEqual([]);
});

it("claims in VERIFICATION.md what its tests cite", () => {
  expect([...new Set(citations)].filter((id) => !claims.includes(id))).toEqual([]);
});

it("has each claim once", () => {
  expect(claims.filter((id, i) => claims.indexOf(id) !== i)).toEqual([]);
});

it("says where each claim comes from", () => {
  expect(rows.filter(({ source }) => /^(requirement)?$/.test(source)).map(({ id }) => id)).toEqual([]);
});

it("names only claims that it has for the lines of the plan and of the other documents", () => {
  // In brackets, as in the tests; neither code nor a link's text.
  const named = [...document.replaceAll(/`[^`]*`/g, "").matchAll(/\[([a-z0-9-]+)\](?!\()/g)].map(([, id = ""]) => id);
  expect(named).not.toEqual([]);
  expect(named.filter((id) => !claims.includes(id))).toEqual([]);
});

it("says at its beginning how many claims there are, and on what they are tested", () => {
  const [beginning = ""] = document.split("\n## ", 1);
  const [, count = ""] = /\*\*Over ([\d,]+) claims\*\*/.exec(beginning) ?? [];
  const least = Number(count.replace(",", ""));
  expect(claims.length).toBeGreaterThan(least);
  expect(claims.length).toBeLessThan(2 * least);
  expect([...releases, ...nodeNames.map(versionOf)].filter((version) => !beginning.includes(version))).toEqual([]);
});
