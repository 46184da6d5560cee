import { problem, type Problem } from "./problem.ts";
import { isFuture, type Timestamp } from "./timestamp.ts";

/** A time that a file states in one of its fields. */
export interface StatedTime extends Timestamp {
  readonly field: string;
}

/** Finds the times of a file that are in the future. `now` is in milliseconds since 1970. */
export function futureProblems(path: string, times: readonly StatedTime[], now: number): Problem[] {
  return times
    .filter((time) => isFuture(time, now))
    .map(({ field, text }) => problem("time-in-future", path, `${field} ${text} is in the future`));
}

/** Returns the time of a field as a list, which is empty if the file does not state it. */
export function statedTime(field: string, time: Timestamp | null): readonly StatedTime[] {
  return time === null ? [] : [{ field, ...time }];
}
