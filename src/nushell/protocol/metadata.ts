import type { Wire } from "./codec.ts";
import type { Encodable } from "./msgpack-writer.ts";
import type { Plain } from "./plain.ts";
import { writePlain } from "./plain-writer.ts";
import { readValue, toPlain } from "./value.ts";
import { ValueWriter, type Recipient } from "./value-writer.ts";
import { asArray, asMap, asString, asVariant } from "./wire-reader.ts";

/** What accompanies pipeline data, read by `| metadata` and by Nushell's viewers. */
export interface Metadata {
  /** A MIME type. */
  readonly contentType?: string;
  /** Where the data came from: a file, so that it is not overwritten by what is read from it. */
  readonly dataSource?: "HtmlThemes" | { readonly filePath: string };
  /** Columns that hold paths, which are shown as links. From 0.111 on. */
  readonly pathColumns?: readonly string[];
  /** Values of the plugin's own, which `where`, `first` and `sort-by` pass on. Seen from 0.108; harmless before. */
  readonly custom?: Readonly<Record<string, Plain>>;
}

/** All four fields always: 0.111 and later end the connection when `path_columns` is missing. */
export function encodeMetadata(metadata: Metadata, recipient: Recipient): Encodable {
  const { contentType, dataSource, pathColumns = [], custom = {} } = metadata;
  const values = Object.entries(custom).map(([key, value]): [string, Encodable] => [
    key,
    (out) => writePlain(new ValueWriter(out, recipient), value),
  ]);
  return {
    data_source: typeof dataSource === "object" ? { FilePath: dataSource.filePath } : (dataSource ?? "None"),
    path_columns: pathColumns,
    content_type: contentType ?? null,
    custom: Object.fromEntries(values),
  };
}

export function readMetadata(wire: Wire | undefined): Metadata {
  if (wire === null || wire === undefined) return {};
  const metadata = asMap(wire, "metadata");
  const contentType = metadata.get("content_type") ?? undefined;
  const source = asVariant(metadata.get("data_source"), "data source");
  const custom = [...asMap(metadata.get("custom") ?? new Map(), "custom")];
  // Up to 0.112 a listing of files was a source of its own; later it is one with a column of paths.
  const pathColumns = source.name === "Ls" ? ["name"] : asArray(metadata.get("path_columns") ?? [], "path columns");
  return {
    ...(contentType !== undefined && { contentType: asString(contentType, "content type") }),
    ...(source.name === "HtmlThemes" && { dataSource: source.name }),
    ...(source.name === "FilePath" && { dataSource: { filePath: asString(source.content, "file path") } }),
    ...(pathColumns.length > 0 && { pathColumns: pathColumns.map((column) => asString(column, "path column")) }),
    ...(custom.length > 0 && {
      custom: Object.fromEntries(custom.map(([key, value]) => [key, toPlain(readValue(value))])),
    }),
  };
}
