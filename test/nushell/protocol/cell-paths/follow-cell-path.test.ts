import { deepStrictEqual } from "node:assert";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  CellPath,
  CustomValue,
  followCellPath,
  LabeledError,
  Range,
  toPlain,
  toValue,
  updateCellPath,
  upsertCellPath,
  type Plain,
  type Value,
} from "../../../../src/nushell/index.ts";
import { thrownBy } from "../../thrown-by.ts";
import { value } from "../arbitrary.ts";

const given = { start: 1, end: 9 };
const span = { start: 20, end: 25 };
const path = (...members: ConstructorParameters<typeof CellPath>[0]) => new CellPath(members);
const followed = (plain: Plain, ...members: ConstructorParameters<typeof CellPath>[0]) =>
  followCellPath(toValue(plain, given), path(...members), span);

it("gives a value with the place where it was written, and what the path makes at the place of the path [cell-path-follow]", () => {
  expect(followed({ a: [1, { b: 2 }] }, "a", 1, "b")).toEqual({ kind: "Int", val: 2, span: given });
  expect(followed({ a: 1 }, { column: "b", optional: true })).toEqual({ kind: "Nothing", span });
  expect(followed(Uint8Array.of(7, 8), 1)).toEqual({ kind: "Int", val: 8, span });
  expect(followed(new Range({ start: 1.5 }), 2)).toEqual({ kind: "Float", val: 3.5, span: given });
});

it("counts no further than an int in a range without an end [cell-path-follow]", () => {
  const range = new Range({ start: 2n ** 63n - 2n });
  expect(toPlain(followed(range, 1))).toBe(2n ** 63n - 1n);
  expect(() => followed(range, 2)).toThrow("Row number too large.");
  expect([...range]).toEqual([2n ** 63n - 2n, 2n ** 63n - 1n]);
});

it("throws the error that a value on its way is, and finds no path in a custom value [cell-path-follow]", () => {
  const broken = new LabeledError("broken");
  const record = { broken, custom: new CustomValue("money", Uint8Array.of(1)) };
  for (const members of [["broken"], ["broken", "a"], ["broken", 0]]) {
    expect(() => followed(record, ...members)).toThrow(broken.message);
  }
  expect(() => updateCellPath(toValue(record, given), path("broken", "a"), toValue(1, span), span)).toThrow("broken");
  const error = thrownBy(() => followed(record, "custom", "amount"));
  expect(error).toMatchObject({ options: { labels: [{ text: "money doesn't support cell paths", span }] } });
});

const question = (column: string) => ({ column, optional: true });

it("takes rows before columns, finds names in any case by `!`, and makes nothing of what `?` lets be missing [cell-path-members]", () => {
  const table = [{ a: 1, A: 2 }, { a: 3 }, { b: 4 }];
  const get = (plain: Plain, ...members: ConstructorParameters<typeof CellPath>[0]) =>
    toPlain(followed(plain, ...members));
  expect(get({ t: table }, "t", "a", 1)).toBe(3);
  expect(get({ t: table }, "t", question("a"))).toEqual([1, 3, null]);
  expect(get(table, 0, { column: "a", insensitive: true })).toBe(2);
  expect(get(table, 0, "a")).toBe(1);
  expect(() => get(table, 1, "A")).toThrow("Name not found");
  for (const empty of [[1], Uint8Array.of(1), new Range({ start: 1, end: 1 }), null]) {
    expect(get(empty, { row: 1, optional: true })).toBeNull();
  }
  expect(get([null], question("a"))).toEqual([null]);
  expect(get(null, question("a"), "b", 0)).toBeNull();
  expect(() => get({}, { row: 0, optional: true })).toThrow("Type mismatch.");
  expect(() => get(5, question("a"))).toThrow("Data cannot be accessed with a cell path");
});

