import * as nu from "nu-plugin";
import { grouped } from "../../orchestrator/grouped.ts";
import { listTasks } from "../../orchestrator/queue/listing.ts";
import { latestFirst } from "../../orchestrator/tasks/order.ts";
import type { Task } from "../../orchestrator/task/task.ts";
import type { Searched } from "../../orchestrator/tasks/unread.ts";
import { excerpt } from "../../orchestrator/text/printable.ts";
import { amountOf } from "../../orchestrator/text/sentences.ts";
import { openData, typedPlace } from "../call/data-access.ts";
import type { Session } from "../call/session.ts";

// The most that TAB offers. Nushell itself picks those that match what was typed.
const mostOffered = 10_000;

type Keeps = (task: Task) => boolean;

/**
 * Completes task ids that are not typed yet, of the tasks that it `keeps`, each with name and status. Where no id begins as
 * what is typed, a name completes to the id.
 */
export function offerIds(session: Session, keeps: Keeps = () => true): nu.Completer {
  return async (request) => {
    const { current } = request.typed;
    const given = request.typed.rest(nu.string);
    const { tasks, unread } = await listedFor(request, session);
    const isNew = ({ id }: { readonly id: string }) => !given.includes(id);
    const offered = tasks.filter((task) => keeps(task) && isNew(task));
    const unreadIds = unread.flatMap(({ id }) => (id === undefined ? [] : { id })).filter(isNew);
    const typed = current.replace(/^["'`]/, "").toLowerCase();
    const isBegun = [...offered, ...unreadIds].some(({ id }) => id.toLowerCase().startsWith(typed));
    // Of tasks that come again and again under one name, most likely a late one is meant.
    const names = isBegun ? [] : latestFirst(offered).slice(0, mostOffered).flatMap(byName);
    const others = unreadIds.map(({ id }) => suggestion(id, "cannot be read"));
    return [...names, ...offered.slice(0, mostOffered).map(byId), ...others].slice(0, mostOffered);
  };
}

/** Completes the workflows of the tasks that it `keeps`, each with the number of its tasks, that of most tasks first. */
export function offerWorkflows(session: Session, keeps: Keeps = () => true): nu.Completer {
  return async (request) => {
    const { tasks } = await listedFor(request, session);
    const byWorkflow = grouped(tasks.filter(keeps), ({ workflow }) => workflow ?? undefined);
    return [...byWorkflow]
      .toSorted(([, a], [, b]) => b.length - a.length)
      .slice(0, mostOffered)
      .map(([workflow, { length }]) => suggestion(workflow, amountOf(length, "task")));
  };
}

/**
 * Lists the tasks that a call would find as it is typed so far. Nushell before 0.115 answers no questions during
 * completion, so there they are those in memory.
 */
async function listedFor(request: nu.CompletionRequest, session: Session): Promise<Searched> {
  const { engine, signal } = request;
  if (!nu.atLeast(engine.version, "0.115")) return (await session.queues()).known();
  const place = typedPlace(request);
  if (place === undefined) return { tasks: [], unread: [] };
  const flags = { ...place, "no-cache": false };
  return openData({ flags, engine, signal }, session)
    .then(listTasks)
    .catch(() => ({ tasks: [], unread: [] }));
}

function suggestion(value: string, description: string): nu.Suggestion {
  return { value: nu.asArgument(value), description: excerpt(description) };
}

function byId({ id, name, status }: Task): nu.Suggestion {
  return suggestion(id, name === null ? status : `${name} (${status})`);
}

function byName({ id, name, status }: Task): nu.Suggestion[] {
  return name === null ? [] : [{ ...suggestion(id, `${id} (${status})`), display: excerpt(name) }];
}
