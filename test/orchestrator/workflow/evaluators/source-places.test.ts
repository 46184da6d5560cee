import { describe, expect, it } from "vitest";
import type { EvaluatedLanguage } from "../../../../src/orchestrator/workflow/evaluators/evaluation.ts";
import type { DocumentPath } from "../../../../src/orchestrator/syntax/place.ts";
import { sourceLocator } from "../../../../src/orchestrator/workflow/evaluators/source-places.ts";
import { scanSource } from "../../../../src/orchestrator/workflow/evaluators/source-scan.ts";

const operations = [
  { id: "a", depends_on: [] },
  { id: "b", depends_on: ["a", "x"], timeout: 0 },
  { id: "a", provider: "p" },
];

/** The place that a path leads to, as `line:column` and the text from there on. */
function at(text: string, path: DocumentPath, value: unknown = { operations }, language: EvaluatedLanguage = "Nickel") {
  const { line, column } = sourceLocator(text, language, value)(path) ?? { line: 0, column: 0 };
  const rest = Array.from(text.split("\n")[line - 1] ?? "")
    .slice(column - 1)
    .join("");
  return `${line}:${column} ${rest.slice(0, 3)}`;
}

describe("places in an evaluated file", () => {
  const text = `# id = "b"
{ operations = [
  { id = "a", depends_on = [] }, # "x"
  { depends_on = ["a", "x"], é = { k = "x" }, id = "b" },
  { id | String = "a", provider = "p" },
] }`;

  it("are those of an operation's id, and of a dependency's name within the operation [source-places]", () => {
    expect(at(text, ["operations", 1, "timeout"])).toBe('4:52 "b"');
    expect(at(text, ["operations", 1])).toBe('4:52 "b"');
    expect(at(text, ["operations", 1, "id"])).toBe('4:52 "b"');
    expect(at(text, ["operations", 1, "depends_on"])).toBe('4:52 "b"');
    expect(at(text, ["operations", 1, "depends_on", 0])).toBe('4:19 "a"');
    expect(at(text, ["operations", 1, "depends_on", 1])).toBe('4:24 "x"');
  });

  it("of one id that stands twice are those of its second operation [source-places]", () => {
    expect(at(text, ["operations", 0])).toBe('3:10 "a"');
    expect(at(text, ["operations", 2])).toBe('5:19 "a"');
    expect(at(text, ["operations", 2, "provider"])).toBe('5:35 "p"');
  });

  it("are the file's beginning where the text tells nothing [source-places]", () => {
    expect(at(text, [])).toBe("1:1 # i");
    expect(at(text, ["name"])).toBe("1:1 # i");
    expect(at('import "x.ncl"', ["operations", 1])).toBe("1:1 imp");
    expect(at('{ operations = [{ id = "%{x}b" }] }', ["operations", 1])).toBe("1:1 { o");
    expect(at('# "b"', ["operations", 1])).toBe('1:1 # "');
  });

  it("are of any literal that is the id where none is said to be [source-places]", () => {
    expect(at('[op "a", op "b" ["a"]]', ["operations", 1, "depends_on", 0])).toBe('1:13 "b"');
  });

  it("are found where ids are the keys of a map [source-places]", () => {
    const value = { operations: { a: { timeout: 0 } } };
    expect(at('{operations = {"a" = {timeout = 0}}}', ["operations", "a", "timeout"], value)).toBe('1:16 "a"');
  });

  it("are never those of another operation [source-places]", () => {
    const computed = '{ operations = [{ id = "a", depends_on = f 1 }, { id = "b", depends_on = ["x"] }] }';
    const value = {
      operations: [
        { id: "a", depends_on: ["x"] },
        { id: "b", depends_on: ["x"] },
      ],
    };
    expect(at(computed, ["operations", 0, "depends_on", 0], value)).toBe('1:24 "a"');
    expect(at(computed, ["operations", 1, "depends_on", 0], value)).toBe('1:75 "x"');
  });

  it("are those of an id, and of a dependency, though the operation has the same word elsewhere [source-places]", () => {
    const value = { operations: [{ name: "a", id: "a", depends_on: ["a"] }] };
    const same = '{ operations = [{ id = "a", name = "a", depends_on = ["a"] }] }';
    expect(at(same, ["operations", 0, "id"], value)).toBe('1:24 "a"');
    const self = '{ operations = [{ id = "a", depends_on = ["a"] }] }';
    expect(at(self, ["operations", 0, "depends_on", 0], value)).toBe('1:43 "a"');
  });

  it("are found in time linear in the operations, which may all have one id [source-places]", () => {
    const many = Array.from({ length: 100_000 }, () => ({ id: "a", depends_on: ["a"] }));
    const long = `{ operations = [${many.map(() => '{ id = "a", depends_on = ["a"] }').join(",\n")}] }`;
    const locate = sourceLocator(long, "Nickel", { operations: many });
    const lines = Array.from(many.keys(), (index) => locate(["operations", index, "depends_on", 0])?.line);
    expect(lines).toEqual(Array.from(many.keys(), (index) => index + 1));
  });

  it("are found in time linear in the operations [source-places]", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({ id: `op-${index}`, depends_on: ["none"] }));
    const long = `{ operations = [${many.map(({ id }) => `{ id = "${id}", depends_on = ["none"] }`).join(",\n")}] }`;
    const locate = sourceLocator(long, "Nickel", { operations: many });
    const lines = Array.from(many.keys(), (index) => locate(["operations", index, "depends_on", 0])?.line);
    expect(lines).toEqual(Array.from(many.keys(), (index) => index + 1));
  });

  it("are found in KCL, with its strings and comments [source-places]", () => {
    const kcl = `"""
# id = "b"
"""
operations = [{'id': r'a'}, {id: "b", depends_on: ['a', "x"]}, Operation {id = "a"}]`;
    expect(at(kcl, ["operations", 0], { operations }, "KCL")).toBe("4:22 r'a");
    expect(at(kcl, ["operations", 1, "depends_on", 1], { operations }, "KCL")).toBe('4:57 "x"');
    expect(at(kcl, ["operations", 2, "provider"], { operations }, "KCL")).toBe('4:80 "a"');
  });
});

