import type { Spanned } from "nu-plugin";
import { grouped } from "../../orchestrator/grouped.ts";
import type { Listing } from "../../orchestrator/queue/listing.ts";
import { readable, taskFinder } from "../../orchestrator/tasks/find.ts";
import type { Task } from "../../orchestrator/task/task.ts";
import {
  isAlone,
  part,
  partAround,
  waitingGraph,
  type WaitingGraph,
  type WaitingNode,
} from "../../orchestrator/tasks/waiting-graph.ts";
import { forItem } from "../call/error-labels.ts";

/** What a call shows of one data directory. */
export interface GraphPart {
  readonly dataDir: string;
  readonly graph: WaitingGraph;
  /** Open tasks that wait for nothing, and that nothing waits for. They are not in the graph unless they are asked for. */
  readonly alone: readonly Task[];
}

interface Wanted {
  readonly dirs: readonly string[];
  readonly ids: readonly Spanned<string>[];
  /** Whether the filters keep a task; all are kept if not given. */
  readonly matches: ((task: Task) => boolean) | undefined;
}

export interface GraphParts {
  readonly parts: readonly GraphPart[];
  /** Whether a node was asked for by its id. */
  readonly isAsked: (node: WaitingNode) => boolean;
  /** Tasks that were asked for and are in no graph: they have ended, and nothing waits for them. */
  readonly ended: readonly Task[];
}

/**
 * Returns of each data directory that has any what waits for what: all of it, or the tasks that are wanted, what they wait for
 * and what waits for them.
 *
 * @throws LabeledError at an id that is neither a task's nor one that a task waits for
 */
export async function graphParts(listing: Listing, { dirs, ids, matches }: Wanted): Promise<GraphParts> {
  const tasks = grouped(listing.tasks, ({ dataDir }) => dataDir);
  const unread = grouped(listing.unread, ({ dataDir }) => dataDir);
  const wholes = dirs.map((dataDir) => {
    return { dataDir, graph: waitingGraph({ tasks: tasks.get(dataDir) ?? [], unread: unread.get(dataDir) ?? [] }) };
  });
  const { asked, ended } = await askedFor(ids, listing, wholes);
  const isAsked = ({ id }: WaitingNode) => asked.has(id);
  const isWanted = (node: WaitingNode) =>
    (ids.length === 0 || isAsked(node)) && (matches === undefined || (node.state === "known" && matches(node.task)));
  const parts = wholes.map(({ dataDir, graph: whole }): GraphPart => {
    const around = ids.length === 0 && matches === undefined ? whole : partAround(whole, isWanted);
    const isLeftOut = (node: number) => isAlone(around, node) && asked.size === 0;
    const alone = around.nodes.flatMap((node, i) => (isLeftOut(i) && node.state === "known" ? node.task : []));
    return { dataDir, graph: part(around, (node) => !isLeftOut(node)), alone };
  });
  return { parts, isAsked, ended };
}

/** Finds what the ids name: ids of nodes, and tasks that are in no graph. */
async function askedFor(
  ids: Wanted["ids"],
  listing: Listing,
  wholes: readonly Pick<GraphPart, "graph">[],
): Promise<{ asked: ReadonlySet<string>; ended: readonly Task[] }> {
  const asked = new Set<string>();
  const ended: Task[] = [];
  if (ids.length === 0) return { asked, ended };
  const known = new Set(wholes.flatMap(({ graph }) => graph.nodes.map(({ id }) => id)));
  const find = taskFinder(listing);
  for (const { item, span } of ids) {
    if (known.has(item)) {
      // What is gone or cannot be read has an id too, by which tasks wait for it.
      asked.add(item);
      continue;
    }
    for (const task of await forItem("id", span, () => readable(find(item), item))) {
      if (known.has(task.id)) asked.add(task.id);
      else ended.push(task);
    }
  }
  return { asked, ended };
}
