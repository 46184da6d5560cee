import { cut, excerpt, printable } from "../text/printable.ts";
import type { Task } from "./task.ts";
import type { UnreadTask } from "./unread.ts";

// The most tasks that a message lists. Nobody reads more.
const mostListed = 10;
// The most characters of a line, which is indented in a terminal of 80 columns; of a name it has some in any case.
const longestLine = 64;
const leastOfName = 10;
const gap = "  ";

/** Returns a line for each of the tasks that a message lists: its id, name and status, one under the other. */
export function taskLines(tasks: readonly (Task | UnreadTask)[]): string[] {
  const listed = tasks.slice(0, mostListed).map((task) => {
    const last = "status" in task ? task : task.last;
    const status = "status" in task ? excerpt(task.status) : "cannot be read";
    return { id: excerpt(task.id ?? ""), name: printable(last?.name ?? ""), status };
  });
  const idWidth = widest(listed.map(({ id }) => id));
  const room = longestLine - idWidth - widest(listed.map(({ status }) => status)) - 2 * gap.length;
  const names = listed.map(({ name }) => cut(name, Math.max(room, leastOfName) - 1));
  const nameWidth = widest(names);
  const lines = listed.map(({ id, status }, i) =>
    [id.padEnd(idWidth), ...(nameWidth === 0 ? [] : [names[i]?.padEnd(nameWidth)]), status].join(gap),
  );
  const more = tasks.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
