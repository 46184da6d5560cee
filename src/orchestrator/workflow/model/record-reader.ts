import * as z from "zod/mini";
import { didYouMean, hint, nearest } from "../../text/nearest.ts";
import { type Facts, factsOf } from "./fields.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import type { DocumentPath } from "../../syntax/place.ts";
import { isNumber, Numeral } from "../../text/numeral.ts";
import { excerpt, quote } from "../../text/printable.ts";
import { isRecord } from "../../records/record-fields.ts";
import { WrittenDate } from "../../text/written-date.ts";

type FieldName<Shape> = Extract<keyof Shape, string>;

interface ReadRecord<Shape extends z.core.$ZodShape> {
  readonly fields: z.output<z.ZodMiniObject<Shape>>;
  /**
   * The fields of which nothing is known: those that were refused, and those that an unknown field was probably meant to
   * be. That `fields` has none of them supports no conclusion.
   */
  readonly refused: Set<FieldName<Shape>>;
  /** The unknown fields, by the field that each was probably meant to be. */
  readonly misnamed: ReadonlyMap<string, Misnamed>;
}

/** An unknown field: its problem, and what that says of its owner. */
interface Misnamed {
  readonly problem: UnplacedProblem;
  readonly statement: string;
}

/**
 * Reads the fields of a map by their schema, in which each field must be optional. Adds a problem for each unknown or wrong
 * field, and leaves wrong ones out, so that they hide no other problem. Returns undefined if the value is not a map. `owner`
 * is what messages call the map.
 */
export function readRecord<Shape extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<Shape>,
  value: unknown,
  at: DocumentPath,
  owner: string,
  problems: UnplacedProblem[],
): ReadRecord<Shape> | undefined {
  if (!isRecord(value)) {
    problems.push(wrongType(owner, "a map", value, at));
    return undefined;
  }
  const { shape } = schema;
  const isField = (key: string): key is FieldName<Shape> => Object.hasOwn(shape, key);
  const refused = new Set<FieldName<Shape>>();
  const misnamed = new Map<string, Misnamed>();
  for (const key of Object.keys(value)) {
    // Editors read `$schema`, the reference to a JSON Schema.
    if (isField(key) || key === "$schema") continue;
    const meant = fieldMeantBy(key, shape);
    const statement = `has the unknown field ${quote(key)}${meant === undefined ? "" : hint(key, meant)}`;
    const problem: UnplacedProblem = {
      code: "unknown-field",
      message: `${owner} ${statement}`,
      at: [...at, key],
      point: "key",
    };
    problems.push(problem);
    if (meant === undefined || !isField(meant)) continue;
    refused.add(meant);
    if (!misnamed.has(meant)) misnamed.set(meant, { problem, statement });
  }
  const rest: Record<string, unknown> = { ...value };
  for (const key of Object.keys(shape)) {
    const found = rest[key];
    if (found instanceof Numeral && found.integer !== undefined) rest[key] = found.integer;
  }
  const outcome = schema.safeParse(rest);
  if (outcome.success) return { fields: outcome.data, refused, misnamed };

  for (const issue of outcome.error.issues) {
    const field = String(issue.path[0]);
    if (!Object.hasOwn(rest, field) || !isField(field)) continue;
    const fieldSchema = shape[field];
    const facts = fieldSchema && factsOf.get(fieldSchema);
    problems.push(problemOf(issue, `${owner}: "${field}"`, value[field], [...at, field], facts));
    delete rest[field];
    refused.add(field);
  }
  return { fields: schema.parse(rest), refused, misnamed };
}

/**
 * Adds the problem of a field that is missing and must not be. Where an unknown field was probably meant to be it, that is
 * the same fault, so both are one problem.
 */
export function addMissing(
  missing: UnplacedProblem,
  misnamed: Misnamed | undefined,
  problems: UnplacedProblem[],
): void {
  if (misnamed === undefined) {
    problems.push(missing);
    return;
  }
  const { code, message } = missing;
  const both = { ...misnamed.problem, code, message: `${message}; it ${misnamed.statement}` };
  // It is one of the last.
  problems.splice(problems.lastIndexOf(misnamed.problem), 1, both);
}

