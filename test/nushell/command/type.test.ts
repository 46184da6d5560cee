import { describe, expect, expectTypeOf, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { MsgpackWriter } from "../../../src/nushell/protocol/msgpack-writer.ts";
import { ValueWriter } from "../../../src/nushell/protocol/value-writer.ts";
import { keysOf, unpack } from "../message-pack.ts";

function bytes<T>(type: nu.ValueType<T>, value: T): Buffer {
  const out = new MsgpackWriter();
  type.write(new ValueWriter(out, { start: 1, end: 2 }), value);
  return out.bytes();
}

const at = [1, 2];
const written = <T>(type: nu.ValueType<T>, value: T) => unpack(bytes(type, value));

describe("single values", () => {
  it("are written as the type they are declared as [declared-types]", () => {
    expect(
      [nu.bool, nu.int, nu.float, nu.string, nu.duration, nu.date, nu.nothing, nu.any].map((of) => of.type),
    ).toEqual(["Bool", "Int", "Float", "String", "Duration", "Date", "Nothing", "Any"]);
    expect(written(nu.bool, true)).toEqual({ Bool: [true, at] });
    expect(written(nu.int, 3n)).toEqual({ Int: [3, at] });
    expect(bytes(nu.float, 3).toString("hex")).toContain("cb4008000000000000");
    expect(written(nu.string, "x")).toEqual({ String: ["x", at] });
    expect(written(nu.duration, 5)).toEqual({ Duration: [5, at] });
    expect(written(nu.date, "2026-03-14T08:00:00Z")).toEqual({ Date: ["2026-03-14T08:00:00Z", at] });
    expect(written(nu.nothing, null)).toEqual({ Nothing: [at] });
    expect(written(nu.any, { a: 1 })).toEqual({ Record: [{ a: { Int: [1, at] } }, at] });
  });

  it("may be null where that is declared, and the signature says so [declared-nullable]", () => {
    const type = nu.nullable(nu.date);
    expect(type.type).toEqual({ OneOf: ["Date", "Nothing"] });
    expect(written(type, null)).toEqual({ Nothing: [at] });
    expect(written(type, "2026-03-14T08:00:00Z")).toEqual({ Date: ["2026-03-14T08:00:00Z", at] });
    expectTypeOf(type).toEqualTypeOf<nu.ValueType<string | null>>();
  });

  it("may be declared as one of several", () => {
    expect(nu.oneOf(nu.string, nu.list(nu.int)).type).toEqual({ OneOf: ["String", { List: "Int" }] });
  });
});

describe("lists, records and tables", () => {
  const columns = { id: nu.string, priority: nu.nullable(nu.int) };

  it("of values", () => {
    expect(nu.list(nu.int).type).toEqual({ List: "Int" });
    expect(written(nu.list(nu.int), [1, 2])).toEqual({ List: [[{ Int: [1, at] }, { Int: [2, at] }], at] });
    expect(written(nu.list(nu.int), [])).toEqual({ List: [[], at] });
  });

  it("have exactly the declared columns in their order, whatever else a row holds [row-columns]", () => {
    const row = { extra: 1, priority: null, id: "a" };
    expect(nu.record(columns).type).toEqual({
      Record: [
        ["id", "String"],
        ["priority", { OneOf: ["Int", "Nothing"] }],
      ],
    });
    expect(written(nu.record(columns), row)).toEqual({
      Record: [{ id: { String: ["a", at] }, priority: { Nothing: [at] } }, at],
    });
    // Past {Record: [, to the map of columns.
    const all = bytes(nu.record(columns), row);
    expect(keysOf(all.subarray(9, all.length - 3))).toEqual(["id", "priority"]);
  });

  it("have rows of the same columns each", () => {
    const type = nu.table(columns);
    expect(type.type).toEqual({
      Table: [
        ["id", "String"],
        ["priority", { OneOf: ["Int", "Nothing"] }],
      ],
    });
    expect(written(type, [{ id: "a", priority: 1 }])).toEqual({
      List: [[{ Record: [{ id: { String: ["a", at] }, priority: { Int: [1, at] } }, at] }], at],
    });
    expect(written(type, [])).toEqual({ List: [[], at] });
  });

  it("infer their rows from their columns [row-types]", () => {
    const type = nu.table({ ...columns, at: nu.date, on: nu.bool });
    expect(written(type, [])).toEqual({ List: [[], at] });
    expectTypeOf(type).toEqualTypeOf<
      nu.ValueType<
        readonly {
          readonly id: string;
          readonly priority: number | bigint | null;
          readonly at: string;
          readonly on: boolean;
        }[]
      >
    >();
  });

  it("may be declared alone, where a flag decides what a column holds", () => {
    const id = { id: nu.oneOf(nu.string, nu.int) };
    expect(nu.recordType(id).type).toEqual({ Record: [["id", { OneOf: ["String", "Int"] }]] });
    expect(nu.tableType(id).type).toEqual({ Table: [["id", { OneOf: ["String", "Int"] }]] });
  });
});
