import { expect, expectTypeOf, it } from "vitest";
import * as nu from "../../../../src/nushell/index.ts";
import { bool, glob, int, nothing, refusal, span, text } from "../values.ts";

const closure = new nu.Closure(3, []);
const closureValue: nu.Value = { kind: "Closure", val: closure, span };

it("reads a condition on a row as the closure that Nushell makes of it [row-condition]", () => {
  expect(nu.rowCondition.shape).toBe("RowCondition");
  expect(nu.rowCondition.read(closureValue)).toBe(closure);
  expect(() => nu.rowCondition.read(bool(true))).toThrow(refusal("must be a closure, not bool", "expected a closure"));
});

it("reads what follows a keyword, and completes it [keyword]", () => {
  const size = nu.keyword("as", nu.choice(["small", "large"]));
  expectTypeOf(size).toEqualTypeOf<nu.Parameter<"small" | "large">>();
  expect(size).toMatchObject({ shape: { Keyword: [[97, 115], "String"] }, completions: ["small", "large"] });
  expect(size.read(text("small"))).toBe("small");
  expect(nu.keyword("übung", nu.rowCondition).shape).toEqual({
    Keyword: [[...Buffer.from("übung")], "RowCondition"],
  });
});

it.each(["", "two words", "--with"])("refuses the keyword %j, which Nushell would not find [keyword]", (word) => {
  expect(() => nu.keyword(word, nu.int)).toThrow(TypeError);
});

it("reads an expression as what it gives [expressions]", () => {
  expect(nu.mathExpression(nu.int)).toMatchObject({ shape: "MathExpression" });
  expect(nu.expression(nu.int)).toMatchObject({ shape: "Expression" });
  expect([nu.mathExpression(nu.int).read(int(3)), nu.expression(nu.int).read(int(3))]).toEqual([3, 3]);
  expect(() => nu.mathExpression(nu.int).read(text("x"))).toThrow(
    refusal("must be an int, not string", "expected an int"),
  );
});

it("reads an external command's argument as a text, and whether it may be expanded [external-arguments]", () => {
  const read = (each: nu.Value) => nu.externalArgument.read(each);
  expect(nu.externalArgument.shape).toBe("ExternalArgument");
  expect([glob("*.ts"), glob("*", true), text("*"), int(5)].map(read)).toEqual([
    new nu.Glob("*.ts", false),
    new nu.Glob("*", true),
    new nu.Glob("*", true),
    new nu.Glob("5", true),
  ]);
  expect(() => read(nothing)).toThrow(
    refusal("must be a string or a number, not nothing", "expected a string or a number"),
  );
});

it("declares the parameters of a closure as Nushell names their types [closure-types]", () => {
  const columns = nu.record({ at: nu.date, on: nu.nullable(nu.bool) });
  const all = [nu.float, nu.glob, nu.closure, nu.list(nu.float), columns, nu.table({ size: nu.filesize })];
  const money = nu.defineCustomValue<number>()({
    name: "money",
    carried: { encode: () => new Uint8Array(), decode: () => 1 },
    toBase: () => nu.value(nu.int, 1),
  });
  const takesAll = nu.closureTaking(nu.int, nu.string, ...all, money);
  expect(takesAll.shape).toEqual({
    Closure: [
      "Int",
      "String",
      "Float",
      "GlobPattern",
      { Closure: null },
      { List: "Float" },
      {
        Record: [
          ["at", "DateTime"],
          ["on", { OneOf: ["Boolean", "Nothing"] }],
        ],
      },
      { Table: [["size", "Filesize"]] },
      "Any",
    ],
  });
  expect(takesAll.read(closureValue)).toBe(closure);
  expect(nu.closureTaking().shape).toEqual({ Closure: [] });
});
