import * as nu from "nu-plugin";
import { countUndated, type Selectable, type TaskSelection } from "../../orchestrator/tasks/filter.ts";
import { isOpen, knownStatuses, statusName } from "../../orchestrator/task/phase.ts";
import { contradiction } from "../call/contradiction.ts";
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
  from: {
    takes: moment,
    description:
      "Only tasks created at this time or later, however lately others have ended (see --ended-from); a duration counts back from now",
  },
  to: {
    takes: moment,
    description: "Only tasks created at this time or earlier; a date without a time means that whole day",
  },
  "ended-from": {
    takes: moment,
    description:
      "Only tasks that ended at this time or later, whenever they were created: what failed in the last hour is --status failed --ended-from 1hr",
  },
  "ended-to": {
    takes: moment,
    description: "Only tasks that ended at this time or earlier; a date means that whole day",
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
  const { "ended-from": endedFrom, "ended-to": endedTo } = flags;
  if (isBefore(to, from)) throw noneCanMatch("--to is before --from", flagSpan("to"), swap);
  if (isBefore(endedTo, endedFrom)) throw noneCanMatch("--ended-to is before --ended-from", flagSpan("ended-to"), swap);
  for (const flag of ["ended-from", "ended-to"] as const) {
    if (flags[flag] === undefined || status === undefined || !areOpen(status)) continue;
    throw noneCanMatch(`--${flag} keeps what has ended, and --status what has not`, flagSpan(flag));
  }
  if (minPriority !== undefined && maxPriority !== undefined && minPriority > maxPriority) {
    throw noneCanMatch("--max-priority is below --min-priority", flagSpan("max-priority"), swap);
  }
  return {
    statuses: status,
    from: from?.begin,
    to: to?.end,
    endedFrom: endedFrom?.begin,
    endedTo: endedTo?.end,
    minPriority,
    maxPriority,
    workflow: await workflowFilter(workflow),
  };
}

/** Tells of the tasks that the filters of the end leave out because nothing says when they ended. */
export function undatedText(tasks: readonly Selectable[], filters: TaskSelection): string | undefined {
  const count = countUndated(tasks, filters);
  if (count === 0) return undefined;
  return count === 1
    ? "1 task that has ended is left out, as it has no completed_at"
    : `${count} tasks that have ended are left out, as they have no completed_at`;
}

function isBefore(to: Moment | undefined, from: Moment | undefined): boolean {
  return to !== undefined && from !== undefined && compareInstants(to.end, from.begin) < 0;
}

function areOpen(statuses: readonly string[]): boolean {
  return statuses.every((status) => isOpen({ status: statusName(status) }));
}

// What is advised where the other order would leave something.
const swap = "Swap the two, or leave one out.";

/** Creates the error for filters that exclude each other, which points at the second of them. */
export function noneCanMatch(message: string, span: nu.Span, help?: string): nu.LabeledError {
  return contradiction(`No task can match: ${message}`, { span, label: "leaves nothing", help });
}

/** Returns the test for a workflow that `--workflow` asks for, if it does. */
export async function workflowFilter(workflow: string | undefined): Promise<TaskSelection["workflow"]> {
  if (workflow === undefined) return undefined;
  // What matches workflows is loaded with the first filter of one, so that no start of the plugin waits for it.
  const { workflowMatcher } = await import("../../orchestrator/tasks/workflow-matcher.ts");
  return workflowMatcher(workflow);
}