describe("places of the workflow's own fields in an evaluated file", () => {
  const place = (
    text: string,
    value: unknown,
    path: DocumentPath,
    point?: "key" | "value",
    language?: EvaluatedLanguage,
  ) => {
    const { line, column } = sourceLocator(text, language ?? "Nickel", value)(path, point) ?? { line: 0, column: 0 };
    return `${line}:${column}`;
  };
  const map = { operations: [{ id: "a", dependencies: ["x"] }], dependencies: { b: ["a", "gone"], zz: ["a"] } };

  it.each([
    [
      "Nickel",
      `{ operations = [{ id = "a", dependencies = ["x"] }],\n  dependencies = {\n    b = ["a", "gone"],\n    "zz" = ["a"] } }`,
    ],
    [
      "Nickel",
      `{ operations = [{ id = "a", dependencies = ["x"] }],\n  dependencies | { _ : Array String } = {\n    b = ["a", "gone"],\n    "zz" | Array String = ["a"] } }`,
    ],
    [
      "KCL",
      `operations = [{id: "a", dependencies: ["x"]}]\ndependencies: {str:[str]} = {\n    b = ["a", "gone"]\n    "zz": ["a"]\n}`,
    ],
  ] as const)("are those of a map's keys and names in %s: %s [source-fields]", (language, text) => {
    expect(place(text, map, ["dependencies", "b", 1], "value", language)).toBe("3:15");
    expect(place(text, map, ["dependencies", "zz"], "key", language)).toBe("4:5");
    expect(place(text, map, ["dependencies", "zz", 0], "value", language)).toMatch(/^4:\d\d$/);
  });

  it.each([
    [
      "Nickel",
      `{ operations = [],\n  dependencies = [\n    { source = "a", target = "b" },\n    { source = "gone", target = "b", type = 'soft } ] }`,
    ],
    [
      "KCL",
      `operations = []\ndependencies = [\n    {source = "a", target: "b"}\n    Dependency {source: "gone", target: "b"}]`,
    ],
  ] as const)("are those of a list's items in %s: %s [source-fields]", (language, text) => {
    const value = {
      operations: [],
      dependencies: [
        { source: "a", target: "b" },
        { source: "gone", target: "b" },
      ],
    };
    expect(place(text, value, ["dependencies", 0, "target"], "value", language)).toMatch(/^3:/);
    const line = text.split("\n")[3] ?? "";
    const column = line.indexOf('"gone"') + 1;
    expect(place(text, value, ["dependencies", 1, "source"], "value", language)).toBe(`4:${column}`);
    // What is not written is placed at what should have it.
    expect(place(text, value, ["dependencies", 1, "none"], "value", language)).toBe(`4:${line.indexOf("{") + 1}`);
  });

  it("are those of any other field, in a wrapper or not [source-fields]", () => {
    const text = `let helper = { name = "x" } in {\n batch_workflow = { name = 7,\n  timeout = 3, providers = ["p", "q"], operations = [] } }`;
    const value = { batch_workflow: { name: 7, timeout: 3, providers: ["p", "q"] } };
    const inside = (...path: DocumentPath) => ["batch_workflow", ...path];
    expect(place(text, value, inside("name"))).toBe("2:28");
    expect(place(text, value, inside("timeout"), "key")).toBe("3:3");
    expect(place(text, value, inside("providers", 1))).toBe("3:34");
    const bare = 'let helper = { name = "x" } in { operations = [], name = 7 }';
    expect(place(bare, {}, ["name"])).toBe("1:58");
  });

  it("are the nearest that the text shows, where a value is computed or imported [source-fields]", () => {
    const value = { operations: [], dependencies: [{ source: "a" }, { source: "b" }] };
    const computed = `{ operations = [],\n dependencies = std.array.map f [{ source = "a" }] }`;
    expect(place(computed, value, ["dependencies", 1, "source"])).toBe("2:33");
    // One item is written and there are two: that it is the first of them nobody knows.
    expect(place(computed, value, ["dependencies", 0, "source"])).toBe("2:33");
    expect(place(`import "x.ncl"`, value, ["dependencies", 1])).toBe("1:1");
    // The only field of that name is an operation's.
    const other = `{ operations = [{ id = "a", dependencies = [] }] } & import "x.ncl"`;
    expect(place(other, value, ["dependencies", 1])).toBe("1:1");
  });

  it("are in the fewest braces, before or after another of the name, and no binding's [source-fields]", () => {
    expect(place("{ a = { version = 1 }, version = 2 }", {}, ["version"])).toBe("1:34");
    expect(place("{ version = 2, a = { version = 1 } }", {}, ["version"])).toBe("1:13");
    expect(place("let\n version = 1\nin { version = 2 }", {}, ["version"])).toBe("3:16");
  });

  it.each([
    ["{ a = 1, name=7 }", "Nickel", "1:15"],
    ["{ a = 1, name =   7 }", "Nickel", "1:19"],
    ["{ a = 1, name | Number = 7 }", "Nickel", "1:26"],
    ["name: 7", "KCL", "1:7"],
    ["name:7\na = 1", "KCL", "1:6"],
    ["name: int = 7\na = 1", "KCL", "1:13"],
    // What stands in the next line is not looked for.
    ["{ name =\n  7 }", "Nickel", "1:3"],
  ] as const)("are where a number begins in %j of %s [source-fields]", (text, language, expected) => {
    expect(place(text, {}, ["name"], "value", language)).toBe(expected);
  });

  it("are found in time linear in the dependencies [source-fields]", () => {
    const many = Array.from({ length: 50_000 }, (_, index) => ({ source: `s${index}`, target: "t" }));
    const long = `{ operations = [], dependencies = [\n${many.map(({ source }) => `{ source = "${source}", target = "t" }`).join(",\n")}] }`;
    const locate = sourceLocator(long, "Nickel", { operations: [], dependencies: many });
    const lines = Array.from(many.keys(), (index) => locate(["dependencies", index, "source"])?.line);
    expect(lines).toEqual(Array.from(many.keys(), (index) => index + 2));
    const deep = "a = {".repeat(100_000);
    expect(sourceLocator(deep, "Nickel", {})(["a"])).toEqual({ line: 1, column: 5 });
  });
});

