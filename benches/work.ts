// The same work as each side has to call it: so that all give the same rows, with dates that are dates.
import { lastTenth } from "./data-dir.ts";
import { floor, having, native, plugin, rest, rust, type Commands, type Place } from "./sides.ts";

export interface Work {
  readonly id: string;
  /** In words, without the size. */
  readonly work: string;
  /** How many tasks it lists from; undefined if that changes nothing. */
  readonly size?: number;
  readonly commands: Commands;
}

/** Of the columns that all have. The server's answer is not the same: no document has a route that gives the counts. */
export const statusView = "| select running tasks_pending tasks_running";

export function statusWork({ directory, server, rustFile }: Place): Work {
  const commands = having({
    [plugin]: `orch status -d ${directory}`,
    [native]: `open ${directory}/status.json`,
    [rest]: `http get ${server.url}/health`,
    [rust]: rustFile && `orchr status --data-dir ${directory}`,
  });
  return { id: "status", work: "`orch status`", commands };
}

const columns = ["id", "status", "created_at", "priority"];
const dates = "into datetime created_at";
// `sort-by` has one direction for all that it sorts by, and keeps the order of what is equal.
const sorted = "sort-by created_at --reverse | sort-by priority | reverse";

/** Tasks as Nushell itself reads them, with some of their columns. */
function opened({ directory, layout }: Place, kept: readonly string[]): string {
  const entry = "| merge (open ($file.name | str replace rkvs/tasks rkvs/queue))";
  const [folder, record] = layout === "plain" ? ["tasks", ""] : ["queue.rkvs/tasks", entry];
  return `ls ${directory}/${folder} | par-each {|file| open $file.name ${record} | select ${kept.join(" ")} }`;
}

/** All tasks as the server gives them, in the plugin's order: the documents name none, and this spares the caller sorting. */
function fetched({ server }: Place, kept: readonly string[], route = "/workflows"): string {
  return `http get '${server.url}${route}' | get data | select ${kept.join(" ")}`;
}

/** The Rust plugin knows one layout. */
function inRust({ directory, layout, rustFile }: Place, flags: string): string | undefined {
  return rustFile !== undefined && layout === "plain" ? `orchr tasks --data-dir ${directory} ${flags}` : undefined;
}

export function allTasks(place: Place): Work {
  const commands = having({
    [plugin]: `orch tasks -d ${place.directory}`,
    [native]: `${opened(place, columns)} | ${dates} | ${sorted}`,
    [rest]: `${fetched(place, columns)} | ${dates}`,
    [rust]: inRust(place, ""),
  });
  return { id: "tasks-all", work: "`orch tasks`", size: place.size, commands };
}

/** The floor has answers of these sizes only. They are of the same form, but not of these tasks. */
export function floorCommand({ size, layout }: Place): Commands {
  if (layout !== "plain") return {};
  return having({ [floor]: size === 10_000 ? "floor value" : size === 100_000 ? "floor stream" : undefined });
}

export function onePage(place: Place): Work {
  const flags = "--status pending --limit 10";
  const commands = having({
    [plugin]: `orch tasks -d ${place.directory} ${flags}`,
    [native]: `${opened(place, columns)} | where status == pending | ${sorted} | first 10 | ${dates}`,
    [rest]: `${fetched(place, columns, "/tasks?status=pending&limit=10")} | ${dates}`,
    [rust]: inRust(place, flags),
  });
  return { id: "tasks-page", work: `\`orch tasks ${flags}\``, size: place.size, commands };
}

/** Nushell's code that changes another task in each run, so that it moves in the order. */
export function changeOfOne({ directory, layout, size }: Place): string {
  const folder = layout === "plain" ? "tasks" : "queue.rkvs/queue";
  const number = `($run * 787 mod ${size} | fill --alignment right --character '0' --width 6)`;
  return `
    let file = $"${directory}/${folder}/task-${number}.json"
    let changed = open $file | update priority {|task| ($task.priority + 37) mod 100 }
    $changed | save --force $file`;
}

/** Filters and columns for which the plugin reads no file again. The other sides have none of them, and do the same in Nushell. */
export function views(place: Place): Work[] {
  const ended = lastTenth(place.size);
  const view = (id: string, flags: string, { kept, filter, shape }: View): Work => ({
    id,
    work: `\`orch tasks ${flags.replace(ended, "TIME")}\``,
    size: place.size,
    commands: {
      [plugin]: `orch tasks -d ${place.directory} ${flags}`,
      [native]: `${opened(place, kept)} | ${filter} ${sorted} | ${shape}`,
      [rest]: `${fetched(place, kept)} | ${filter} ${shape}`,
    },
  });
  const usual = `select ${columns.join(" ")} | ${dates}`;
  const pending = (which: string): View => ({
    kept: [...columns, "dependencies"],
    filter: `collect {|tasks| ${completed}; $tasks | where status == pending | where {|task| ${which} } } |`,
    shape: usual,
  });
  return [
    view("view-ready", "--ready", pending(`$task.dependencies | all ${isCompleted}`)),
    view("view-blocked", "--blocked", pending(`not ($task.dependencies | all ${isCompleted})`)),
    view("view-ended", `--ended-from ${ended}`, {
      kept: [...columns, "completed_at"],
      filter: `where completed_at != null | where completed_at >= '${ended}' |`,
      shape: usual,
    }),
    view("view-columns", "--columns [id name status started_at]", {
      kept: ["id", "name", "status", "started_at", "created_at", "priority"],
      filter: "",
      shape: "update started_at { if $in != null { into datetime } } | select id name status started_at",
    }),
    view("view-lists", "--columns [id name status blocked_by]", {
      kept: ["id", "name", "status", "dependencies", "created_at", "priority"],
      filter: `collect {|tasks| ${completed}; $tasks | insert blocked_by ${blockedBy} } |`,
      shape: "select id name status blocked_by",
    }),
  ];
}

/** What Nushell does with tasks of which it has only the columns that it needs. */
interface View {
  readonly kept: readonly string[];
  readonly filter: string;
  readonly shape: string;
}

const completed = "let completed = ($tasks | where status == completed | get id)";
const isCompleted = "{|id| $id in $completed }";
const blockedBy =
  "{|task| if $task.status == pending { $task.dependencies | where $it not-in $completed } else { [] } }";
