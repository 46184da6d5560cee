import { formatDistanceStrict } from "date-fns";
import type { Waiting } from "../../orchestrator/queue/waiting.ts";
import { countUnread } from "../../orchestrator/tasks/unread.ts";

// The time left is told from this many ends on, seen over this many milliseconds. Fewer say nothing about the rest.
const leastEnds = 5;
const leastTime = 10_000;

/** The progress line that `orch wait` shows. */
export class Progress {
  readonly #start: number;
  #before: number | undefined;

  /** @param now milliseconds, as below */
  constructor(now: number) {
    this.#start = now;
  }

  /** Whether there has been a line. */
  get hasBegun(): boolean {
    return this.#before !== undefined;
  }

  line(waiting: Waiting, now: number): string {
    const { tasks, open, lost, unread } = waiting;
    const left = open.length + lost.length;
    const ended = tasks.length - left;
    // Tasks that had ended before the wait say nothing about the pace.
    this.#before ??= ended;
    const seen = ended - this.#before;
    const passed = now - this.#start;
    const isGrounded = seen >= leastEnds && passed >= leastTime && left > 0;
    return [
      `orch wait: ${endedOf(waiting)}`,
      ...(isGrounded ? [`about ${wordsOf((left * passed) / seen)} left`] : []),
      ...(unread.length > 0 ? [`${countUnread(unread)} cannot be read`] : []),
    ].join(", ");
  }
}

/** Returns how many of the tasks have ended, and how many of these have failed: `3 of 5 ended, 1 failed`. */
export function endedOf({ tasks, open, lost }: Waiting): string {
  const failed = tasks.filter(({ status }) => status === "failed").length;
  const ended = `${tasks.length - open.length - lost.length} of ${tasks.length} ended`;
  return failed === 0 ? ended : `${ended}, ${failed} failed`;
}

function wordsOf(milliseconds: number): string {
  return formatDistanceStrict(0, Math.max(milliseconds, 1000));
}