it("replaces by rows before columns, and adds only by upsert [cell-path-members]", () => {
  const table = [{ a: 1 }, { a: 2 }];
  const by = (change: typeof updateCellPath, plain: Plain, ...members: ConstructorParameters<typeof CellPath>[0]) =>
    toPlain(change(toValue(plain, given), path(...members), toValue(9, given), span));
  const records = (...rows: object[]) => rows.map((row) => new Map(Object.entries(row)));
  expect(by(updateCellPath, table, "a")).toEqual(records({ a: 9 }, { a: 9 }));
  expect(by(updateCellPath, table, "a", 1)).toEqual(records({ a: 1 }, { a: 9 }));
  expect(by(updateCellPath, table, question("b"))).toEqual(records({ a: 1 }, { a: 2 }));
  expect(by(updateCellPath, table, { row: 5, optional: true })).toEqual(records({ a: 1 }, { a: 2 }));
  expect(() => by(updateCellPath, table, "b")).toThrow("Cannot find column 'b'");
  expect(() => by(updateCellPath, { a: 1 }, "b")).toThrow("Cannot find column 'b'");
  expect(() => by(updateCellPath, table, 2)).toThrow("Row number too large (max: 1).");
  expect(() => by(updateCellPath, { a: 1 }, 0)).toThrow("Not a list value");
  expect(by(upsertCellPath, { a: 1 }, "b", 0, "c")).toEqual(
    new Map<string, unknown>([
      ["a", 1],
      ["b", records({ c: 9 })],
    ]),
  );
  expect(by(upsertCellPath, [1], 1)).toEqual([1, 9]);
  expect(() => by(upsertCellPath, [1], 2)).toThrow("Inserted at wrong row number (should be 1).");
  expect(() => by(upsertCellPath, {}, "a", 1)).toThrow("Inserted at wrong row number (should be 0).");
  expect(() => by(upsertCellPath, { a: 1 }, "a", question("b"))).toThrow("Cannot find column 'b'");
});

it.each<[label: string, code: string, plain: Plain, member: string | number]>([
  ["index too large (max: 1)", "access_beyond_end", [1, 2], 2],
  ["index too large (empty content)", "access_beyond_end", Uint8Array.of(), 0],
  ["index too large", "access_beyond_end_of_stream", new Range({ start: 1, end: 2 }), 2],
  ["Can't access record values with a row index. Try specifying a column name instead", "type_mismatch", {}, 0],
  ["column 'x' is missing in one or more values", "column_not_found", { name: 1 }, "x"],
  ["column 'x' is missing in one or more values", "column_not_found", [{ name: 1 }], "x"],
  ["did you mean 'name'?", "name_not_found", { name: 1 }, "nam"],
  ["did you mean 'Name'?", "name_not_found", { Name: 1 }, "name"],
  ["did you mean 'last_name'?", "name_not_found", { last_name: 1 }, "name_last"],
  ["int doesn't support cell paths", "incompatible_path_access", 5, "a"],
])("says in Nushell's words and code that %s [cell-path-members]", (text, code, plain, member) => {
  expect(thrownBy(() => followed(plain, member))).toMatchObject({
    options: { code: `nu::shell::${code}`, labels: expect.arrayContaining([{ text, span }]) },
  });
});

// Not by `toEqual`, which would compare the elements of a range, without an end.
const always =
  <T>(arbitrary: fc.Arbitrary<T>, check: (each: T) => void) =>
  () => {
    fc.assert(fc.property(arbitrary, check));
  };

it("puts a value in its place, and leaves the rest and the given value as they were [cell-path-update]", () => {
  const record = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 3 }), value), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 4,
  });
  const check = always(fc.tuple(record, value, fc.nat()), ([columns, replacement, choice]) => {
    const [name = ""] = columns[choice % columns.length] ?? [];
    const before: Value = { kind: "Record", val: new Map(columns), span: given };
    const updated = { ...before, val: new Map(columns).set(name, replacement) };
    deepStrictEqual(updateCellPath(before, path(name), replacement, span), updated);
    deepStrictEqual(upsertCellPath(before, path(name), replacement, span), updated);
    const added = { ...before, val: new Map([...columns, ["a new one", replacement] as const]) };
    deepStrictEqual(upsertCellPath(before, path("a new one"), replacement, span), added);
    deepStrictEqual(before.val, new Map(columns));
  });
  expect(check).not.toThrow();
});

it("turns plain JavaScript into a value at one place, and refuses what Nushell has not [to-value]", () => {
  expect(toValue({ a: [1, null] }, span)).toEqual({
    kind: "Record",
    val: new Map([
      [
        "a",
        {
          kind: "List",
          vals: [
            { kind: "Int", val: 1, span },
            { kind: "Nothing", span },
          ],
          span,
        },
      ],
    ]),
    span,
  });
  expect(() => toValue(2n ** 64n, span)).toThrow(RangeError);
});

it("gives by toPlain what it was made of [to-value]", () => {
  const check = always(value, (any) => deepStrictEqual(toPlain(toValue(toPlain(any), span)), toPlain(any)));
  expect(check).not.toThrow();
});
