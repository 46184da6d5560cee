import { excerpt, printable } from "../text/printable.ts";
import { andMore } from "../text/sentences.ts";
import { cutToWidth, padToWidth, widest } from "../text/width.ts";
import type { Task } from "../task/task.ts";
import type { UnreadTask } from "./unread.ts";

// The most tasks that a message lists. Nobody reads more.
const mostListed = 10;
// The most columns of a line, which is indented in a terminal of 80 columns; of a name it has some in any case.
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
  const names = listed.map(({ name }) => cutToWidth(name, Math.max(room, leastOfName)));
  const nameWidth = widest(names);
  const lines = listed.map(({ id, status }, i) =>
    [padToWidth(id, idWidth), ...(nameWidth === 0 ? [] : [padToWidth(names[i] ?? "", nameWidth)]), status].join(gap),
  );
  return [...lines, ...andMore(tasks.length - lines.length)];
}
