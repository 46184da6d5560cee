/** The phases of a task's life, in their order: the statuses that the plan and the daemon know. */
export const phases: readonly string[] = ["pending", "running", "completed", "failed", "cancelled"];

// The integration model's words for two of them.
const otherWords: ReadonlyMap<string, string> = new Map([
  ["queued", "pending"],
  ["in_progress", "running"],
]);

/** The statuses that the orchestrator's documents have. Others are kept as they are found. */
export const knownStatuses: readonly string[] = [...phases, ...otherWords.keys()];

/** Returns the phase that a status (one of `statusName`) stands for; a status that no document has is one of its own. */
export function phaseOf(status: string): string {
  return otherWords.get(status) ?? status;
}

/** Whether a task has yet to begin or to end. */
export function isOpen({ status }: { readonly status: string }): boolean {
  const phase = phaseOf(status);
  return phase === "pending" || phase === "running";
}

/** Whether a task has yet to begin. */
export function isPending({ status }: { readonly status: string }): boolean {
  return phaseOf(status) === "pending";
}

/** Whether a task is at work, by whichever word its file has for that. */
export function isRunning({ status }: { readonly status: string }): boolean {
  return phaseOf(status) === "running";
}

/** Returns the name of a status in whatever case it is written: `in_progress` is `InProgress` where Rust writes it. */
export function statusName(text: string): string {
  const lower = text.trim().toLowerCase();
  return lower === "inprogress" ? "in_progress" : lower;
}
