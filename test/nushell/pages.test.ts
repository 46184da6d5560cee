import { expect, it } from "vitest";
import manifest from "../../src/nushell/package.json" with { type: "json" };
import { oldestSupported } from "../../src/nushell/protocol/version.ts";
import { readPage, rowsOf } from "../support/pages.ts";

it("promises the Node and the Nushells that it is made and tested for [sdk-versions]", () => {
  const page = readPage("src/nushell/docs/versions.md");
  expect(page).toContain(`**Node ${manifest.engines.node.replace(">=", "")}**`);
  const [, releases = "", oldest] = /Nushell ((\S+) to \S+)$/.exec(manifest.description) ?? [];
  expect(oldest).toBe(oldestSupported);
  expect(page).toContain(`**${releases}**`);
});

it("leaves no row of the comparison as a no but by a decision [sdk-compared]", () => {
  const page = readPage("src/nushell/docs/compared.md");
  const rows = ["message", "call", "method", "feature", "shape", "value", "field"].flatMap((name) =>
    rowsOf(page, name),
  );
  expect(rows.length).toBeGreaterThan(140);
  expect(rows.filter((row) => row.length !== 5)).toEqual([]);
  const undecided = rows.filter(
    ([, , , here = "", note = ""]) => /^(no|part)$/.test(here) && !note.includes("Decision:"),
  );
  expect(undecided).toEqual([]);
});
