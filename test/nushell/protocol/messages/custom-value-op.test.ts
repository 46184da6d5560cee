import { describe, expect, it } from "vitest";
import { readCustomValueOp } from "../../../../src/nushell/protocol/messages/custom-value-op.ts";
import { decode } from "../../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { ProtocolError } from "../../../../src/nushell/protocol/msgpack/wire.ts";
import { pack } from "../../message-pack.ts";

const read = (wire: unknown) => readCustomValueOp(decode(pack(wire)));
const span = { start: 3, end: 9 };
const one = { Int: { val: 1, span } };

describe("an operation of a custom value", () => {
  it.each([
    ["ToBaseValue", { type: "ToBaseValue" }],
    ["Dropped", { type: "Dropped" }],
    [{ PartialCmp: one }, { type: "PartialCmp", other: { kind: "Int", val: 1, span } }],
    [
      { Operation: [{ item: { Math: "Add" }, span }, one] },
      { type: "Operation", operator: "+", span, right: { kind: "Int", val: 1, span } },
    ],
    [
      { Save: { path: { item: "a.txt", span }, save_call_span: { start: 20, end: 24 } } },
      { type: "Save", path: "a.txt", span, saveSpan: { start: 20, end: 24 } },
    ],
  ])("is read: %j [custom-value-ops]", (wire, op) => {
    expect(read(wire)).toEqual(op);
  });

  it("follows a path by a bare step before 0.108, by a struct since [custom-paths]", () => {
    const row = { type: "FollowPathInt", row: 2, span };
    expect(read({ FollowPathInt: { item: 2, span } })).toEqual({ ...row, optional: false, insensitive: undefined });
    expect(read({ FollowPathInt: { index: { item: 2, span }, optional: true } })).toEqual({ ...row, optional: true });

    // Beyond 32 bits it comes in another form.
    expect(read({ FollowPathInt: { item: 5_000_000_000, span } })).toMatchObject({ row: 5_000_000_000 });
    expect(read({ FollowPathInt: { item: 2n ** 63n - 1n, span } })).toMatchObject({ row: 2 ** 63 });

    const column = { type: "FollowPathString", column: "name", span };
    const step = { item: "name", span };
    expect(read({ FollowPathString: step })).toEqual({ ...column, optional: false, insensitive: false });
    for (const [casing, insensitive] of [
      ["Sensitive", false],
      ["Insensitive", true],
    ]) {
      expect(read({ FollowPathString: { column_name: step, optional: true, casing } })).toEqual({
        ...column,
        optional: true,
        insensitive,
      });
    }
  });

  it.each([
    ["Explode", 'unknown operation of a custom value: "Explode"'],
    [{ FollowPathInt: { item: "2", span } }, "row is not an integer but a string"],
    [{ FollowPathInt: { index: { item: 2, span } } }, "optional is not a boolean but missing"],
    [{ FollowPathString: { item: 2, span } }, "column_name is not a string but a number"],
    [{ FollowPathString: 2 }, "path is not a map but a number"],
    ["PartialCmp", "value is not a map but missing"],
    [{ Operation: [{ item: { Math: "Add" }, span }] }, "value is not a map but missing"],
    [{ Operation: [] }, "spanned is not a map but missing"],
    [{ Save: { path: { item: "a", span } } }, "span is not an array but missing"],
    [{ Save: { path: { span } } }, "path is not a string but missing"],
  ])("is refused: %j", (wire, problem) => {
    expect(() => read(wire)).toThrow(new ProtocolError(problem));
  });
});
