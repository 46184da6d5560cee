import { describe, expect, it } from "vitest";
import { scanJson } from "../../../../src/orchestrator/syntax/json-scanner.ts";
import { checkText } from "../scratch.ts";

describe("JSON", () => {
  it.each([
    ["1:1", "expected a value, but the file ends", ""],
    ["1:8", 'expected "," or "}", but the file ends', '{"a": 1'],
    ["2:3", 'expected a key in double quotes, but found "a"', "{\n  a: 1}"],
    ["1:6", 'expected ":" after a key, but found "1"', '{"a" 1}'],
    ["1:9", 'expected a key, but found "}"', '{"a": 1,}'],
    ["1:7", 'expected a value, but found "]"', "[1, 2,]"],
    ["1:7", 'expected a value, but found "t"', '{"a": tru}'],
    ["1:7", "this string is never closed", '{"a": "é😀'],
    ["1:9", "a string must not contain a raw control character", '{"a": "x\ty"}'],
    ["1:8", "unknown escape in a string", '{"a": "\\x"}'],
    ["1:3", "unknown escape in a string", '{"\\x": 1}'],
    ["1:8", 'expected a value, but found "0"', '{"é😀": 01}'],
    ["1:4", 'expected the end of the file, but found "x"', "{} x"],
    ["1:1", 'expected a value, but found "/"', "// no\n{}"],
    ["1:1", 'expected a value, but found "\\u{1b}"', "\u001b[31m"],
  ])("says at %s: %s [validate-syntax]", async (place, message, text) => {
    expect(await checkText("json", text)).toStrictEqual([`syntax-error ${place} ${message}`]);
  });

  it("accepts exactly what JSON.parse accepts [validate-syntax]", () => {
    const pieces = ["{", "}", "[", "]", ",", ":", '"a"', "1", "-0.5e+3", "null", " ", "1.", '"\\u00e9"'];
    let seed = 7;
    const random = (limit: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % limit;
    };
    const accepted = { yes: 0, no: 0 };
    for (let round = 0; round < 20_000; round += 1) {
      const text = Array.from({ length: 1 + random(7) }, () => pieces[random(pieces.length)]).join("");
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect([text, scanJson(text).failure === undefined]).toStrictEqual([text, isJson]);
      accepted[isJson ? "yes" : "no"] += 1;
    }
    expect(accepted.yes).toBeGreaterThan(500);
  });

  it("bears a byte order mark, and nesting of any depth [validate-hostile]", async () => {
    expect(await checkText("json", '\uFEFF{"operations":[{"id":"a"}],"x":1}')).toStrictEqual([
      'unknown-field 1:28 the workflow has the unknown field "x"',
    ]);
    const deep = `{"operations":[{"id":"a","items":${"[".repeat(50_000)}${"]".repeat(50_000)}}]}`;
    expect(await checkText("json", deep)).toStrictEqual([]);
  });

  it("counts columns in code points [validate-position]", async () => {
    expect(await checkText("json", '{"operations":[{"id":"😀é","timeout":0}]}')).toStrictEqual([
      'not-positive 1:37 operation "😀é": "timeout" must be greater than 0, found 0',
    ]);
  });
});

