import { describe, expect, it } from "vitest";
import { readTyped, typedArguments } from "../../../../src/nushell/command/arguments/typed-arguments.ts";
import {
  defineCommand,
  directory,
  int,
  list,
  rowCondition,
  string,
  type Parameter,
} from "../../../../src/nushell/index.ts";
import { wire } from "../../wire-value.ts";

const expression = (expr: unknown, start = 0, end = start) => ({ expr, span: { start, end }, ty: "Any" });
const text = (content: string, start = 0) => expression({ String: content }, start, start + content.length);
const number = (content: number, start = 0) => expression({ Int: content }, start, start + 1);
const path = expression({ Directory: ["/data", false] });
const variable = expression({ FullCellPath: { head: expression({ Var: 3 }), tail: [] } });
const positional = (value: unknown) => ({ Positional: value });
const named = (item: string, value: unknown = null) => ({ Named: [{ item, span: { start: 0, end: 1 } }, null, value] });

const argument = { description: "", takes: string };
const { signature } = defineCommand({
  name: "paint",
  summary: "",
  category: "test",
  positionals: { where: argument, count: { ...argument, optional: true } },
  rest: { ...argument, name: "more" },
  run() {},
});

function typed(call: unknown, position = 100, strip = false) {
  const request = { name: "paint", argument: { positional: 0 }, call: wire(call), strip, position };
  return typedArguments(readTyped(request), signature);
}

describe("the arguments of a call that is being typed", () => {
  const call = {
    arguments: [
      positional(text("north", 6)),
      named("dir", path),
      named("sizes", expression({ List: [{ Item: number(1) }, { Item: number(2) }] })),
      named("some", variable),
      named("loud"),
      positional(number(3)),
      positional(text("'so", 40)),
      positional(variable),
      positional(number(7, 60)),
    ],
  };

  it("are read by parameters, and undefined where they are not typed, or no literals [complete-typed]", () => {
    const { current, flag, positional: given, has, rest } = typed(call, 43);
    expect(current).toBe("'so");
    expect([given("where", string), given("count", int), given("nothing", string)]).toEqual(["north", 3, undefined]);
    expect([flag("dir", directory), flag("sizes", list(int))]).toEqual(["/data", [1, 2]]);
    expect([flag("some", string), flag("loud", string), flag("colour", string)]).toEqual(Array(3).fill(undefined));
    expect(["dir", "some", "loud", "colour"].map((name) => has(name))).toEqual([true, true, true, false]);
    expect(rest(int)).toEqual([undefined, 7]);
  });

  it("keep their places where one before them is at the cursor [complete-typed]", () => {
    const { current, positional: given, rest } = typed(call, 8);
    expect([current, given("where", string), given("count", int)]).toEqual(["north", undefined, 3]);
    expect(rest(string)).toEqual(["'so", undefined, undefined]);
  });

  it("are undefined where a parameter refuses them, but its own mistake is thrown [complete-typed]", () => {
    const { positional: given } = typed(call);
    expect([given("count", string), given("where", rowCondition)]).toEqual([undefined, undefined]);
    const broken: Parameter<never> = {
      shape: "Any",
      read() {
        throw new TypeError("a bug");
      },
    };
    expect(() => given("where", broken)).toThrow("a bug");
  });

  it("are without the character that the user did not type [complete-typed]", () => {
    const { current, has } = typed({ arguments: [named("size", text("soa", 40))] }, 42, true);
    expect([current, has("size")]).toEqual(["so", false]);
    expect(typed({ arguments: [positional(number(3, 40))] }, 41).current).toBe("3");
    expect(typed({ arguments: [positional(expression("Garbage", 40, 42))] }, 41).current).toBe("");
  });

  it("count as not typed in another form [complete-typed]", () => {
    for (const odd of [
      null,
      [],
      { arguments: 5 },
      { arguments: [null, { Positional: 5 }, { Named: "a" }, { Spread: {} }] },
    ]) {
      const { current, positional: given, rest } = typed(odd);
      expect([current, given("where", string), rest(string)]).toEqual(["", undefined, []]);
    }
  });
});
