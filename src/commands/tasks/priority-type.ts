import * as nu from "nu-plugin";
import type { Priority } from "../../orchestrator/task/priority.ts";

/** The type of a column of priorities: an int, or a word as the file has it. */
export const priorityType: nu.ValueType<Priority | undefined, nu.Plain> = {
  ...nu.any,
  ...nu.oneOf(nu.int, nu.string, nu.nothing),
};