describe("YAML", () => {
  it("reads merge keys, and places what they bring at the map that has them [validate-yaml-merge]", async () => {
    const text = "operations:\n  - &a { id: a, timeout: 0 }\n  - <<: *a\n    id: b\n    depends_on: [a]\n";
    expect(await checkText("yaml", text)).toStrictEqual([
      'not-positive 2:26 operation "a": "timeout" must be greater than 0, found 0',
      'not-positive 3:5 operation "b": "timeout" must be greater than 0, found 0',
    ]);
  });

  it.each([
    ["1:5", "a merge key (<<) needs a map or a list of maps", "a: {<<: 3}"],
    ["1:5", "a merge key (<<) needs a map or a list of maps", "a: {<<: [{x: 1}, [{y: 1}]]}"],
    ["1:12", "a merge key (<<) includes a map that contains it", "a: &a {x: {<<: *a}}"],
    ["1:18", "a merge key (<<) includes a map that contains it", "a: &a {l: &l [], <<: [{x: 1}, *a]}"],
    // The first that is wrong of several.
    ["3:5", "a merge key (<<) needs a map or a list of maps", "a: &a {x: 1}\nb: {<<: *a}\nc: {<<: 3}\nd: {<<: 4}"],
    ["3:5", "a merge key (<<) needs a map or a list of maps", "%YAML 1.1\n---\nb: {<<: 3}"],
  ])("says at %s: %s [validate-yaml-merge]", async (place, message, text) => {
    expect(await checkText("yaml", text)).toStrictEqual([`syntax-error ${place} ${message}`]);
  });

  it("keeps what a map has itself, before its merge key or after [validate-yaml-merge]", async () => {
    const text = "operations:\n- &a {id: a, timeout: 0}\n- {id: b, <<: *a}\n- {<<: *a, id: c, timeout: 5}\n";
    for (const version of ["", "%YAML 1.1\n---\n"]) {
      expect((await checkText("yaml", version + text)).map((line) => line.replace(/ \d+:/, " "))).toStrictEqual([
        'not-positive 23 operation "a": "timeout" must be greater than 0, found 0',
        'not-positive 3 operation "b": "timeout" must be greater than 0, found 0',
      ]);
    }
  });

  it("has numbers as the version of YAML that it names has them [validate-numbers]", async () => {
    const text = "operations: [{id: a, timeout: 1:30}, {id: b, timeout: -017}]\n";
    expect(await checkText("yaml", `%YAML 1.1\n---\n${text}`)).toStrictEqual([
      'not-positive 3:55 operation "b": "timeout" must be greater than 0, found -15',
    ]);
    expect(await checkText("yaml", text)).toStrictEqual([
      'wrong-type 1:31 operation "a": "timeout" must be an integer, in seconds, found the string "1:30"',
      'not-positive 1:55 operation "b": "timeout" must be greater than 0, found -017',
    ]);
  });

  it("has 100,000 values by its aliases, and no more [validate-yaml-linear]", async () => {
    const text = (count: number) => `a: &a [${"1,".repeat(999)}]\nb: [${"*a,".repeat(count)}]\n`;
    expect(await checkText("yaml", text(100))).toHaveLength(3);
    expect(await checkText("yaml", `operations: []\n---\n${text(101)}`)).toStrictEqual([
      "too-many-aliases 3:1 the aliases (*name) in this file expand to more than 100000 values",
    ]);
  });

  it("is given up at the alias that is one too many, whatever comes after it [validate-yaml-linear]", async () => {
    expect(await checkText("yaml", `a: &a x\nb: [${"*a,".repeat(100_001)}`)).toStrictEqual([
      "too-many-aliases 2:300005 the aliases (*name) in this file expand to more than 100000 values",
    ]);
  });

  it("ends a line at a carriage return alone [validate-line-ends]", async () => {
    expect(await checkText("yaml", "name: n\roperations:\r- id: a\r  timeout: 0\r")).toStrictEqual([
      'not-positive 4:12 operation "a": "timeout" must be greater than 0, found 0',
    ]);
  });

  it("has no NUL, which its parser would bear [validate-foreign]", async () => {
    expect(await checkText("yaml", 'name: "a\0b"\noperations: [{id: a}]\n')).toStrictEqual([
      "binary null:null binary data, not text; restore it from a copy, or remove it",
    ]);
  });

  it("takes a quoted << for a field's name, and bounds what merge keys stand for [validate-yaml-merge]", async () => {
    expect(await checkText("yaml", 'operations: [{id: a, "<<": 3}]')).toStrictEqual([
      'unknown-field 1:22 operation "a" has the unknown field "<<"',
    ]);
    const nine = (n: number) => `a${n + 1}: &a${n + 1} {<<: [${Array(9).fill(`*a${n}`).join(", ")}]}`;
    const text = ["a0: &a0 {x: 1}", ...Array.from({ length: 20 }, (_, n) => nine(n))].join("\n");
    expect(await checkText("yaml", text)).toStrictEqual([expect.stringMatching(/^too-many-aliases /)]);
  });

  it.each([
    ["1:6", "Flow sequence in block collection must be sufficiently indented and end with a ]", "a: [1"],
    ["2:1", "Tabs are not allowed as indentation", "a:\n\t- b"],
    ["1:4", "this alias has no anchor &x before it", "a: *x"],
    ["1:3", "a key must be a plain value, not a list or a map", "? [q]\n: z"],
    ["1:203", "nested deeper than 200 levels", `a: ${"[".repeat(5000)}${"]".repeat(5000)}`],
    ["1:401", "nested deeper than 200 levels", `${"- ".repeat(5000)}x`],
  ])("says at %s: %s [validate-syntax]", async (place, message, text) => {
    expect(await checkText("yaml", text)).toContain(`syntax-error ${place} ${message}`);
  });

  it("tells the first error only, wherever the parser finds it [validate-first-error]", async () => {
    const stray = await checkText("yaml", "a: b: c: d\ne: [1\nf: }\n");
    expect(stray).toStrictEqual([expect.stringMatching(/^syntax-error 1:4 /)]);
    const second = await checkText("yaml", "a: 1\n---\nb: [\nc: ]\n]\n");
    expect(second).toStrictEqual([expect.stringMatching(/^syntax-error 4:1 /)]);
    expect(await checkText("yaml", "? {'a: x")).toStrictEqual([
      "syntax-error 1:3 a key must be a plain value, not a list or a map",
    ]);
    expect(await checkText("yaml", "%YAML 1.2\n")).toStrictEqual([
      "syntax-error 2:1 Missing directives-end indicator line",
    ]);
  });

  it.each(["", "# nothing\n", "---\n", "--- null\n---\n"])(
    "says of an empty file that there is no workflow: %j [validate-wrong-type]",
    async (text) => {
      const found = await checkText("yml", text);
      expect(found.map((line) => line.replace(/ \d+:\d+/, ""))).toStrictEqual(["empty-workflow the workflow is empty"]);
    },
  );

  it("reports a duplicate key at the second one, however the first is written [validate-duplicate-key]", async () => {
    expect(await checkText("yaml", 'operations:\n  - id: a\n    "id": b\n')).toStrictEqual([
      'duplicate-key 3:5 the key "id" appears twice in one map',
    ]);
  });

  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join("");

  it.each([
    ["a merge key in each of many maps", `b: &a {x: 1}\n${lines(8000, (i) => `k${i}: {<<: *a}\n`)}`, "empty-workflow"],
    [
      "merges in a chain",
      `a: &a0 {}\n${lines(3000, (i) => `a${i}: &a${i + 1} {<<: *a${i}, k: 1}\n`)}`,
      "too-many-aliases",
    ],
    [
      "merges in a chain that grows",
      `a: &a0 {}\n${lines(3000, (i) => `a${i}: &a${i + 1} {<<: *a${i}, k${i}: 1}\n`)}`,
      "too-many-aliases",
    ],
    [
      "a large map merged often",
      `a: &a {${lines(1000, (i) => `k${i}: 1, `)}}\n${lines(1000, (i) => `m${i}: {<<: *a}\n`)}`,
      "too-many-aliases",
    ],
    ["one map merged often", `a: &a {x: 1}\nb: {<<: [${"*a,".repeat(200_000)}]}\n`, "too-many-aliases"],
    [
      "one list in many operations",
      `d: &d [o0]\noperations:\n${lines(8000, (i) => `  - {id: o${i}, dependencies: *d}\n`)}`,
      "self-dependency",
    ],
    ["many anchors", lines(40_000, (i) => `a${i}: &a${i} x\nb${i}: *a${i}\n`), "empty-workflow"],
    ["many anchors of one name", lines(40_000, (i) => `a${i}: &a x\nb${i}: *a\n`), "empty-workflow"],
  ])(
    "is read in a time that grows with its length: %s [validate-yaml-linear]",
    { timeout: 30_000 },
    async (_, text, code) => {
      expect(await checkText("yaml", text)).toContainEqual(expect.stringMatching(new RegExp(`^${code} `)));
    },
  );

  it.each([`{${"a: ".repeat(2000)}x}`, `[${"a: ".repeat(20_000)}x]`, `${"? ".repeat(20_000)}x`])(
    "is too deep where the parser runs out of stack, case %# [validate-stack]",
    async (text) => {
      expect(await checkText("yaml", text)).toStrictEqual([
        expect.stringMatching(/^syntax-error .*nested deeper than 200 levels$/),
      ]);
    },
  );

  it("sees through aliases, also one within what it names [validate-hostile]", async () => {
    const text = ["operations:", "  - &a", "    id: a", "    timeout: 0", "    items: *a", "  - *a", ""].join("\n");
    expect(await checkText("yaml", text)).toStrictEqual([
      'duplicate-id 3:9 operation 2 has the same id "a" as operation 1',
      'not-positive 4:14 operation "a": "timeout" must be greater than 0, found 0',
      'not-positive 4:14 operation "a": "timeout" must be greater than 0, found 0',
    ]);
  });

  it("takes keys as strings and no number for another [validate-wrong-type]", async () => {
    const text =
      "1: x\noperations:\n  - id: a\n    timeout: .nan\n  - id: b\n    timeout: .inf\n  - id: c\n    timeout: 90071992547409931\n";
    expect(await checkText("yaml", text)).toStrictEqual([
      'unknown-field 1:1 the workflow has the unknown field "1"',
      'wrong-type 4:14 operation "a": "timeout" must be an integer, found the number .nan',
      'wrong-type 6:14 operation "b": "timeout" must be an integer, found the number .inf',
      'number-too-large 8:14 operation "c": "timeout" must be at most 9007199254740991, found 90071992547409931, which is too large',
    ]);
  });
});

