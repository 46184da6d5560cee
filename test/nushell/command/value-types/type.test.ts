import { describe, expect, expectTypeOf, it } from "vitest";
import * as nu from "../../../../src/nushell/index.ts";
import { keysOf } from "../../message-pack.ts";
import { bytesOf, written } from "../../written.ts";
import { int } from "../values.ts";

const at = [1, 2];

describe("single values", () => {
  it("are written as the type they are declared as [declared-types]", () => {
    expect(written(nu.bool, true)).toEqual({ Bool: [true, at] });
    expect(written(nu.int, 3n)).toEqual({ Int: [3, at] });
    expect(written(nu.int64, 2n ** 62n)).toEqual({ Int: [2n ** 62n, at] });
    expect(bytesOf(nu.float, 3).toString("hex")).toContain("cb4008000000000000");
    expect(written(nu.string, "x")).toEqual({ String: ["x", at] });
    expect(written(nu.duration, 5)).toEqual({ Duration: [5, at] });
    expect(written(nu.filesize, 5n)).toEqual({ Filesize: [5, at] });
    expect(written(nu.date, "2026-03-14T08:00:00+01:00")).toEqual({ Date: ["2026-03-14T08:00:00+01:00", at] });
    expect(written(nu.date, new Date(0))).toEqual({ Date: ["1970-01-01T00:00:00.000Z", at] });
    expect(written(nu.checkedDate, "2026-03-14T08:00:00Z")).toEqual({ Date: ["2026-03-14T08:00:00Z", at] });
    expect(written(nu.binary, Uint8Array.of(1, 255))).toEqual({ Binary: [Buffer.of(1, 255), at] });
    expect(written(nu.glob, "*.ts")).toEqual({ Glob: ["*.ts", false, at] });
    expect(written(nu.glob, new nu.Glob("*.ts", true))).toEqual({ Glob: ["*.ts", true, at] });
    expect(written(nu.range, new nu.Range({ start: 1, end: 3 }))).toEqual({ Range: ["1..3", at] });
    expect(written(nu.cellPath, new nu.CellPath(["a", 0]))).toEqual({ CellPath: ["$.a.0", at] });
    const closure = new nu.Closure(3, [[1, int(2)]]);
    const captures = [[1, { Int: [2, [4, 7]] }]];
    expect(written(nu.closure, closure)).toEqual({ Closure: [{ block_id: 3, captures }, at] });
    expect(written(nu.nothing, null)).toEqual({ Nothing: [at] });
    expect(written(nu.any, { a: 1 })).toEqual({ Record: [{ a: { Int: [1, at] } }, at] });
    expect(written(nu.anyValue, int(2))).toEqual({ Int: [2, [4, 7]] });
  });

  it("are declared by Nushell's names for their types, and parsed by its names for shapes [declared-types]", () => {
    const named = { bool: nu.bool, int: nu.int, int64: nu.int64, float: nu.float, string: nu.string };
    const measures = { duration: nu.duration, filesize: nu.filesize, date: nu.date, checkedDate: nu.checkedDate };
    const others = { binary: nu.binary, glob: nu.glob, range: nu.range, cellPath: nu.cellPath, nothing: nu.nothing };
    const all = Object.entries({ ...named, ...measures, ...others, any: nu.any, anyValue: nu.anyValue });
    expect(all.map(([name, { type, shape }]) => [name, type, shape])).toEqual([
      ["bool", "Bool", "Boolean"],
      ["int", "Int", "Int"],
      ["int64", "Int", "Int"],
      ["float", "Float", "Number"],
      ["string", "String", "String"],
      ["duration", "Duration", "Duration"],
      ["filesize", "Filesize", "Filesize"],
      ["date", "Date", "DateTime"],
      ["checkedDate", "Date", "DateTime"],
      ["binary", "Binary", "Binary"],
      ["glob", "Glob", "GlobPattern"],
      ["range", "Range", "Range"],
      ["cellPath", "CellPath", "CellPath"],
      ["nothing", "Nothing", "Nothing"],
      ["any", "Any", "Any"],
      ["anyValue", "Any", "Any"],
    ]);
    expect(nu.closure).toMatchObject({ type: "Closure", shape: { Closure: null } });
  });

  it.each<[what: string, write: () => unknown]>([
    ["an int with a fraction", () => written(nu.int, 1.5)],
    ["an int that is no number", () => written(nu.int, NaN)],
    ["an int beyond 64 bits", () => written(nu.int64, 2n ** 63n)],
    ["a date without a time", () => written(nu.date, "2026-03-14")],
    ["a date without an offset", () => written(nu.date, "2026-03-14T08:00:00")],
    ["a Date that is none", () => written(nu.date, new Date(NaN))],
    ["a Date beyond Nushell's years", () => written(nu.date, new Date(8.64e15))],
  ])("that Nushell would end the connection on are refused: %s [value-range]", (_, write) => {
    expect(write).toThrow(/expected a whole number|64 bits|RFC 3339|Invalid time value/);
  });

  it("may be null where that is declared, and the signature says so [declared-nullable]", () => {
    const type = nu.nullable(nu.date);
    expect(type).toMatchObject({ type: { OneOf: ["Date", "Nothing"] }, shape: { OneOf: ["DateTime", "Nothing"] } });
    expect(written(type, null)).toEqual({ Nothing: [at] });
    expect(written(type, undefined)).toEqual({ Nothing: [at] });
    expect(written(type, "2026-03-14T08:00:00Z")).toEqual({ Date: ["2026-03-14T08:00:00Z", at] });
    expectTypeOf(type).toEqualTypeOf<nu.ValueType<string | Date | null | undefined, string | null>>();
  });

  it("may be declared as one of several", () => {
    expect(nu.oneOf(nu.string, nu.list(nu.int)).type).toEqual({ OneOf: ["String", { List: "Int" }] });
  });
});

