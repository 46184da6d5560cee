import { dateText, relativeDateText } from "./date-text.ts";
import { floatText } from "../values/float-text.ts";
import type { Plain } from "../values/plain.ts";
import { toValue } from "../values/to-value.ts";
import { unknownSpan } from "../values/span.ts";
import { durationText, filesizeText, type DurationUnit, type FilesizeFormat } from "./units.ts";
import type { Value } from "../values/value.ts";

/** How texts are written, with the names and the defaults of `$env.config`. */
export interface TextConfig {
  /** How filesizes are shown. */
  readonly filesize?: FilesizeFormat;
  /** The largest unit of a duration, by default "wk". Nushell has this setting from 0.115 on. */
  readonly durationMaxUnit?: DurationUnit;
}

/**
 * Returns a value as Nushell shows it within a text, as in `$"($value)"`: `1.5 kB`, `3min 5sec`, `[1, 2]`,
 * `{name: x, size: 3 B}`, `Sat, 14 Mar 2026 09:05:00 +0000 (a month ago)`. Lists and records are written out whole.
 *
 * The text is that of Nushell 0.107 and later, in English: there Nushell goes by the user's `datetime_format` and by the
 * system's language, `1,234.5 kB` or `1.234,5 kB`. A custom value is `<name>`, as only its own type can show it, and an
 * error is its message. A `Value` is shown by way of `toPlain(value)`.
 */
export function toExpandedString(value: Plain, config: TextConfig = {}): string {
  return expanded(toValue(value, unknownSpan), config);
}

/**
 * Returns a value as Nushell shows it in a cell of a table: the same as `toExpandedString`, but a list or a record in it
 * by its length, `[list 3 items]`, `[table 2 rows]` or `{record 1 field}`, and a date by its distance, `a month ago`. A
 * float has all its digits, where a table rounds it to `float_precision`, 2 digits by default.
 */
export function toAbbreviatedString(value: Plain, config: TextConfig = {}): string {
  const given = toValue(value, unknownSpan);
  switch (given.kind) {
    case "Date":
      return relativeDateText(given.val);
    case "Record":
      return `{record ${counted(given.val.size, "field")}}`;
    case "List": {
      const { vals } = given;
      const isTable = vals.length > 0 && vals.every(({ kind }) => kind === "Record");
      return isTable ? `[table ${counted(vals.length, "row")}]` : `[list ${counted(vals.length, "item")}]`;
    }
    default:
      return expanded(given, config);
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function expanded(value: Value, config: TextConfig): string {
  switch (value.kind) {
    case "Nothing":
      return "";
    case "Bool":
    case "Int":
    case "String":
    case "Glob":
    case "Range":
    case "CellPath":
      return String(value.val);
    case "Float":
      return floatText(value.val);
    case "Filesize":
      return filesizeText(BigInt(value.val), config.filesize ?? {});
    case "Duration":
      return durationText(BigInt(value.val), config.durationMaxUnit);
    case "Date":
      return `${dateText(value.val)} (${relativeDateText(value.val)})`;
    case "Binary":
      return `[${value.val.join(", ")}]`;
    case "Closure":
      return `closure_${value.val.blockId}`;
    case "Custom":
      return `<${value.val.name}>`;
    case "Error":
      return value.error.message;
    case "List":
      return `[${value.vals.map((item) => expanded(item, config)).join(", ")}]`;
    case "Record":
      return `{${Array.from(value.val, ([name, item]) => `${name}: ${expanded(item, config)}`).join(", ")}}`;
  }
}