const loneReturn =
  "a carriage return alone ends this line, as on old Macs, and TOML has no such line ends; save the file with others";

describe("TOML", () => {
  it.each([`"${"x".repeat(900_000)}"`, `'''${"x\n".repeat(450_000)}'''`, `1.${"1".repeat(900_000)}`])(
    "says what is wrong though a value is too long for the parser of places, case %# [validate-stack]",
    async (value) => {
      expect(await checkText("toml", `operations = 3\nname = ${value}\n`)).toContain(
        'wrong-type null:null the workflow: "operations" must be a list of operations, found the number 3',
      );
    },
  );

  it.each([
    ["1:5", "invalid value", "a = "],
    ["1:205", "document contains excessively nested structures. aborting.", `a = ${"[".repeat(3000)}`],
    ["1:6", loneReturn, "a = 1\rb = 2\n"],
    ["1:1", loneReturn, "\ra = 1\n"],
    // What is wrong before one is told first.
    ["1:5", "invalid value", "a = \nb = 1\rc = 2\n"],
    ["2:5", "expected a right bracket, found a newline", "[a]\n  [b\nc = 1\n"],
    ["1:3", "expected a right bracket, found a newline", "[a\r\nb = 1\r\n"],
    ["1:4", "illegal character in key", "[a b]\n"],
    ["1:4", "illegal character in key", "[a b\n"],
    ["2:1", "expected comma or end of structure", "a = [1\n"],
    ["null:null", "nested deeper than 200 levels", `[${Array(201).fill("a").join(".")}]`],
    ["null:null", "nested deeper than 200 levels", `[${Array.from({ length: 20_000 }, () => "a").join(".")}]`],
  ])("says at %s: %s [validate-syntax]", async (place, message, text) => {
    expect(await checkText("toml", text)).toStrictEqual([`syntax-error ${place} ${message}`]);
  });

  it("nests up to 200 levels [validate-hostile]", async () => {
    const found = await checkText("toml", `operations = [{id = "a"}]\n[${Array(200).fill("a").join(".")}]\n`);
    expect(found).toStrictEqual(['unknown-field 2:2 the workflow has the unknown field "a"']);
  });

  it.each([
    ["1979-05-27", "date"],
    ["1979-05-27T07:32:00.5-07:00", "date"],
    ["1979-05-27 07:32:00Z", "date"],
    ["1979-05-27 07:32:00.25", "date"],
    ["1979-05-27 07:32:00+01:00", "date"],
    ["07:32:00", "date"],
    ["+1_000", "number"],
    ["-17", "number"],
    ["0x1F", "number"],
    ["6.626e-34", "number"],
    ["1.50", "number"],
    ["inf", "number"],
    ["-nan", "number"],
  ])("shows %s as it is written, wherever it stands [validate-numbers]", async (written, kind) => {
    const needs = `must be a string, found the ${kind} ${written}; put it in quotes: "${written}"`;
    const text = `name = ${written} # a note\noperations = [{ id = "a", depends_on = ["x", ${written},${written}] }]\n`;
    const found = await checkText("toml", text);
    expect(found.filter((line) => line.startsWith("wrong-type"))).toStrictEqual([
      `wrong-type 1:8 the workflow: "name" ${needs}`,
      `wrong-type 2:46 operation "a": each of "depends_on" ${needs}`,
      `wrong-type 2:${47 + written.length} operation "a": each of "depends_on" ${needs}`,
    ]);
  });

  it("finds a field of an item by its header, and what a dotted key makes a table of [validate-position]", async () => {
    expect(await checkText("toml", '[[operations]]\nid = "a"\n[operations.colour]\n')).toStrictEqual([
      'unknown-field 3:13 operation "a" has the unknown field "colour"',
    ]);
    expect(await checkText("toml", "operations.a = 1\n")).toStrictEqual([
      'wrong-type 1:1 the workflow: "operations" must be a list of operations, found a map',
    ]);
  });

  it("finds its way through headers, dotted keys, inline tables and arrays [validate-position]", async () => {
    const text = [
      'workflow.retry_policy = { max_attempts = 0, "colour" = 1 }',
      "[[workflow.operations]]",
      'id = "a"',
      "timeout = 90071992547409931",
      'depends_on = [\n  "zzzzzz",\n]',
      "[[workflow.operations]]",
      "[workflow.rollback_strategy]",
      "checkpoint_interval = inf",
      "[workflow.unknown]",
    ].join("\r\n");
    expect(await checkText("toml", text)).toStrictEqual([
      'not-positive 1:42 retry_policy: "max_attempts" must be greater than 0, found 0',
      'unknown-field 1:45 retry_policy has the unknown field "colour"',
      'number-too-large 4:11 operation "a": "timeout" must be at most 9007199254740991, found 90071992547409931, which is too large',
      'unknown-dependency 6:3 operation "a" depends on unknown operation "zzzzzz"',
      "missing-id 8:1 operation 2 has no id",
      'wrong-type 10:23 rollback_strategy: "checkpoint_interval" must be an integer, found the number inf',
      'unknown-field 11:11 the workflow has the unknown field "unknown"',
    ]);
  });
});

