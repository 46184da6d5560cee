import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  Duration,
  Filesize,
  toExpandedString,
  type DurationUnit,
  type FilesizeUnit,
} from "../../../src/nushell/index.ts";
import { floatText } from "../../../src/nushell/protocol/values/float-text.ts";
import { nuError, nuValue } from "../../support/nu.ts";
import { since } from "../../support/releases.ts";
import { pluginFiles, results, runWith } from "./example-plugins.ts";

// Of every order of magnitude. The smallest int has no duration that Nushell could show.
const int = fc
  .tuple(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }), fc.nat({ max: 62 }))
  .map(([bits, shift]) => bits >> BigInt(shift));
// Those of the second kind have two shortest texts that are equally near.
const float = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc
    .bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n })
    .map((eighths) => (Number(eighths) / 8) * (eighths % 3n === 0n ? -1 : 1)),
);
// Older ones count the years of dates far away otherwise.
const date = fc
  .tuple(
    fc.integer(since("0.107") ? { min: 1, max: 9999 } : { min: 1800, max: 2200 }),
    fc.constantFrom("-03-04T09:05:06.5", "-11-12T23:00:00"),
  )
  .chain(([year, rest]) =>
    fc.constantFrom("Z", "+05:30", "-11:00").map((offset) => `${String(year).padStart(4, "0")}${rest}${offset}`),
  );

// Columns of every kind of name; Nushell quotes some in a cell path. A control character would not be JSON as it is.
const column = fc.oneof(
  fc.constantFrom("true", "null", "&&", "-Infinity", "nan", "größe", "日本", "a1", "^a", "a&b", "a/b", ""),
  fc.string({ unit: "grapheme-ascii" }),
);
const cellPath = fc
  .array(column, { minLength: 1, maxLength: 3 })
  .map((names) => `(${JSON.stringify(names)} | into cell-path)`);