describe("a source's literals", () => {
  const values = (text: string, language: EvaluatedLanguage) =>
    scanSource(text, language).literals.map(({ start, end, value }) => [text.slice(start, end), value]);

  it("of Nickel are those of every kind of string, computed ones without a value [source-places]", () => {
    const text = String.raw`"a\"b" m%%"c"%d"%% "x%{"y" ++ "%{z}"}" tf-s%"{"% '"tag" # "no"
      "last`;
    expect(values(text, "Nickel")).toStrictEqual([
      [String.raw`"a\"b"`, 'a"b'],
      ['m%%"c"%d"%%', 'c"%d'],
      ['"y"', "y"],
      ['"%{z}"', undefined],
      ['"x%{"y" ++ "%{z}"}"', undefined],
      ['tf-s%"{"%', "{"],
      ['"tag"', "tag"],
    ]);
  });

  it("of KCL are those of every kind of string [source-places]", () => {
    const text = String.raw`'a"' "b'" r"\n" '''c'd''' "\q" var"e" # 'no'`;
    expect(values(text, "KCL")).toStrictEqual([
      [`'a"'`, 'a"'],
      [`"b'"`, "b'"],
      [String.raw`r"\n"`, String.raw`\n`],
      ["'''c'd'''", "c'd"],
      [String.raw`"\q"`, undefined],
      ['"e"', "e"],
    ]);
  });

  it("are in the braces around them, also where code in a string has its own, and in a broken source [source-places]", () => {
    const around = (text: string) =>
      scanSource(text, "Nickel").literals.map(({ value, block }) => [
        value,
        block && text.slice(block.start, block.end + 1),
      ]);
    expect(around('{ a = "x%{ {k = "v"}.k } y", b = "z" } "w"')).toStrictEqual([
      ["v", '{k = "v"}'],
      [undefined, '{ a = "x%{ {k = "v"}.k } y", b = "z" }'],
      ["z", '{ a = "x%{ {k = "v"}.k } y", b = "z" }'],
      ["w", undefined],
    ]);
    expect(around('{ a = [ "x" } "y"')).toStrictEqual([
      ["x", '[ "x" } "y"'],
      ["y", undefined],
    ]);
    expect(around('{ ] "x" }')).toStrictEqual([["x", '{ ] "x" }']]);
  });

  it("take time linear in the text, whatever it is [source-places]", () => {
    const length = 300_000;
    // What took quadratic time would run into the test's timeout.
    for (const text of ['"%{'.repeat(length), "{".repeat(length), "'".repeat(length), "a".repeat(length)]) {
      for (const language of ["Nickel", "KCL"] as const) expect(() => scanSource(text, language)).not.toThrow();
    }
  });
});
