import * as z from "zod/mini";
import { didYouMean, nearest, suggestion } from "../../text/nearest.ts";
import { factsOf } from "./fields.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import type { DocumentPath } from "../place.ts";
import { quote } from "../../text/printable.ts";
import { isRecord } from "../../text/record-fields.ts";

type FieldName<Shape> = Extract<keyof Shape, string>;

interface ReadRecord<Shape extends z.core.$ZodShape> {
  readonly fields: z.output<z.ZodMiniObject<Shape>>;
  /**
   * The fields of which nothing is known: those that were refused, and those that an unknown field was probably meant to
   * be. That `fields` has none of them supports no conclusion.
   */
  readonly refused: Set<FieldName<Shape>>;
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
  for (const key of Object.keys(value)) {
    // Editors read `$schema`, the reference to a JSON Schema.
    if (isField(key) || key === "$schema") continue;
    const meant = fieldMeantBy(key, shape);
    if (meant !== undefined && isField(meant)) refused.add(meant);
    problems.push({
      code: "unknown-field",
      message: `${owner} has the unknown field ${quote(key)}${suggestion(meant)}`,
      at: [...at, key],
      point: "key",
    });
  }
  const outcome = schema.safeParse(value);
  if (outcome.success) return { fields: outcome.data, refused };

  const rest = { ...value };
  for (const issue of outcome.error.issues) {
    const field = String(issue.path[0]);
    if (!Object.hasOwn(rest, field) || !isField(field)) continue;
    const fieldSchema = shape[field];
    const unit = fieldSchema && factsOf.get(fieldSchema)?.unit;
    problems.push(problemOf(issue, `${owner}: "${field}"`, value[field], [...at, field], unit));
    delete rest[field];
    refused.add(field);
  }
  return { fields: schema.parse(rest), refused };
}

/** Returns the field that the author of an unknown one probably means: one that other systems call so, or the nearest. */
function fieldMeantBy(key: string, shape: z.core.$ZodShape): string | undefined {
  const plain = key.toLowerCase().replaceAll(/[-_ ]/g, "");
  const aliased = Object.entries(shape).find(([, schema]) => factsOf.get(schema)?.aliases?.includes(plain));
  return aliased?.[0] ?? nearest(key, Object.keys(shape));
}

/** Returns a problem that says what a value must be and what it is. */
export function wrongType(subject: string, expected: string, found: unknown, at: DocumentPath): UnplacedProblem {
  return {
    code: "wrong-type",
    message: `${subject} must be ${expected}, found ${describe(found)}`,
    at,
  };
}

function problemOf(
  issue: z.core.$ZodIssue,
  subject: string,
  found: unknown,
  at: DocumentPath,
  unit: string | undefined,
): UnplacedProblem {
  // Whoever writes "10m" has to learn the unit.
  const isText = typeof found === "string" || typeof found === "symbol";
  const integer = unit !== undefined && isText ? `an integer, in ${unit}` : "an integer";
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
      return wrongType(subject, articles[issue.expected] ?? integer, found, at);
    case "too_small":
      if (Number.isSafeInteger(found)) {
        return {
          code: "not-positive",
          message: `${subject} must be ${issue.inclusive === true ? "at least" : "greater than"} ${issue.minimum}, found ${String(found)}`,
          at,
        };
      }
      return wrongType(subject, integer, found, at);
    default:
      return wrongType(subject, integer, found, at);
  }
}

const articles: Readonly<Record<string, string>> = { string: "a string", boolean: "true or false", array: "a list" };

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
