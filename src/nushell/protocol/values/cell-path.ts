import * as kind from "../fields.ts";
import { checkFields, checkKind } from "../fields.ts";
import type { Encodable } from "../msgpack/msgpack-writer.ts";
import {
  asArray,
  asBool,
  asMap,
  asRow,
  asString,
  asVariant,
  ProtocolError,
  throwUnknownVariant,
  type Wire,
} from "../msgpack/wire.ts";
import { unknownSpan } from "./span.ts";
import { atLeast, type Version } from "../version.ts";

/**
 * One step into a value: a column, by its name, or a row, by its number from 0. An optional one (`?`) may be
 * missing. An insensitive one (`!`) is found whether its letters are capitals or not.
 */
export type PathMember =
  | { readonly column: string; readonly optional?: boolean; readonly insensitive?: boolean }
  | { readonly row: number; readonly optional?: boolean };

const rowFields = { row: kind.number, optional: kind.optional(kind.boolean) };
const columnFields = {
  column: kind.text,
  optional: kind.optional(kind.boolean),
  insensitive: kind.optional(kind.boolean),
};

/** Nushell's `$.servers.0.name?`: the way to a value inside another. `followCellPath` gives what it leads to. */
export class CellPath {
  /** Its steps, from the outside in. */
  readonly members: readonly Required<PathMember>[];

  /** @param members a text stands for a column, a number for a row */
  constructor(members: readonly (PathMember | string | number)[]) {
    checkKind(members, kind.array, "what a CellPath is made of");
    this.members = members.map((member) => {
      if (typeof member === "string") return { column: member, optional: false, insensitive: false };
      if (typeof member === "number") return { row: member, optional: false };
      checkFields(member, "row" in Object(member) ? rowFields : columnFields, "a step of a cell path");
      return "row" in member ? { optional: false, ...member } : { optional: false, insensitive: false, ...member };
    });
  }

  /** Returns Nushell's notation: `$.servers.0."first name"?`. */
  toString(): string {
    const members = this.members.map((member) => {
      const optional = member.optional ? "?" : "";
      if ("row" in member) return `${member.row}${optional}`;
      return `${quoted(member.column)}${member.insensitive ? "!" : ""}${optional}`;
    });
    return `$.${members.join(".")}`;
  }
}

/** Quotes a column where Nushell does, which since 0.107 is wherever it would be read as something else. */
function quoted(column: string): string {
  const isPlain = column !== "" && !keywords.has(column) && !special.test(column);
  return isPlain ? column : `"${column.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

const keywords = new Set(["true", "false", "null", "&&"]);
const special = /[[\]:`{}#'";()|$,.!?=\p{Nd}\p{White_Space}]|^[+-]?(?:inf(?:inity)?|nan)$/iu;

const unescapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/**
 * Encodes a text from 0.114 on, before that a map. Releases on either side of the change fail on the other's form.
 * Throws a RangeError on a number that no row can have, as that would end the connection.
 */
export function encodeCellPath(path: CellPath, version: Version): Encodable {
  for (const member of path.members) {
    if ("row" in member && !(Number.isSafeInteger(member.row) && member.row >= 0)) {
      throw new RangeError(`not the number of a row: ${member.row}`);
    }
  }
  if (atLeast(version, "0.114")) return path.toString();
  const span: Encodable = { ...unknownSpan };
  const members = path.members.map((member): Encodable => {
    const { optional } = member;
    if ("row" in member) return { Int: { val: member.row, span, optional } };
    // Nushell requires this field from 0.107 on; before 0.105 it does not know it, and so ignores it.
    const casing = member.insensitive ? "Insensitive" : "Sensitive";
    return { String: { val: member.column, span, optional, casing } };
  });
  return { members };
}

/** Reads both forms, as `encodeCellPath` describes them. */
export function readCellPath(wire: Wire | undefined): CellPath {
  if (typeof wire === "string") return parseCellPath(wire);
  return new CellPath(
    asArray(asMap(wire, "cell path").get("members"), "members").map((member) => {
      const { name, content } = asVariant(member, "path member");
      const fields = asMap(content, name);
      const optional = asBool(fields.get("optional"), "optional");
      if (name === "Int") return { row: asRow(fields.get("val")), optional };
      if (name !== "String") return throwUnknownVariant(name, "path member");
      const insensitive = fields.get("casing") === "Insensitive";
      return { column: asString(fields.get("val"), "column"), optional, insensitive };
    }),
  );
}

// A member is a name, quoted or bare, and then perhaps `!` for "in any case" and `?` for "may be missing".
const pathMember = /(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\s!?.()"'`]+))([!?]*)(?:\.|$)/suy;

function parseCellPath(text: string): CellPath {
  const members: PathMember[] = [];
  pathMember.lastIndex = text.startsWith("$.") ? 2 : 0;
  while (pathMember.lastIndex < text.length) {
    const [, double, single, backtick, bare, marks = ""] = pathMember.exec(text) ?? [];
    const name =
      double?.replaceAll(/\\(.)/gsu, (_, char: string) => unescapes[char] ?? char) ?? single ?? backtick ?? bare;
    if (name === undefined) throw new ProtocolError(`not a cell path: ${JSON.stringify(text)}`);
    const optional = marks.includes("?");
    if (bare !== undefined && /^\d+$/.test(bare)) members.push({ row: Number(bare), optional });
    else members.push({ column: name, optional, insensitive: marks.includes("!") });
  }
  return new CellPath(members);
}