// Values as Nushell writes them, but for those that it shows in another way before 0.103.
const scalar = fc.oneof(
  fc.constantFrom("null", "true", "'a b'", "''", "größe", "0x[00 ff]", "1..3", "(1..<9)", "(1..)"),
  int.map(String),
  int.map((nanoseconds) => `(${nanoseconds} | into duration)`),
  date.map((text) => `("${text}" | into datetime)`),
  ...(since("0.107")
    ? [
        fc.constantFrom("(5..1)", "(1..3..9)", "$.a.b?"),
        cellPath,
        float.map(floatText),
        int.map((bytes) => `(${bytes} | into filesize)`),
      ]
    : []),
);
const columns = fc.uniqueArray(fc.constantFrom("a", "b", "x y", "größe"), { maxLength: 3 });
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(" ")}]`),
    fc
      .tuple(columns, fc.array(tie("value"), { minLength: 3, maxLength: 3 }))
      .map(([names, cells]) => `{${names.map((name, i) => `"${name}": ${cells[i]}`).join(", ")}}`),
    fc
      .array(scalar, { minLength: 1, maxLength: 2 })
      .map((cells) => `[[a]; ${cells.map((cell) => `[${cell}]`).join(" ")}]`),
  ),
}));

// Far from where one text becomes the next, as time goes on while they are compared.
const away = [
  "3sec",
  "70sec",
  "20min + 30sec",
  "1hr",
  "5hr + 30min",
  "1day",
  "3day + 12hr",
  "1wk",
  "17day",
  "1wk * 5",
  "100day",
  "365day",
  "900day",
];
const nearDates = away.flatMap((distance) => [`((date now) - (${distance}))`, `((date now) + (${distance}))`]);

it("gives a value the text that Nushell shows of it [sdk-value-text]", async () => {
  const seed = Date.now();
  const written = [...fc.sample(value, { seed, numRuns: 300 }), ...nearDates];
  const script = `[${written.join("\n")}] | each {|value| {
    nushell: {
      expanded: $"($value)"
      abbreviated: ([[cell]; [$value]] | table --theme none --index false --width 100000 | lines | skip 1 | str join | str trim)
    }
    here: ([$value] | each { values text } | first)
  }}`;
  const given = (await nuValue(script, { plugins: pluginFiles("values") })) as Record<string, Record<string, string>>[];
  // A table rounds floats.
  const isFloat = (text = "") => /^-?\d+\.\d+$/.test(text);
  const wrong = given.flatMap(({ nushell, here }, i) =>
    nushell?.["expanded"] === here?.["expanded"] &&
    (nushell?.["abbreviated"] === here?.["abbreviated"]?.trim() || isFloat(here?.["expanded"]))
      ? []
      : [{ written: written[i], nushell, here }],
  );
  expect(wrong, `of the seed ${seed}`).toEqual([]);
});

const units: readonly FilesizeUnit[] = ["metric", "binary", "B", "kB", "MB", "EB", "KiB", "GiB", "EiB"];
const precisions = [null, 0, 1, 3];
const longest: readonly DurationUnit[] = ["wk", "day", "hr", "sec", "us", "ns"];

it("shows filesizes and durations by the settings that the user may have [sdk-value-text]", async () => {
  const seed = Date.now();
  const amounts = fc.sample(int, { seed, numRuns: 60 });
  const sizes = amounts.map((bytes) => new Filesize(bytes));
  const times = amounts.map((nanoseconds) => new Duration(nanoseconds));
  const shown = [
    {
      set: "filesize.show_unit = false",
      to: "filesize",
      text: toExpandedString(sizes, { filesize: { showUnit: false } }),
    },
    ...units.flatMap((unit) =>
      precisions.map((precision) => ({
        set: `filesize = {unit: ${unit}, precision: ${precision}}`,
        to: "filesize",
        text: toExpandedString(sizes, { filesize: { unit, precision } }),
      })),
    ),
    ...longest.map((durationMaxUnit) => ({
      set: `duration_max_unit = "${durationMaxUnit}"`,
      to: "duration",
      text: toExpandedString(times, { durationMaxUnit }),
    })),
  ];
  // Nushell has the setting of durations from 0.115 on. Before 0.114 a setting does not count in the block that sets it.
  const known = shown.filter(({ to }) => since(to === "filesize" ? "0.114" : "0.115"));
  const texts = known.map(({ set, to }) => `(do { $env.config.${set}; $"($amounts | each { into ${to} })" })`);
  const given = await nuValue(`let amounts = [${amounts.join(" ")}]; [${texts.join("\n")}]`, { plugins: [] });
  expect(given, `of the seed ${seed}`).toEqual(known.map(({ text }) => text));
});

it("shows a closure by its number and a custom value by its name [sdk-value-text]", async () => {
  const scripts = { closure: "{|| 1 } | values text | get expanded", record: "{a: {|| 1 }} | values text" };
  expect(await results(["values"], scripts)).toEqual({
    closure: expect.stringMatching(/^closure_\d+$/),
    record: { expanded: expect.stringMatching(/^\{a: closure_\d+\}$/), abbreviated: "{record 1 field}" },
  });
});

it("gives columns their width first that metadata name, from 0.114 on [sdk-widths]", async () => {
  const { stdout } = await runWith(["values"], "values notes | table --width 130");
  expect(stdout.includes("data/november.csv") || !since("0.114")).toBe(true);
  const { stdout: told } = await runWith(["values"], "values notes | metadata | to nuon");
  expect(told.includes("table_width_priority_columns")).toBe(since("0.114"));
});

it("tells of a file what Nushell would, and what to do [sdk-system-error]", async () => {
  const plugins = pluginFiles("values");
  const missing = await nuError("values open no/such.txt", { plugins });
  for (const part of ["nu::shell::io::not_found", "Not found", "cannot open", "no/such.txt", "Check how the path"]) {
    expect(missing).toContain(part);
  }
  expect(await results(["values"], { folder: "values open ." })).toEqual({ folder: "Is a directory" });
});
