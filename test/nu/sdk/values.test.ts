import { expect, it } from "vitest";
import { datetime } from "../../support/releases.ts";
import { results } from "./example-plugins.ts";

/** Each as Nushell writes it; the second text is what it is to be compared by, where `==` loses something. */
const values: Readonly<Record<string, string | readonly [string, string]>> = {
  nothing: "null",
  bool: "true",
  int: "-42",
  "int beyond 2^53": "9007199254740993",
  "largest int": "9223372036854775807",
  "smallest int": "-9223372036854775807",
  float: "2.5",
  "float without a fraction": ["2.0", "describe"],
  "negative zero": ["-0.0", "into string"],
  infinity: "inf",
  string: "'a b'",
  "string of all alphabets": '"ä 漢 🎉 \\u{0} \\n"',
  "long string": "('x' | fill --width 100000 --character y)",
  filesize: "9223372036854775807b",
  "large filesize": "5gb",
  duration: "-1ns",
  "long duration": "5wk",
  "date with an offset": ["2026-03-14T09:05:00.123456789+05:30", 'format date "%+"'],
  "date before 1970": ["1815-12-10T00:00:00-00:30", 'format date "%+"'],
  binary: "0x[00 7f 80 ff]",
  "empty binary": "0x[]",
  range: "1..5",
  "range in steps": ["0..2..10", "each {|n| $n }"],
  "range down": ["5..1", "each {|n| $n }"],
  "range without its end": ["1..<5", "each {|n| $n }"],
  "endless range": ["3..", "first 3"],
  "float range": ["1.5..3.5", "each {|n| $n }"],
  "cell path": ["$.a.0.b?", "to text"],
  "cell path of a row beyond 32 bits": ["$.a.5000000000", "to text"],
  "cell path with odd names": ['$."a b".0."c.d"', "to text"],
  glob: ["('*.ts' | into glob)", "describe"],
  "empty list": "[]",
  list: "[1 two 3.0 [4 [5]] {six: 6}]",
  record: "{a: 1, b: {c: [2]}}",
  "empty record": "{}",
  "record in its order": ["{'10': a, '9': b, __proto__: c, constructor: d, '': e}", "columns"],
  "record of odd names": "{'10': a, '9': b, __proto__: c, constructor: d, '': e}",
  table: "[[a b]; [1 2] [3 4]]",
  closure: ["({|n| $n * $factor })", "do $in 4"],
};

it.each(["args back", "args back exact"])(
  "gives values of every kind back unchanged by %s [sdk-values]",
  async (command) => {
    const scripts = Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const [written, by] = typeof value === "string" ? [value, undefined] : value;
        const [before, after] = [written, `(${written} | ${command})`].map((each) =>
          by === undefined ? each : `(${each} | ${by})`,
        );
        return [name, `[(${before} == ${after}) (${written} | describe) (${written} | ${command} | describe)]`];
      }),
    );
    const given = await results(["arguments"], scripts, "let factor = 10");
    const expected = Object.keys(values).map((name) => [name, [true, expect.any(String), expect.any(String)]]);
    expect(given).toEqual(Object.fromEntries(expected));
    for (const [, before, after] of Object.values(given as Record<string, [boolean, string, string]>)) {
      expect(after).toBe(before);
    }
  },
);

it("gives back what is inside of other values, and what else there is in them [sdk-values]", async () => {
  const scripts = {
    kinds: "[1 1.0 1b 1ns 2026-03-14 0x[01] 1..2 null] | args back | each {|item| $item | describe }",
    deep: "0..50 | reduce --fold [] {|_, list| [$list] } | args back | flatten | length",
    wide: "0..2000 | each {|n| {($'column ($n)'): $n} } | reduce {|row, all| $all | merge $row } | args back | columns | length",
    stream: "1..2000 | each {|n| {id: $n, name: $'row ($n)'} } | args back | where id == 1999 | get 0.name",
    custom: "money 3 | args back | $in.amount",
    "custom in a record": "{price: (money 3)} | args back | get price | $in.currency",
  };
  expect(await results(["arguments", "money"], scripts)).toEqual({
    kinds: ["int", "float", "filesize", "duration", datetime, "binary", "range", "nothing"],
    deep: 1,
    wide: 2001,
    stream: "row 1999",
    custom: expect.stringMatching(/money|custom/i),
    "custom in a record": expect.stringMatching(/money|custom/i),
  });
});