describe("what a message shows of a file", () => {
  it("escapes control characters, escapes and marks that reorder text [validate-escapes]", async () => {
    const id = "a\u001b[31m\u0007\n\u202E\u2028";
    const text = JSON.stringify({ operations: [{ id, timeout: 0, [id]: 1, depends_on: [id] }] });
    const found = (await checkText("json", text)).join("");
    expect(found).toContain(String.raw`"a\u{1b}[31m\u{7}\n\u{202e}\u{2028}" depends on itself`);
    expect(found).not.toMatch(/[\p{Cc}\u202E\u2028]/u);
  });

  it("cuts a name that would fill the screen [validate-escapes]", async () => {
    const found = await checkText("json", JSON.stringify({ ["x".repeat(9999)]: 1 }));
    expect(found[1]).toBe(`unknown-field 1:2 the workflow has the unknown field "${"x".repeat(200)}…"`);
  });

  it("calls what is not UTF-8 by its name, at its place [validate-foreign]", async () => {
    expect(await checkText("toml", Uint8Array.of(0x61, 0xff))).toStrictEqual([
      "not-utf8 1:2 not valid UTF-8, which TOML requires: the byte 0xff; save it as UTF-8",
    ]);
    expect(await checkText("yaml", Uint8Array.of(0x61, 0xff, 0x62, 0xfe))).toStrictEqual([
      "not-utf8 1:2 not valid UTF-8, which YAML requires: the byte 0xff; save it as UTF-8",
    ]);
    // A file may have the character that stands for such a byte.
    expect(
      await checkText("toml", Buffer.concat([Buffer.from('a = "\u{fffd}\u{fffd}é" # '), Uint8Array.of(0xe9)])),
    ).toStrictEqual(["not-utf8 1:13 not valid UTF-8, which TOML requires: the byte 0xe9; save it as UTF-8"]);
    expect(await checkText("json", Buffer.from("\u{feff}{}", "utf16le"))).toStrictEqual([
      "not-utf8 null:null UTF-16 text, not UTF-8; save it as UTF-8",
    ]);
    expect(await checkText("yaml", Uint8Array.of(0x1f, 0x8b, 8, 0, 0xff))).toStrictEqual([
      "binary null:null gzip data, not text; decompress it",
    ]);
  });
});
