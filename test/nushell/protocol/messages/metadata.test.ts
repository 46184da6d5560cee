import { describe, expect, it } from "vitest";
import { encodeMetadata, readMetadata, type Metadata } from "../../../../src/nushell/protocol/messages/metadata.ts";
import { decode } from "../../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { encode } from "../../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { ProtocolError } from "../../../../src/nushell/protocol/msgpack/wire.ts";
import { pack, unpack } from "../../message-pack.ts";
import { int, list, string } from "../../wire-value.ts";
import { release } from "../release.ts";

const recipient = { version: release(115), span: { start: 2, end: 5 } };
const encoded = (metadata: Metadata) => encode(encodeMetadata(metadata, recipient));
const read = (wire: unknown) => readMetadata(decode(pack(wire)));

describe("metadata that is sent", () => {
  it("always has all four fields, as newer releases demand [metadata-fields]", () => {
    expect(unpack(encoded({}))).toEqual({ data_source: "None", path_columns: [], content_type: null, custom: {} });
  });

  it("carries a content type and values of the plugin's own [metadata-custom]", () => {
    const metadata = { contentType: "application/json", custom: { orch_problems: [{ path: "/x" }], count: 1 } };
    expect(unpack(encoded(metadata))).toEqual({
      data_source: "None",
      path_columns: [],
      content_type: "application/json",
      custom: {
        orch_problems: { List: [[{ Record: [{ path: { String: ["/x", [2, 5]] } }, [2, 5]] }], [2, 5]] },
        count: { Int: [1, [2, 5]] },
      },
    });
  });

  it("names the source and the columns of paths [metadata-sources]", () => {
    expect(unpack(encoded({ dataSource: { filePath: "/a.csv" }, pathColumns: ["path"] }))).toMatchObject({
      data_source: { FilePath: "/a.csv" },
      path_columns: ["path"],
    });
    expect(unpack(encoded({ dataSource: "HtmlThemes" }))).toMatchObject({ data_source: "HtmlThemes" });
  });

  it("names the columns that get their width first, as Nushell knows them from 0.114 on [metadata-widths]", () => {
    const metadata = { tableWidthPriorityColumns: ["name", "size"], custom: { count: 1 } };
    const sent = (minor: number) => unpack(encode(encodeMetadata(metadata, { ...recipient, version: release(minor) })));
    const names = [{ String: ["name", [2, 5]] }, { String: ["size", [2, 5]] }];
    const count = { Int: [1, [2, 5]] };
    expect(sent(113)).toMatchObject({ custom: { count } });
    expect(sent(113)).not.toHaveProperty("custom.table_width_priority_columns");
    expect(sent(114)).toMatchObject({ custom: { count, table_width_priority_columns: { List: [names, [2, 5]] } } });
    expect(unpack(encoded({ tableWidthPriorityColumns: [] }))).toMatchObject({ custom: {} });
  });
});

describe("metadata that is read", () => {
  it("is what was sent [metadata-sources]", () => {
    const all: readonly Metadata[] = [
      {},
      { contentType: "text/plain" },
      { dataSource: "HtmlThemes" },
      { dataSource: { filePath: "/a.csv" }, pathColumns: ["path", "to"] },
      { tableWidthPriorityColumns: ["name"] },
      { custom: { count: 1, rows: [new Map([["a", null]])] } },
    ];
    for (const metadata of all) expect(readMetadata(decode(encoded(metadata)))).toEqual(metadata);
  });

  it("has the fields of its release: before 0.108 neither `custom` nor columns of paths, up to 0.112 the source Ls", () => {
    expect(read({ data_source: "None" })).toEqual({});
    expect(read({ data_source: "None", content_type: "text/csv" })).toEqual({ contentType: "text/csv" });
    expect(read({ data_source: "Ls", content_type: null })).toEqual({ pathColumns: ["name"] });
    expect(read(null)).toEqual({});
    expect(readMetadata(undefined)).toEqual({});
  });

  it("has of the columns that get their width first what Nushell reads of them: texts [metadata-widths]", () => {
    const custom = (value: unknown) => ({ data_source: "None", custom: { table_width_priority_columns: value } });
    expect(read(custom(list(string("name"), int(1))))).toEqual({ tableWidthPriorityColumns: ["name"] });
    expect(read(custom(int(1)))).toEqual({});
  });

  it.each([
    [1, "metadata is not a map but a number"],
    [{}, "data source is not a map but missing"],
    [{ data_source: "FilePath" }, "file path is not a string but missing"],
    [{ data_source: "None", content_type: 1 }, "content type is not a string but a number"],
    [{ data_source: "None", path_columns: [1] }, "path column is not a string but a number"],
    [{ data_source: "None", custom: [] }, "custom is not a map but an array"],
    [{ data_source: "None", custom: { a: 1 } }, "value is not a map but a number"],
  ])("is refused: %j", (wire, problem) => {
    expect(() => read(wire)).toThrow(new ProtocolError(problem));
  });
});
