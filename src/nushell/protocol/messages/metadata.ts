import type { Encodable } from "../msgpack/msgpack-writer.ts";
import { asArray, asMap, asString, asVariant, type Wire } from "../msgpack/wire.ts";
import { checkFields, isObject, object, optional, text, texts, type Fields } from "../fields.ts";
import { toPlain, writePlain, type Plain } from "../values/plain.ts";
import { readRecord } from "../values/value-reader.ts";
import { ValueWriter, type Recipient } from "../values/value-writer.ts";
import { atLeast } from "../version.ts";

/** What accompanies pipeline data, read by `| metadata` and by Nushell's viewers. */
export interface Metadata {
  /** A MIME type. */
  readonly contentType?: string;
  /** Where the data came from. Nushell refuses to save data to the file that it is being read from. */
  readonly dataSource?: "HtmlThemes" | { readonly filePath: string };
  /** The columns that hold paths, which Nushell shows as links from 0.111 on. */
  readonly pathColumns?: readonly string[];
  /**
   * The columns that get their width first in a terminal of more than 120 columns where the table is still wider. Nushell
   * before 0.114 does not know it, and is not told.
   */
  readonly tableWidthPriorityColumns?: readonly string[];
  /**
   * The plugin's own values, which `where`, `first` and `sort-by` pass on. Nushell before 0.108 ignores them. Of an input,
   * also what commands of Nushell tell: `http_response` of `http get`, a record of `status`, `headers` and `urls`.
   */
  readonly custom?: Readonly<Record<string, Plain>>;
}

const fields = {
  contentType: optional(text),
  dataSource: optional({
    words: "{ filePath } with a string",
    fits: (value) => value === "HtmlThemes" || (isObject(value) && text.fits(Reflect.get(value, "filePath"))),
  }),
  pathColumns: optional(texts),
  tableWidthPriorityColumns: optional(texts),
  custom: optional(object),
} satisfies Fields<Metadata>;

/** Throws a TypeError for metadata that are not what their type says. */
export function checkedMetadata(metadata: Metadata): Metadata {
  checkFields(metadata, fields, "what is given as metadata");
  return metadata;
}

/** Always encodes all four fields: 0.111 and later end the connection when `path_columns` is missing. */
export function encodeMetadata(metadata: Metadata, recipient: Recipient): Encodable {
  const { contentType, dataSource, pathColumns = [], tableWidthPriorityColumns: first = [], custom = {} } = metadata;
  const known = first.length > 0 && atLeast(recipient.version, "0.114") ? { [widthPriority]: first } : {};
  const values = Object.entries<Plain>({ ...custom, ...known }).map(([key, value]): [string, Encodable] => [
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

/** Nushell's own key among the plugins': the rest of its keys only its own commands read. */
const widthPriority = "table_width_priority_columns";

export function readMetadata(wire: Wire | undefined): Metadata {
  if (wire === null || wire === undefined) return {};
  const metadata = asMap(wire, "metadata");
  const contentType = metadata.get("content_type") ?? undefined;
  const source = asVariant(metadata.get("data_source"), "data source");
  const { [widthPriority]: widthColumns, ...custom } = Object.fromEntries(
    Array.from(readRecord(metadata.get("custom") ?? new Map(), "custom"), ([key, value]) => [key, toPlain(value)]),
  );
  // Up to 0.112 a listing of files has a data source of its own; later ones have a column of paths.
  const pathColumns = source.name === "Ls" ? ["name"] : asArray(metadata.get("path_columns") ?? [], "path columns");
  return {
    ...(contentType !== undefined && { contentType: asString(contentType, "content type") }),
    ...(source.name === "HtmlThemes" && { dataSource: source.name }),
    ...(source.name === "FilePath" && { dataSource: { filePath: asString(source.content, "file path") } }),
    ...(pathColumns.length > 0 && { pathColumns: pathColumns.map((column) => asString(column, "path column")) }),
    ...(Array.isArray(widthColumns) && {
      tableWidthPriorityColumns: widthColumns.filter((column) => typeof column === "string"),
    }),
    ...(Object.keys(custom).length > 0 && { custom }),
  };
}
