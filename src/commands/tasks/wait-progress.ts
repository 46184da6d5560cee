import { formatDuration, intervalToDuration } from "date-fns";

/** How far a wait is, as it is shown to a person. */
export class Progress {
  readonly #start = Date.now();
  #before: number | undefined;

  line(done: number, total: number): string {
    // What had ended before says nothing about the pace.
    this.#before ??= done;
    const perSecond = ((done - this.#before) / (Date.now() - this.#start)) * 1000;
    const pace = perSecond > 0 ? `, ${perSecond.toFixed(1)}/s, ${timeOf((total - done) / perSecond)} left` : "";
    return `orch wait: ${done} of ${total} ended${pace}`;
  }
}

function timeOf(seconds: number): string {
  return formatDuration(intervalToDuration({ start: 0, end: Math.ceil(seconds) * 1000 }));
}
