import * as z from "zod/mini";
import { countOf } from "../text/numeral.ts";
import { isNot } from "../text/printable.ts";

// What the fields of the platform's records must be, in words that follow "is not". A field that is null counts as absent.
// Times are not here: `readDate` reads them, those of tasks too. This file is imported only on use, as zod takes 5 ms to load.
const text = z.string("a string");
const count = z.nullish(z.custom((value) => countOf(value) !== undefined, "a count"));
// A count that is shown as a number.
const exactCount = z.nullish(
  z.custom((value) => countOf(value, Number.MAX_SAFE_INTEGER) !== undefined, {
    error: ({ input }) => (countOf(input) === undefined ? "a count" : `a count of at most ${Number.MAX_SAFE_INTEGER}`),
  }),
);

/** The fields of status.json. */
export const statusFields = z.object({
  running: z.nullish(z.boolean("a boolean")),
  tasks_pending: exactCount,
  tasks_running: exactCount,
  tasks_completed: exactCount,
  tasks_failed: exactCount,
  tasks_cancelled: exactCount,
  version: z.nullish(text),
});

/** The fields of a checkpoint. */
export const checkpointFields = z.object({
  step: count,
  completed_operations: z.nullish(z.array(text, "a list of strings")),
  metadata: z.nullish(z.record(z.string(), text, "a map of strings")),
});

/** Tells of each field of a record that is not what the schema says. */
export function fieldIssues(schema: z.ZodMiniType, record: Readonly<Record<string, unknown>>) {
  const issues = schema.safeParse(record, { reportInput: true }).error?.issues ?? [];
  return issues.map(({ path, input, message }) => ({
    field: path[0],
    message: isNot(z.core.toDotPath(path), input, message),
  }));
}
