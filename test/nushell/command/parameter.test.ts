import { describe, expect, expectTypeOf, it } from "vitest";
import { directories, files, integer, texts, type Parameter, type Paths } from "../../../src/nushell/index.ts";
import type { Value } from "../../../src/nushell/index.ts";

const span = { start: 4, end: 7 };
const itemSpan = { start: 5, end: 6 };
const text = (val: string, at = span): Value => ({ kind: "String", val, span: at });
const glob = (val: string): Value => ({ kind: "Glob", val, noExpand: false, span });
const int = (val: number | bigint, at = span): Value => ({ kind: "Int", val, span: at });
const listOf = (...vals: Value[]): Value => ({ kind: "List", vals, span });

/** What reading refuses with: a message for everybody, a label and the place it stands at. */
const refusal = (problem: string, label: string, at = span): unknown =>
  expect.objectContaining({
    name: "LabeledError",
    message: `Invalid argument: ${problem}`,
    options: { code: "nushell::invalid_argument", labels: [{ text: label, span: at }] },
  });

describe("integer", () => {
  it("reads whole numbers of any size", () => {
    expect(integer().read(int(-5))).toBe(-5);
    expect(integer().read(int(5_000_000_000n))).toBe(5_000_000_000);
    expect(integer().shape).toBe("Int");
  });

  it("refuses what is below its least at the place where it was given [argument-min]", () => {
    expect(integer({ min: 0 }).read(int(0))).toBe(0);
    expect(() => integer({ min: 0 }).read(int(-1))).toThrow(refusal("must be 0 or more", "-1 is below 0"));
    expect(() => integer().read(int(-(2n ** 63n)))).toThrow("or more");
  });

  it.each<[Value, string]>([
    [text("3"), "string"],
    [{ kind: "Float", val: 3, span }, "float"],
    [{ kind: "Nothing", span }, "nothing"],
    [{ kind: "Unsupported", type: "Range", span }, "range"],
    [listOf(int(3)), "list"],
  ])("refuses $0.kind, naming what it is [argument-kind]", (value, kind) => {
    expect(() => integer().read(value)).toThrow(
      refusal(`must be a whole number, not ${kind}`, "expected a whole number"),
    );
  });
});

describe("texts", () => {
  it("reads one text or a list of them [argument-texts]", () => {
    expect(texts().read(text("a"))).toEqual(["a"]);
    expect(texts().read(glob("a*"))).toEqual(["a*"]);
    expect(texts().read(listOf(text("a"), text("b")))).toEqual(["a", "b"]);
    expect(texts().read(listOf())).toEqual([]);
  });

  it("points at the item that is none, not at the whole list [argument-item]", () => {
    expect(() => texts().read(listOf(text("a"), int(1, itemSpan)))).toThrow(
      refusal("must be a text, not int", "expected a text", itemSpan),
    );
    expect(() => texts().read(int(1))).toThrow(refusal("must be a text, not int", "expected a text"));
  });

  it("tries the list first, as Nushell turns a list into a text otherwise, and offers completions", () => {
    expect(texts(["x"])).toMatchObject({ shape: { OneOf: [{ List: "String" }, "String"] }, completions: ["x"] });
  });
});

describe.each([
  { name: "directories", paths: directories, shape: "Directory" },
  { name: "files", paths: files, shape: "Filepath" },
])("$name", ({ paths, shape }) => {
  it("keeps paths as they were typed, and whether they came as a list [argument-paths]", () => {
    expect(paths.read(text("~/a b"))).toEqual({ paths: ["~/a b"], list: false });
    expect(paths.read(glob("envs/*"))).toEqual({ paths: ["envs/*"], list: false });
    expect(paths.read(listOf(text("a")))).toEqual({ paths: ["a"], list: true });
    expect(paths.read(listOf(text("a"), glob("b")))).toEqual({ paths: ["a", "b"], list: true });
    expect(paths.shape).toMatchObject({ OneOf: expect.arrayContaining([shape, { List: shape }]) });
  });

  it("refuses what is no path", () => {
    expect(() => paths.read(int(1))).toThrow(refusal("must be a text, not int", "expected a text"));
    expect(() => paths.read(listOf(listOf()))).toThrow(refusal("must be a text, not list", "expected a text"));
  });
});

it("tells what each parameter gives", () => {
  const [number, list] = [integer(), texts()];
  expectTypeOf(number).toEqualTypeOf<Parameter<number>>();
  expectTypeOf(list).toEqualTypeOf<Parameter<readonly string[]>>();
  expectTypeOf(directories).toEqualTypeOf<Parameter<Paths>>();
  expect(list.completions).toEqual([]);
});
