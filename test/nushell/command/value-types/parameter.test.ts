import { describe, expect, expectTypeOf, it } from "vitest";
import {
  choice,
  directories,
  directory,
  file,
  files,
  integer,
  longestTimer,
  milliseconds,
  texts,
  type Parameter,
  type Paths,
  type Value,
} from "../../../../src/nushell/index.ts";
import { float, glob, int, list, nothing, range, refusal, span, text } from "../values.ts";

const itemSpan = { start: 5, end: 6 };

describe("milliseconds", () => {
  const duration = (val: number | bigint): Value => ({ kind: "Duration", val, span });

  it("reads a duration in whole milliseconds [argument-milliseconds]", () => {
    expect(milliseconds().read(duration(1_999_999))).toBe(1);
    expect(milliseconds().read(duration(30n * 86_400_000_000_000n))).toBeGreaterThan(longestTimer);
    expect(milliseconds().shape).toBe("Duration");
  });

  it("refuses a shorter one than its least, and what is not a duration, at its place [argument-milliseconds]", () => {
    expect(milliseconds({ min: 1 }).read(duration(1_000_000))).toBe(1);
    expect(() => milliseconds({ min: 1 }).read(duration(999_999))).toThrow(refusal("must be 1ms or more", "too short"));
    expect(() => milliseconds().read(duration(-1_000_000))).toThrow(refusal("must be 0ms or more", "too short"));
    expect(() => milliseconds().read(int(5))).toThrow(refusal("must be a duration, not int", "expected a duration"));
  });
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
    [float(3), "float"],
    [nothing, "nothing"],
    [range({ start: 1, end: 3 }), "range"],
    [list(int(3)), "list"],
  ])("refuses $0.kind, naming what it is [argument-kind]", (value, kind) => {
    expect(() => integer().read(value)).toThrow(
      refusal(`must be a whole number, not ${kind}`, "expected a whole number"),
    );
  });
});

describe("choice", () => {
  const colour = choice(["red", "green"]);

  it("reads one of its texts, which TAB offers [argument-choice]", () => {
    expect(colour.read(text("green"))).toBe("green");
    expect(colour.read(glob("red"))).toBe("red");
    expect(colour).toMatchObject({ shape: "String", completions: ["red", "green"] });
    expectTypeOf(colour).toEqualTypeOf<Parameter<"red" | "green">>();
  });

  it("refuses any other with those it knows, quoted on one line and visible [invalid-quoted]", () => {
    expect(() => colour.read(text("Red"))).toThrow(
      refusal('must be one of red, green, not "Red"', "not one of red, green"),
    );
    expect(() => colour.read(text("x\nNo error\u{200b}\u{1b}"))).toThrow(
      refusal(String.raw`must be one of red, green, not "x\nNo error\u{200b}\u{1b}"`, "not one of red, green"),
    );
    expect(() => colour.read(int(1))).toThrow(refusal("must be a string, not int", "expected a string"));
  });
});

describe("texts", () => {
  it("reads one text or a list of them [argument-texts]", () => {
    expect(texts().read(text("a"))).toEqual(["a"]);
    expect(texts().read(glob("a*"))).toEqual(["a*"]);
    expect(texts().read(list(text("a"), text("b")))).toEqual(["a", "b"]);
    expect(texts().read(list())).toEqual([]);
  });

  it("points at the item that is none, not at the whole list [argument-item]", () => {
    expect(() => texts().read(list(text("a"), int(1, itemSpan)))).toThrow(
      refusal("must be a string, not int", "expected a string", itemSpan),
    );
    expect(() => texts().read(int(1))).toThrow(refusal("must be a string, not int", "expected a string"));
  });

  it("tries the list first, as Nushell turns a list into a text otherwise, and offers completions", () => {
    expect(texts(["x"])).toMatchObject({ shape: { OneOf: [{ List: "String" }, "String"] }, completions: ["x"] });
  });
});

it.each([
  { name: "a file", path: file, shape: "Filepath" },
  { name: "a directory", path: directory, shape: "Directory" },
])("reads $name as it was typed [argument-paths]", ({ path, shape }) => {
  expect(path.read(text("~/a b/../c"))).toBe("~/a b/../c");
  expect(path.shape).toBe(shape);
  expect(() => path.read(int(1))).toThrow(refusal("must be a string, not int", "expected a string"));
});

describe.each([
  { name: "directories", paths: directories, shape: "Directory" },
  { name: "files", paths: files, shape: "Filepath" },
])("$name", ({ paths, shape }) => {
  it("keeps paths as they were typed, and whether they came as a list [argument-paths]", () => {
    expect(paths.read(text("~/a b"))).toEqual({ paths: ["~/a b"], list: false });
    expect(paths.read(glob("envs/*"))).toEqual({ paths: ["envs/*"], list: false });
    expect(paths.read(list(text("a")))).toEqual({ paths: ["a"], list: true });
    expect(paths.read(list(text("a"), glob("b")))).toEqual({ paths: ["a", "b"], list: true });
    expect(paths.shape).toMatchObject({ OneOf: expect.arrayContaining([shape, { List: shape }]) });
  });

  it("refuses what is no path", () => {
    expect(() => paths.read(int(1))).toThrow(refusal("must be a string, not int", "expected a string"));
    expect(() => paths.read(list(list()))).toThrow(refusal("must be a string, not list", "expected a string"));
  });
});

it("tells what each parameter gives", () => {
  const [number, strings] = [integer(), texts()];
  expectTypeOf(number).toEqualTypeOf<Parameter<number>>();
  expectTypeOf(strings).toEqualTypeOf<Parameter<readonly string[]>>();
  expectTypeOf(directories).toEqualTypeOf<Parameter<Paths>>();
  expect(strings.completions).toEqual([]);
});