describe("lists, records and tables", () => {
  const columns = { id: nu.string, priority: nu.nullable(nu.int) };
  const columnTypes = [
    ["id", "String"],
    ["priority", { OneOf: ["Int", "Nothing"] }],
  ];
  const columnShapes = [
    ["id", "String"],
    ["priority", { OneOf: ["Int", "Nothing"] }],
  ];

  it("of values", () => {
    expect(nu.list(nu.int)).toMatchObject({ type: { List: "Int" }, shape: { List: "Int" } });
    expect(written(nu.list(nu.int), [1, 2])).toEqual({ List: [[{ Int: [1, at] }, { Int: [2, at] }], at] });
    expect(written(nu.list(nu.int), [])).toEqual({ List: [[], at] });
  });

  it("have exactly the declared columns in their order, whatever else a row holds [row-columns]", () => {
    const row = { extra: 1, priority: null, id: "a" };
    expect(nu.record(columns)).toMatchObject({ type: { Record: columnTypes }, shape: { Record: columnShapes } });
    expect(written(nu.record(columns), row)).toEqual({
      Record: [{ id: { String: ["a", at] }, priority: { Nothing: [at] } }, at],
    });
    expect(written(nu.record(columns), { id: "a", priority: undefined })).toEqual(written(nu.record(columns), row));
    // Past {Record: [, to the map of columns.
    const all = bytesOf(nu.record(columns), row);
    expect(keysOf(all.subarray(9, all.length - 3))).toEqual(["id", "priority"]);
  });

  it("may have columns of any name [row-columns]", () => {
    const odd = nu.record({ ["__proto__"]: nu.int, "grüße 🌍": nu.int, "": nu.int });
    const all = bytesOf(odd, { ["__proto__"]: 1, "grüße 🌍": 2, "": 3 });
    expect(keysOf(all.subarray(9, all.length - 3))).toEqual(["__proto__", "grüße 🌍", ""]);
  });

  it("have rows of the same columns each", () => {
    const type = nu.table(columns);
    expect(type).toMatchObject({ type: { Table: columnTypes }, shape: { Table: columnShapes } });
    expect(written(type, [{ id: "a", priority: 1 }])).toEqual({
      List: [[{ Record: [{ id: { String: ["a", at] }, priority: { Int: [1, at] } }, at] }], at],
    });
    expect(written(type, [])).toEqual({ List: [[], at] });
  });

  it("infer their rows from their columns, as they are written and as they are read [row-types]", () => {
    const type = nu.table({ ...columns, at: nu.date, on: nu.bool });
    expect(written(type, [])).toEqual({ List: [[], at] });
    expectTypeOf(type).toEqualTypeOf<
      nu.ListType<
        {
          readonly id: string;
          readonly priority: number | bigint | null | undefined;
          readonly at: string | Date;
          readonly on: boolean;
        },
        { readonly id: string; readonly priority: number | null; readonly at: string; readonly on: boolean }
      >
    >();
  });

  it("may be declared alone, where a flag decides what a column holds", () => {
    const id = { id: nu.oneOf(nu.string, nu.int) };
    expect(nu.recordType(id).type).toEqual({ Record: [["id", { OneOf: ["String", "Int"] }]] });
    expect(nu.tableType(id).type).toEqual({ Table: [["id", { OneOf: ["String", "Int"] }]] });
  });
});
