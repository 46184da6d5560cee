import * as nu from "../../nushell/index.ts";
import type { TaskSelection } from "../../orchestrator/tasks/filter.ts";
import { knownStatuses } from "../../orchestrator/tasks/phase.ts";
import type { Session } from "../call/session.ts";
import { offerWorkflows } from "./completion.ts";
import { compareInstants, endOfDay, readTimestamp, type Instant } from "../../orchestrator/timestamp.ts";

/** A point in time as typed, and the last instant that it can mean: for midnight, the end of that day. */
interface Moment {
  readonly begin: Instant;
  readonly end: Instant;
}

/** A parameter that takes a datetime, ISO 8601 text (UTC if it has no offset), or a duration before now. */
const moment: nu.Parameter<Moment> = {
  // In this order Nushell passes each of the three with its own type; a datetime alone would refuse the others.
  shape: { OneOf: ["DateTime", "Duration", "String"] },
  read(value) {
    if (value.kind === "Duration") {
      const ago = { ms: Date.now() - Number(BigInt(value.val) / 1_000_000n), ns: 0 };
      return { begin: ago, end: ago };
    }
    if (value.kind !== "Date" && value.kind !== "String") return nu.throwMismatch(value, "a date, or a duration ago");
    const timestamp = readTimestamp(value.val);
    if (timestamp === undefined) {
      return nu.throwInvalid(
        value,
        "must be a date such as 2026-03-01, or a duration such as 2day",
        "neither a date nor a duration",
      );
    }
    return { begin: timestamp, end: endOfDay(timestamp) ?? timestamp };
  },
};

/** The flags of every command that lists, counts or watches tasks. */
export const filterFlags = {
  status: {
    takes: nu.texts(knownStatuses),
    short: "s",
    description:
      "Only tasks with this status, or one in a list of them; case does not matter. pending includes queued, and running in_progress",
  },
  from: { takes: moment, description: "Only tasks created at this time or later; a duration counts back from now" },
  to: {
    takes: moment,
    description: "Only tasks created at this time or earlier; a date without a time means that whole day",
  },
  "min-priority": {
    takes: nu.int,
    description: "Only tasks with this priority or higher, and those with a word for one",
  },
  "max-priority": {
    takes: nu.int,
    description: "Only tasks with this priority or lower, and those with a word for one",
  },
  workflow: {
    takes: nu.string,
    short: "w",
    description: "Only tasks of this workflow, given as its name, the path or name of its file, or a pattern",
  },
} as const;

/** Returns the flag `--workflow` with what TAB offers for it. */
export function workflowFlag(session: Session) {
  return { ...filterFlags.workflow, complete: offerWorkflows(session) };
}

/** Reads the filters from a call's flags. Throws a LabeledError at the second of two flags that exclude each other. */
export async function filtersOf({
  flags,
  flagSpan,
}: Pick<nu.CommandCall<typeof filterFlags>, "flags" | "flagSpan">): Promise<TaskSelection> {
  const { status, from, to, workflow, "min-priority": minPriority, "max-priority": maxPriority } = flags;
  if (from !== undefined && to !== undefined && compareInstants(from.begin, to.end) > 0) {
    throw contradiction("--to is before --from", flagSpan("to"));
  }
  if (minPriority !== undefined && maxPriority !== undefined && minPriority > maxPriority) {
    throw contradiction("--max-priority is below --min-priority", flagSpan("max-priority"));
  }
  return {
    statuses: status,
    from: from?.begin,
    to: to?.end,
    minPriority,
    maxPriority,
    workflow: workflow === undefined ? undefined : await matcherOf(workflow),
  };
}

function contradiction(message: string, span: nu.Span): nu.LabeledError {
  return new nu.LabeledError(`No task can match: ${message}`, {
    code: "orch::contradiction",
    labels: [{ text: "leaves nothing", span }],
    help: "Swap the two, or leave one out.",
  });
}

/** Loads what matches workflows with the first filter of one, so that no start of the plugin waits for it. */
async function matcherOf(workflow: string) {
  const { workflowMatcher } = await import("../../orchestrator/tasks/workflow-matcher.ts");
  return workflowMatcher(workflow);
}
