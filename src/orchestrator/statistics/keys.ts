import { compare } from "../compare.ts";
import { grouped } from "../grouped.ts";
import type { Calendar } from "./calendar.ts";
import type { Counted } from "./counted.ts";
import { isOpen, phaseOf, phases } from "../task/phase.ts";
import { rankOf, type Priority } from "../task/priority.ts";

export type KeyValue = Priority;

/** Tasks that have the same value of a key. */
interface Members<T> {
  readonly value: KeyValue;
  readonly tasks: readonly T[];
}

/** What is called by names that a task itself does not have. */
export interface Naming {
  readonly calendar: Calendar;
  /** Gives the short name of a data directory; null if it has none. */
  readonly shortName: (dir: string) => string | null;
}

/** Something by which tasks are counted. */
interface Key {
  /** Returns its value for a task; null if the task has none. */
  readonly of: (task: Counted, naming: Naming) => KeyValue;
  /** Compares two groups in their order. Tasks without a value come last. */
  readonly compare: (a: Members<Counted>, b: Members<Counted>) => number;
  /** Whether only the task's file has it: see `withDetails`. */
  readonly inFile?: true;
  /** Whether only failed tasks are counted by it. */
  readonly ofFailures?: true;
  /** Whether it is by the calendar. */
  readonly ofTime?: true;
}

const mostFirst: Key["compare"] = (a, b) =>
  b.tasks.length - a.tasks.length || compare(String(a.value), String(b.value));

function byTime(msOf: (task: Counted) => number | null, unit: "date" | "hour"): Key {
  const first = ({ tasks: [task] }: Members<Counted>) => (task === undefined ? null : msOf(task)) ?? Infinity;
  return {
    of(task, { calendar }) {
      const ms = msOf(task);
      return ms === null || ms === Infinity ? null : calendar[unit](ms);
    },
    compare: (a, b) => compare(first(a), first(b)),
    ofTime: true,
  };
}

const created = ({ createdMs }: Counted) => createdMs;
const ended = (task: Counted) => (isOpen(task) ? null : task.completedMs);

/** Everything by which tasks are counted. Names and texts come with the largest group first, times with the oldest. */
const keys = {
  workflow: { of: ({ workflow }) => stated(workflow), compare: mostFirst },
  hour: byTime(created, "hour"),
  date: byTime(created, "date"),
  ended_hour: byTime(ended, "hour"),
  ended_date: byTime(ended, "date"),
  command: { of: ({ command }) => stated(command), compare: mostFirst, inFile: true },
  dir: {
    of: ({ dir, dataDir }, { shortName }) => dir ?? (dataDir === null ? null : shortName(dataDir)),
    compare: mostFirst,
  },
  source_dir: { of: ({ dataDir }) => dataDir, compare: mostFirst },
  error: { of: ({ error }) => stated(error), compare: mostFirst, inFile: true, ofFailures: true },
  // The documented phases in the order of a task's life, then other statuses by name.
  status: {
    of: ({ status }) => phaseOf(status),
    compare: (a, b) => compare(lifeOf(a.value), lifeOf(b.value)) || compare(String(a.value), String(b.value)),
  },
  // In the order of a listing.
  priority: { of: ({ priority }) => priority, compare: (a, b) => compare(rankOf(b.value), rankOf(a.value)) },
  task_type: { of: ({ taskType }) => stated(taskType), compare: mostFirst, inFile: true },
  infra: { of: ({ infra }) => stated(infra), compare: mostFirst, inFile: true },
} satisfies Readonly<Record<string, Key>>;

/** Returns what a text says; null for an empty one, which says nothing, and is all that CSV has for null. */
function stated(text: string | null | undefined): string | null {
  return text === undefined || text === "" ? null : text;
}

export type KeyName = keyof typeof keys;

export function isKeyName(name: string): name is KeyName {
  return Object.hasOwn(keys, name);
}

export const keyNames: readonly KeyName[] = Object.keys(keys).filter(isKeyName);

function lifeOf(phase: KeyValue): number {
  const index = phases.indexOf(String(phase));
  return index === -1 ? Infinity : index;
}

/** Whether any of these keys is only in the files of tasks. */
export function areInFiles(names: readonly KeyName[]): boolean {
  return names.some((name) => keyOf(name).inFile);
}

/** Whether only failed tasks are counted by these keys. */
export function areOfFailures(names: readonly KeyName[]): boolean {
  return names.some((name) => keyOf(name).ofFailures);
}

/** Whether any of these keys is by the calendar. */
export function areOfTime(names: readonly KeyName[]): boolean {
  return names.some((name) => keyOf(name).ofTime);
}

/** Returns those of the tasks that are counted by these keys. */
export function countedBy<T extends Pick<Counted, "status">>(
  names: readonly KeyName[],
  tasks: readonly T[],
): readonly T[] {
  return areOfFailures(names) ? tasks.filter(({ status }) => status === "failed") : tasks;
}

function keyOf(name: KeyName): Key {
  return keys[name];
}

/** Tasks that have the same values of several keys. */
export interface Split<T> {
  readonly values: readonly KeyValue[];
  readonly tasks: readonly T[];
}

/** Splits tasks by the first key, each part by the second, and so on. */
export function splitBy<T extends Counted>(
  tasks: readonly T[],
  names: readonly KeyName[],
  naming: Naming,
): readonly Split<T>[] {
  let parts: readonly Split<T>[] = tasks.length === 0 ? [] : [{ values: [], tasks }];
  for (const key of names.map(keyOf)) {
    parts = parts.flatMap(({ values, tasks: all }) =>
      Array.from(
        grouped(all, (task) => key.of(task, naming)),
        ([value, members]) => ({ value, tasks: members }),
      )
        .sort((a, b) => Number(a.value === null) - Number(b.value === null) || key.compare(a, b))
        .map((part) => ({ values: values.concat(part.value), tasks: part.tasks })),
    );
  }
  return parts;
}
