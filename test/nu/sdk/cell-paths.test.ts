import { isDeepStrictEqual, stripVTControlCharacters } from "node:util";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { CellPath } from "../../../src/nushell/protocol/values/cell-path.ts";
import { nuError, nuValue } from "../../support/nu.ts";
import { since } from "../../support/releases.ts";
import { pluginFiles, results } from "./example-plugins.ts";

// Names near to each other, as Nushell asks whether one like the given one was meant.
const columns = [
  "a",
  "A",
  "b",
  "ab",
  "name",
  "Name",
  "names",
  "nmae",
  "foo_bar",
  "bar_foo",
  "größe",
  "GRÖSSE",
  "x y",
  "0",
];
const scalars = "null true 7 -1.5 text '' 3b 2sec 2026-01-01 0x[01ff] 0x[] 1..3 (5..1) (1..) 1.5..3.5".split(" ");

const column = fc.constantFrom(...columns.filter((name) => since("0.105") || name === name.toLowerCase()));
const { composite } = fc.letrec<{ value: string; composite: string }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, fc.constantFrom(...scalars), tie("composite")),
  composite: fc.oneof(
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(" ")}]`),
    fc
      .uniqueArray(fc.tuple(column, tie("value")), { selector: ([name]) => name, maxLength: 4 })
      .map((cells) => `{${cells.map(([name, cell]) => `${JSON.stringify(name)}: ${cell}`).join(", ")}}`),
    // A table, of which some rows lack a column.
    fc
      .array(fc.tuple(tie("value"), fc.boolean()), { minLength: 1, maxLength: 3 })
      .map((rows) => `[${rows.map(([cell, whole]) => `{a: ${cell}${whole ? ", name: 1" : ""}}`).join(" ")}]`),
  ),
}));
// Nushell has no ! before 0.105, and followed columns in any case.
const member = fc.oneof(
  fc.record({ row: fc.nat({ max: 3 }), optional: fc.boolean() }),
  fc.record({ column, optional: fc.boolean(), insensitive: since("0.105") ? fc.boolean() : fc.constant(false) }),
);
// What begins with a list, update and upsert take as a stream, whose errors come as items.
const cases = fc.record({
  value: composite.map((inner) => `{in: ${inner}}`),
  path: fc.array(member, { minLength: 1, maxLength: 4 }).map((members) => String(new CellPath(["in", ...members]))),
  replacement: fc.constantFrom("9", "[8 9]", "{a: 9}", "null"),
});

// What a command gives, or what its error says but for the places. Older releases word some errors otherwise.
const attempt = `
def attempt [command: closure] {
  try {
    let given = do $command
    {type: ($given | describe), value: ($given | to nuon)}
  } catch {|e|
    if ($e.details? == null) { null } else { $e.details | select msg code help | insert labels $e.details.labels.text }
  }
}`;

it("leads to, replaces and adds what Nushell does, or fails as it does [sdk-cell-path]", async () => {
  const seed = Date.now();
  const rows = fc.sample(cases, { seed, numRuns: 300 });
  const table = rows.map((row) => `{value: ${row.value}, path: ${row.path}, new: ${row.replacement}}`).join("\n");
  const both = (command: string, ...args: readonly string[]) => {
    const call = `${command} ${["path", ...args].map((name) => `$row.${name}`).join(" ")}`;
    return `[(attempt { $row.value | ${call} }) (attempt { $row.value | values ${call} })]`;
  };
  const commands = [both("get"), both("update", "new"), both("upsert", "new")];
  // What the path must lead to for an update, and what comes of it, has changed up to 0.113.
  const compared = since("0.114") ? commands : commands.slice(0, 1);
  const script = `${attempt}\n[${table}] | each {|row| [${compared.join(" ")}] }`;
  const given = (await nuValue(script, { plugins: pluginFiles("values") })) as [unknown, unknown][][];
  const wrong = given.flatMap((pairs, i) =>
    pairs.flatMap(([theirs, ours]) =>
      isDeepStrictEqual(theirs, ours) || (theirs === null && !since("0.114")) ? [] : [{ ...rows[i], theirs, ours }],
    ),
  );
  expect(wrong, `of the seed ${seed}`).toEqual([]);
  expect(given.flat().filter(([theirs]) => theirs !== null).length).toBeGreaterThan(20);
});

it("names the type of what has no cell paths [sdk-cell-path]", async () => {
  const others = [...scalars, "{|| 1 }", "$.a.b", "('*.x' | into glob)"];
  const message = (command: string) => `(try { $others | ${command} } catch {|e| $e.rendered? | default $e.msg })`;
  const calls = others.flatMap((_, i) => [`get ${i}.a`, `values get ${i}.a`]).map(message);
  const script = `let others = [${others.join(" ")}]; [${calls.join(" ")}]`;
  const texts = (await nuValue(script, { plugins: pluginFiles("values") })) as string[];
  const labels = texts.map((text) =>
    /[\w-]+ doesn't support cell paths|Data cannot be accessed.*$/
      .exec(stripVTControlCharacters(text))?.[0]
      .replace(/^date /, "datetime "),
  );
  expect(labels.filter((_, i) => i % 2 === 1)).toEqual(labels.filter((_, i) => i % 2 === 0));
  expect(labels).not.toContain(undefined);
});

it("points at the path and at the value that it does not fit [sdk-cell-path]", async () => {
  const error = (command: string) => nuError(`[{a: 1} {b: 2}] | ${command}`, { plugins: pluginFiles("values") });
  const [theirs, ours] = [await error("get        a"), await error("values get a")];
  const drawn = (text: string) => text.slice(text.indexOf("Cannot find"), text.lastIndexOf("value originates here"));
  const label = since("0.113") ? "column 'a' is missing in one or more values" : "cannot find column 'a'";
  expect(drawn(theirs)).toContain(label);
  const asTheirs = ours
    .replace("values get a", "get        a")
    .replace("column 'a' is missing in one or more values", label);
  expect(drawn(asTheirs)).toBe(drawn(theirs));
});

it("hides a column of the items of a stream, where they have one [sdk-cell-path]", async () => {
  const scripts = {
    stream: "1..3 | each {|n| if $n == 2 { {name: b} } else { {name: a, password: $n} } } | values mask password?",
    wrong: "1..3 | each {|n| {name: a} } | values mask password",
  };
  expect(await results(["values"], scripts)).toEqual({
    stream: [{ name: "a", password: "***" }, { name: "b" }, { name: "a", password: "***" }],
    wrong: "Cannot find column 'password'",
  });
});