/** Returns the field that the author of an unknown one probably means: one that other systems call so, or the nearest. */
function fieldMeantBy(key: string, shape: z.core.$ZodShape): string | undefined {
  const plain = key.toLowerCase().replaceAll(/[-_ ]/g, "");
  const aliased = Object.entries(shape).find(([, schema]) => factsOf.get(schema)?.aliases?.includes(plain));
  return aliased?.[0] ?? nearest(key, Object.keys(shape));
}

/** Returns a problem that says what a value must be and what it is. */
export function wrongType(subject: string, expected: string, found: unknown, at: DocumentPath): UnplacedProblem {
  const message = `${subject} must be ${expected}, found ${describe(found)}${listFor(expected, found)}`;
  return { code: "wrong-type", message, unquoted: expected === "a string" ? textOf(found) : undefined, at };
}

/** Returns how to write one id or string as the list that it must be. */
function listFor(expected: string, found: unknown): string {
  // Of a text with a space or a comma nobody knows how many items were meant.
  const isItem = /^a list of (?:ids|strings)$/.test(expected) && typeof found === "string" && /^[^\s,]+$/.test(found);
  return isItem ? `; write it as a list: [${quote(found)}]` : "";
}

function problemOf(
  issue: z.core.$ZodIssue,
  subject: string,
  found: unknown,
  at: DocumentPath,
  facts: Facts | undefined,
): UnplacedProblem {
  // Whoever writes "10m" has to learn the unit.
  const isText = typeof found === "string" || typeof found === "symbol";
  const integer = facts?.unit !== undefined && isText ? `an integer, in ${facts.unit}` : "an integer";
  switch (issue.code) {
    case "invalid_value": {
      const allowed = issue.values.map(String);
      const expected = `one of ${allowed.join(", ")}`;
      if (typeof found !== "string") return wrongType(subject, expected, found, at);
      return {
        code: "invalid-value",
        message: `${subject} must be ${expected}, found ${quote(found)}${didYouMean(found, allowed)}`,
        at,
      };
    }
    case "invalid_type": {
      const expected = issue.expected === "array" ? `a ${facts?.type ?? "list"}` : articles[issue.expected];
      return expected === undefined
        ? notTheInteger(issue, subject, found, at, integer)
        : wrongType(subject, expected, found, at);
    }
    default:
      return notTheInteger(issue, subject, found, at, integer);
  }
}

/** The schema has no numbers but integers. Beyond the largest, two that differ could count as one. */
function notTheInteger(
  issue: z.core.$ZodIssue,
  subject: string,
  found: unknown,
  at: DocumentPath,
  integer: string,
): UnplacedProblem {
  // A map may have no text at all: TOML's have no methods, and any may have a key `toString`.
  if (!isNumber(found)) return wrongType(subject, integer, found, at);
  const number = found instanceof Numeral ? found.nearest : found;
  const written = excerpt(String(found));
  if (number > Number.MAX_SAFE_INTEGER) {
    const message = `${subject} must be at most ${Number.MAX_SAFE_INTEGER}, found ${written}, which is too large`;
    return { code: "number-too-large", message, at };
  }
  if (number < -Number.MAX_SAFE_INTEGER) {
    return { code: "not-positive", message: `${subject} must not be negative, found ${written}`, at };
  }
  if (issue.code === "too_small") {
    const least = `${issue.inclusive === true ? "at least" : "greater than"} ${issue.minimum}`;
    return { code: "not-positive", message: `${subject} must be ${least}, found ${written}`, at };
  }
  return wrongType(subject, integer, found, at);
}

const articles: Readonly<Record<string, string>> = { string: "a string", boolean: "true or false" };

function describe(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (value instanceof WrittenDate) return `the date ${excerpt(value.text)}`;
  if (value instanceof Date) return "a date";
  if (value instanceof Numeral) return `the number ${excerpt(value.text)}`;
  switch (typeof value) {
    case "string":
      return `the string ${quote(value)}`;
    case "number":
      return `the number ${value}`;
    case "boolean":
      return String(value);
    case "symbol":
      return value.description ?? "something else";
    default:
      return "a map";
  }
}

/** Returns the text that was meant where a file has a number, a date, true or false without quotes. */
function textOf(value: unknown): string | undefined {
  if (value instanceof WrittenDate) return value.text;
  return isNumber(value) || typeof value === "boolean" ? String(value) : undefined;
}
