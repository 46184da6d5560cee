import { expect, it } from "vitest";
import * as nu from "../../../../src/nushell/index.ts";
import { bytesOf, written } from "../../written.ts";
import { failed, float, int, refusal, text } from "../values.ts";

const at = [1, 2];

it("writes whole numbers as ints and others as floats, and reads both [number-type]", () => {
  const { type, shape } = nu.number;
  const read = (each: nu.Value) => nu.number.read(each);
  expect([type, shape]).toEqual(["Number", "Number"]);
  expect(written(nu.number, 3)).toEqual({ Int: [3, at] });
  expect(written(nu.number, 2n ** 62n)).toEqual({ Int: [2n ** 62n, at] });
  expect(written(nu.number, 1.5)).toEqual({ Float: [1.5, at] });
  expect(bytesOf(nu.number, new nu.Float(3))).toEqual(bytesOf(nu.float, 3));
  expect([read(int(3)), read(float(1.5))]).toEqual([3, 1.5]);
  expect(() => read(text("3"))).toThrow(refusal("must be a number, not string", "expected a number"));
  expect(() => read(int(2n ** 62n))).toThrow("is too large for this command");
  // As of JavaScript, which has no types.
  expect(() => written(nu.number, "3" as unknown as number)).toThrow(/a number/);
});

it("writes and reads an error that stands in the place of a value [error-type]", () => {
  const broken = new nu.LabeledError("broken", { code: "test::broken", help: "Mend it." });
  expect([nu.error.type, nu.error.shape]).toEqual(["Error", "Error"]);
  expect(written(nu.error, broken)).toMatchObject({
    Error: [{ msg: "broken", code: "test::broken", help: "Mend it." }, at],
  });
  expect(nu.error.read(failed(broken))).toBe(broken);
  expect(nu.list(nu.error).read({ kind: "List", vals: [failed(broken)], span: { start: 0, end: 1 } })).toEqual([
    broken,
  ]);
  expect(() => nu.error.read(text("x"))).toThrow(refusal("must be an error, not string", "expected an error"));
  expect(() => written(nu.error, new Error("x") as nu.LabeledError)).toThrow(/a LabeledError/);
});
