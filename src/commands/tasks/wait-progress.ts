import { formatDuration, intervalToDuration } from "date-fns";
import { countUnread, type UnreadTask } from "../../orchestrator/tasks/unread.ts";

/** The progress line that `orch wait` shows. */
export class Progress {
  readonly #start = Date.now();
  #before: number | undefined;

  line(done: number, total: number, unread: readonly UnreadTask[]): string {
    // Tasks that had ended before the wait say nothing about the pace.
    this.#before ??= done;
    const perSecond = ((done - this.#before) / (Date.now() - this.#start)) * 1000;
    const pace = perSecond > 0 ? `, ${perSecond.toFixed(1)}/s, ${timeOf((total - done) / perSecond)} left` : "";
    const unknown = unread.length > 0 ? `, ${countUnread(unread)} cannot be read` : "";
    return `orch wait: ${done} of ${total} ended${pace}${unknown}`;
  }
}

function timeOf(seconds: number): string {
  return formatDuration(intervalToDuration({ start: 0, end: Math.ceil(seconds) * 1000 }));
}
