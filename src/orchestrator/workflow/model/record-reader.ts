import * as z from "zod/mini";
import { didYouMean } from "../../text/nearest.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import type { DocumentPath } from "../place.ts";
import { quote } from "../../text/printable.ts";
import { isRecord } from "../../text/record-fields.ts";

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
): z.output<z.ZodMiniObject<Shape>> | undefined {
  if (!isRecord(value)) {
    problems.push(wrongType(owner, "a map", value, at));
    return undefined;
  }
  const known = Object.keys(schema.shape);
  for (const key of Object.keys(value)) {
    // Editors read `$schema`, the reference to a JSON Schema.
    if (known.includes(key) || key === "$schema") continue;
    problems.push({
      code: "unknown-field",
      message: `${owner} has the unknown field ${quote(key)}${didYouMean(key, known)}`,
      at: [...at, key],
      point: "key",
    });
  }
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;

  const rest = { ...value };
  for (const issue of outcome.error.issues) {
    const field = String(issue.path[0]);
    if (!Object.hasOwn(rest, field)) continue;
    problems.push(problemOf(issue, `${owner}: "${field}"`, value[field], [...at, field]));
    delete rest[field];
  }
  return schema.parse(rest);
}

/** Returns a problem that says what a value must be and what it is. */
export function wrongType(subject: string, expected: string, found: unknown, at: DocumentPath): UnplacedProblem {
  return {
    code: "wrong-type",
    message: `${subject} must be ${expected}, found ${describe(found)}`,
    at,
  };
}

function problemOf(issue: z.core.$ZodIssue, subject: string, found: unknown, at: DocumentPath): UnplacedProblem {
  switch (issue.code) {
    case "invalid_value": {
      const allowed = issue.values.map(String);
      if (typeof found !== "string") return wrongType(subject, "a string", found, at);
      return {
        code: "invalid-value",
        message: `${subject} must be one of ${allowed.join(", ")}, found ${quote(found)}${didYouMean(found, allowed)}`,
        at,
      };
    }
    case "invalid_type":
      return wrongType(subject, article(issue.expected), found, at);
    case "too_small":
      if (Number.isSafeInteger(found)) {
        return {
          code: "not-positive",
          message: `${subject} must be ${issue.inclusive === true ? "at least" : "greater than"} ${issue.minimum}, found ${String(found)}`,
          at,
        };
      }
      return wrongType(subject, "an integer", found, at);
    default:
      return wrongType(subject, "an integer", found, at);
  }
}

function article(expected: string): string {
  switch (expected) {
    case "string":
      return "a string";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    default:
      return "an integer";
  }
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return "a date";
  switch (typeof value) {
    case "string":
      return `the string ${quote(value)}`;
    case "number":
    case "bigint":
      return `the number ${value}`;
    case "boolean":
      return String(value);
    case "symbol":
      return value.description ?? "something else";
    default:
      return "a map";
  }
}
