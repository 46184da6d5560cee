import type { Encodable } from "../msgpack/msgpack-writer.ts";
import { atLeast, type Version } from "../version.ts";

/** A type, as a signature declares it for input and output. */
export type Type =
  | "Any"
  | "Binary"
  | "Bool"
  | "CellPath"
  | "Closure"
  | "Date"
  | "Duration"
  | "Error"
  | "Filesize"
  | "Float"
  | "Glob"
  | "Int"
  | "Nothing"
  | "Number"
  | "Range"
  | "String"
  | { readonly Custom: string }
  | { readonly List: Type }
  | { readonly Record: readonly (readonly [string, Type])[] }
  | { readonly Table: readonly (readonly [string, Type])[] }
  | { readonly OneOf: readonly Type[] };

/** Returns Nushell's notation for a type, without columns. */
export function typeName(type: Type): string {
  if (typeof type === "string") {
    if (type === "Date") return "datetime";
    return type === "CellPath" ? "cell-path" : type.toLowerCase();
  }
  if ("Custom" in type) return type.Custom;
  if ("List" in type) return `list<${typeName(type.List)}>`;
  if ("OneOf" in type) return `oneof<${type.OneOf.map(typeName).join(", ")}>`;
  return "Record" in type ? "record" : "table";
}

/** Encodes a type. Releases before 0.109 end the connection on `OneOf`, so they get `Any`. */
export function encodeType(type: Type, version: Version): Encodable {
  if (typeof type === "string") return type;
  if ("Custom" in type) return { Custom: type.Custom };
  if ("List" in type) return { List: encodeType(type.List, version) };
  if ("Record" in type) return { Record: encodeColumns(type.Record, version) };
  if ("Table" in type) return { Table: encodeColumns(type.Table, version) };
  return atLeast(version, "0.109") ? { OneOf: type.OneOf.map((member) => encodeType(member, version)) } : "Any";
}

function encodeColumns(columns: readonly (readonly [string, Type])[], version: Version): Encodable {
  return columns.map(([name, type]) => [name, encodeType(type, version)]);
}
