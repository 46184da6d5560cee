import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withoutResults, withResults, writeDocuments } from "../../benches/report/documents.ts";
import { groupsOf, readResults, type Results } from "../../benches/results.ts";
import { summarize } from "../../benches/summary.ts";
import { root } from "../support/nu.ts";
import { pages, readPage } from "../support/pages.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const folder = `${root}/benches/results`;
const measured = readResults(`${folder}/results.json`);

it.each(pages)("has in %s the numbers of the last run [bench-documents]", (page) => {
  expect(readPage(page)).toBe(withResults(readPage(page), measured));
});

it("has a chart of each question that the last run answered, and shows it [bench-documents]", () => {
  const charts = Object.keys(measured.questions).filter((id) => groupsOf(measured, id).length > 0);
  const files = readdirSync(folder).filter((name) => name.endsWith(".svg"));
  expect(files.toSorted()).toEqual(charts.map((id) => `${id}.svg`).toSorted());
  const shown = [...readPage("benches/README.md").matchAll(/\]\(results\/(.*?\.svg)\)/g)].map(([, name = ""]) => name);
  expect(shown.toSorted()).toEqual(files.toSorted());
});

/** What is no measurement: what was decided, what the plan allows, what is installed. */
const given = [
  /\d+ times faster than\s+(?:the )?"[^"]*"/g,
  /"[^"]*"/g,
  /(?:<|within|less than|no more than|bound) [\d.,]+ ?(?:ms|MB)\b/g,
  /100 ms later|own decision: 100 ms|50 ms (?:to be|in which)|pieces of some 20 ms|2\^31 - 1 ms|20 ms that the plan allows/g,
  /600 MB\. The steps|takes 44 MB, and 120|path of 1 MB|Receive 10 MB|baseline: REST ~50, ~30, ~100 ms/g,
];
const figure = /\d[\d,.]* ?(?:ms|µs|MB)\b|\d[\d,.]* (?:times (?:faster|slower|its|the|that|as)\b|× )/;

/** Paragraphs, items of lists and rows of tables with a number that looks measured and that no run writes. */
function strayFigures(text: string): string[] {
  const own = withoutResults(text)
    .replaceAll(/```.*?```/gs, "")
    .replaceAll(/^## Measured once, by hand$.*?(?=^## )/gms, "");
  return own
    .split(/\n(?=\n|\||\s*- |\d+\. )/)
    .filter((block) => !/measured by hand on \d{4}-\d\d-\d\d/.test(block.replaceAll(/\s+/g, " ")))
    .filter((block) => figure.test(given.reduce((rest, words) => rest.replaceAll(words, ""), block)));
}

// The page on the tests tells what npm fetches, and what other systems do.
it.each(pages.filter((page) => page !== "test/README.md"))(
  "has in %s no number that no run has written [bench-figures]",
  (page) => {
    expect(strayFigures(readPage(page))).toEqual([]);
  },
);

it("finds a number that no run has written [bench-figures]", () => {
  expect(
    strayFigures(
      "It takes 3 ms.\n\nIt waits 100 ms later.\n- <!-- bench x, y -->3 ms<!-- --> and 2.5 times its time\n",
    ),
  ).toEqual([
    "It takes 3 ms.",
    "\n- <!-- bench x, y -->3 ms<!-- --> and 2.5 times its time\n"
      .slice(1)
      .replace("<!-- bench x, y -->3 ms<!-- -->", ""),
  ]);
  expect(strayFigures("It took 3 ms, measured by\nhand on 2026-11-26.")).toEqual([]);
});

const sides = { plugin: [30, 30], "Rust plugin": [75, 75] };
const results: Results = {
  ...measured,
  questions: { fast: { text: "Is it fast?", chart: "sides" } },
  groups: [summarize({ id: "list", question: "fast", work: "list", size: 100, when: "warm", unit: "ms", sides })],
};
const page = `
<!-- bench answers -->
what was there
<!-- /bench answers -->
It takes <!-- bench list, 100, warm, plugin -->?<!-- -->, <!-- bench list, 100, warm, Rust plugin, ratio --><!-- --> of
Rust's, is <!-- bench list, 100, warm, Rust plugin, faster -->9<!-- --> times faster.
`;

it("writes times, ratios and all answers between their comments, and the same again [bench-documents]", () => {
  const written = withResults(page, results);
  expect(written).toContain("\n<!-- bench answers -->\n\nMeasured on ");
  expect(written).not.toContain("what was there");
  expect(written).toContain("-->30.0 ms<!-- -->");
  expect(written).toContain("ratio -->0.4<!-- -->");
  expect(written).toContain("faster -->2.50<!-- -->");
  expect(withResults(written, results)).toBe(written);
});

it("writes into every page that names a number, and into none if one is missing [bench-documents]", () => {
  const none = "<!-- bench list, 100, cold, plugin -->?<!-- -->\n";
  const directory = temporaryDirectory({ "README.md": page, "src/README.md": "Nothing.\n", "src/docs/a.md": page });
  expect(writeDocuments(directory, results)).toEqual(["README.md", "src/docs/a.md"]);
  expect(readFileSync(join(directory, "src/docs/a.md"), "utf8")).toBe(withResults(page, results));
  writeFileSync(join(directory, "README.md"), page);
  writeFileSync(join(directory, "src/README.md"), none);
  expect(() => writeDocuments(directory, results)).toThrow(
    'src/README.md: the results have no "list, 100, cold, plugin"',
  );
  expect(readFileSync(join(directory, "README.md"), "utf8")).toBe(page);
});
