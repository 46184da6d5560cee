import type { Encodable } from "./msgpack-writer.ts";
import type { Plain } from "./plain.ts";
import { ValueWriter } from "./value-writer.ts";
import type { Span } from "./value.ts";

/** What accompanies an answer, read by `| metadata` and by Nushell's viewers. */
export interface Metadata {
  /** A MIME type. */
  readonly contentType?: string;
  /** Values of the plugin's own, which `where`, `first` and `sort-by` pass on. Seen from 0.108; harmless before. */
  readonly custom?: Readonly<Record<string, Plain>>;
}

/** All four fields always: 0.111 and later end the connection when `path_columns` is missing. */
export function encodeMetadata({ contentType, custom = {} }: Metadata, span: Span): Encodable {
  const values = Object.entries(custom).map(([key, value]): [string, Encodable] => [
    key,
    (out) => new ValueWriter(out, span).plain(value),
  ]);
  return {
    data_source: "None",
    path_columns: [],
    content_type: contentType ?? null,
    custom: Object.fromEntries(values),
  };
}
