// One for the whole process, as its signals are: what is to be done, in one place, when it ends.
const works = new Set<() => void>();
const endings = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/**
 * Calls `work`, which must be synchronous, if this process ends in a way that it can notice (not by SIGKILL). Returns a
 * function that cancels this.
 */
export function atEnd(work: () => void): () => void {
  if (works.size === 0) {
    process.on("exit", workOff);
    for (const signal of endings) process.on(signal, endBy);
  }
  works.add(work);
  return () => {
    if (!works.delete(work) || works.size > 0) return;
    process.off("exit", workOff);
    for (const signal of endings) process.off(signal, endBy);
  };
}

function workOff(): void {
  for (const work of works) work();
}

/**
 * Does the work, then sends the signal again if nothing else listens to it: this listener must not keep it from ending the
 * process.
 */
function endBy(signal: NodeJS.Signals): void {
  workOff();
  for (const each of endings) process.off(each, endBy);
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
