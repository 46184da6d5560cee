import { describe, expect, it } from "vitest";
import { decode } from "../../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { encode } from "../../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { ProtocolError } from "../../../../src/nushell/protocol/msgpack/wire.ts";
import { CellPath, encodeCellPath, readCellPath } from "../../../../src/nushell/protocol/values/cell-path.ts";
import { pack, unpack } from "../../message-pack.ts";
import { release } from "../release.ts";

const read = (wire: unknown) => readCellPath(decode(pack(wire)));
const encoded = (path: CellPath, minor: number) => unpack(encode(encodeCellPath(path, release(minor))));
const span = { start: 0, end: 0 };
describe("a cell path on the wire", () => {
  const path = new CellPath([
    "foo",
    0,
    { column: "Bar", optional: true, insensitive: true },
    { row: 1, optional: true },
  ]);
  const members = [
    { String: { val: "foo", span, optional: false, casing: "Sensitive" } },
    { Int: { val: 0, span, optional: false } },
    { String: { val: "Bar", span, optional: true, casing: "Insensitive" } },
    { Int: { val: 1, span, optional: true } },
  ];

  it("is a text from 0.114 and a map before, and either is read [cell-path-forms]", () => {
    expect(path.toString()).toBe("$.foo.0.Bar!?.1?");
    for (const minor of [114, 115]) expect(encoded(path, minor)).toBe("$.foo.0.Bar!?.1?");
    for (const minor of [98, 105, 107, 113]) expect(encoded(path, minor)).toEqual({ members });
    for (const wire of ["$.foo.0.Bar!?.1?", "$.foo.0.Bar?!.1?", "foo.0.Bar!?.1?", { members }]) {
      expect(read(wire).members).toEqual(path.members);
    }
  });

  it("tells the casing, which 0.107 demands, and reads a path without it, as sent up to 0.104 [cell-path-casing]", () => {
    expect(encoded(new CellPath(["a"]), 107)).toMatchObject({ members: [{ String: { casing: "Sensitive" } }] });
    const old = { members: [{ String: { val: "a", span, optional: false } }] };
    expect(read(old).members).toEqual([{ column: "a", optional: false, insensitive: false }]);
  });

  it("takes a row beyond 32 bits, and refuses what is no row: Nushell would end the connection [cell-path-forms] [value-range]", () => {
    for (const minor of [113, 114]) {
      expect(read(encoded(new CellPath([5_000_000_000]), minor)).members).toEqual([
        { row: 5_000_000_000, optional: false },
      ]);
      for (const row of [-1, 1.5, 2 ** 53, Number.NaN]) {
        expect(() => encoded(new CellPath([row]), minor)).toThrow(new RangeError(`not the number of a row: ${row}`));
      }
    }
  });

  it("demands what it names, in the case it is in, unless it says otherwise [cell-path-forms]", () => {
    const [column, row] = [
      { column: "a", optional: false, insensitive: false },
      { row: 1, optional: false },
    ];
    expect(new CellPath(["a", 1, { column: "a" }, { row: 1 }]).members).toEqual([column, row, column, row]);
  });

  it("may have no members", () => {
    const empty = new CellPath([]);
    expect(encoded(empty, 114)).toBe("$.");
    expect(encoded(empty, 113)).toEqual({ members: [] });
    expect(read("$.")).toEqual(empty);
    expect(read({ members: [] })).toEqual(empty);
  });

  it.each([
    ["a b", '$."a b"'],
    ["1", '$."1"'],
    ["", '$.""'],
    ["a.b", '$."a.b"'],
    ["a?", '$."a?"'],
    ['say "hi"', '$."say \\"hi\\""'],
    ["back\\slash", String.raw`$.back\slash`],
    [String.raw`\ "`, String.raw`$."\\ \""`],
    ["line\nbreak", '$."line\nbreak"'],
    ["a_b-c", "$.a_b-c"],
    ["a1", '$."a1"'],
    ["٣", '$."٣"'],
    ["字", "$.字"],
    ["null", '$."null"'],
    ["Null", "$.Null"],
    ["-Inf", '$."-Inf"'],
    ["info", "$.info"],
  ])("quotes the column %j where Nushell does [cell-path-names]", (column, text) => {
    const quoted = new CellPath([column]);
    expect(encoded(quoted, 115)).toBe(text);
    expect(read(text).members).toEqual(quoted.members);
  });

  // What else stands in a text of Nushell's or of a caller's.
  it.each([
    ["$.-a.字.ключ.a/b.a\\n", ["-a", "字", "ключ", "a/b", "a\\n"]],
    ["$.a1.1a", ["a1", "1a"]],
    ['$."a\nb"."a\'b"."a`b"', ["a\nb", "a'b", "a`b"]],
    ["$.'a b'.`c d`!", ["a b", "c d"]],
  ])("reads the names in %j", (text, names) => {
    expect(read(text).members.map((member) => "column" in member && member.column)).toEqual(names);
  });

  it.each(["$..a", "$.a..b", '$."a', "a b", "$.a(b", "$.?"])("refuses the text %j", (text) => {
    expect(() => read(text)).toThrow(new ProtocolError(`not a cell path: ${JSON.stringify(text)}`));
  });

  it.each([
    [{ members: [{ Bool: { val: true, span, optional: false } }] }, 'unknown path member: "Bool"'],
    [{ members: [{ Int: { val: "1", span, optional: false } }] }, "row is not an integer but a string"],
    [{ members: [{ String: { val: "a", span } }] }, "optional is not a boolean but missing"],
    [{}, "members is not an array but missing"],
    [1, "cell path is not a map but a number"],
  ])("refuses %j", (wire, problem) => {
    expect(() => read(wire)).toThrow(new ProtocolError(problem));
  });
});
