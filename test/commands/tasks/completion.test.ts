import { expect, it } from "vitest";
import { Session } from "../../../src/commands/call/session.ts";
import { checkpoints } from "../../../src/commands/checkpoints.ts";
import { graph } from "../../../src/commands/graph.ts";
import { logs } from "../../../src/commands/logs.ts";
import { stats } from "../../../src/commands/stats.ts";
import { task } from "../../../src/commands/task.ts";
import { wait } from "../../../src/commands/wait.ts";
import { watch } from "../../../src/commands/watch.ts";
import { workflows } from "../../../src/commands/workflows.ts";
import type { Command } from "nu-plugin";
import { complete, type CompleteOptions } from "nu-plugin/testing";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const dir = () =>
  temporaryDirectory({
    "tasks/1a.json": { id: "1a", name: "Nightly backup", status: "running", workflow: "backup" },
    "tasks/1b.json": { id: "1b", name: "nightly backup", status: "failed", workflow: "backup" },
    "tasks/2.json": { id: "2", status: "pending", workflow: "deploy the lot" },
    "tasks/3.json": "{",
    "tasks/4.json": { id: "4", status: "completed" },
    "checkpoints/deploy.json": { workflow_id: "deploy", completed_operations: ["a"] },
  });

/** What TAB offers for ids, and which of them are typed: those of data that the environment names. */
async function ids(make: (session: Session) => Command, typed: CompleteOptions = {}) {
  const session = new Session();
  const command = make(session);
  const { rest, optional } = command.signature;
  const positional = (rest ?? optional[0])?.name ?? "";
  const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: dir() };
  const engine = { keepAlive: () => {} };
  const suggestions = await complete(command, { positional, env, engine, ...typed });
  session.close();
  return suggestions?.map(({ value, display = "", description }) => `${display}|${value}|${description}`);
}

it("offers ids by TAB with name and status, also that of a file that cannot be read [task-completion] [task-unread]", async () => {
  expect(await ids(logs)).toEqual(await ids(task));
  expect(await ids(task)).toEqual([
    "|1a|Nightly backup (running)",
    "|1b|nightly backup (failed)",
    "|2|pending",
    "|4|completed",
    "|3|cannot be read",
  ]);
});

it("offers no id that is typed already [task-completion]", async () => {
  expect(await ids(task, { positionals: ["1a", "3"] })).toEqual([
    "|1b|nightly backup (failed)",
    "|2|pending",
    "|4|completed",
  ]);
});

it("completes a name to its id where no id begins so [completion-name]", async () => {
  const byName = await ids(task, { typed: "'NIGHT" });
  expect(byName?.slice(0, 2)).toEqual(["Nightly backup|1a|1a (running)", "nightly backup|1b|1b (failed)"]);
  expect(await ids(task, { typed: "1" })).toEqual(await ids(task));
});

it.each([
  ["wait", wait],
  ["watch", watch],
])("offers to %s for what has not ended, and for what may not have [wait-completion]", async (_, command) => {
  expect(await ids(command)).toEqual(["|1a|Nightly backup (running)", "|2|pending", "|3|cannot be read"]);
});

it("offers to draw what waits, and what something may wait for [graph-completion]", async () => {
  expect(await ids(graph)).toEqual([
    "|1a|Nightly backup (running)",
    "|1b|nightly backup (failed)",
    "|2|pending",
    "|3|cannot be read",
  ]);
});

it("offers what is in the data directory that is typed [completion-place]", async () => {
  const other = temporaryDirectory({ "tasks/x.json": { id: "x", status: "queued" } });
  expect(await ids(task, { flags: { "data-dir": other } })).toEqual(["|x|queued"]);
  // Nobody knows yet what a variable will be.
  expect(await ids(task, { flags: { "data-dir": "$somewhere" } })).toEqual([]);
  expect(await ids(task, { flags: { "data-dir": "/nowhere" } })).toEqual([]);
  expect(await ids(checkpoints)).toEqual(["|deploy|1 operation completed"]);
  const places = temporaryDirectory({ "one.json": { workflow_id: "one" }, "two.json": { workflow_id: "two" } });
  expect(await ids(checkpoints, { flags: { dir: places } })).toEqual(["|one|undefined", "|two|undefined"]);
  expect(await ids(checkpoints, { flags: { dir: "$somewhere" } })).toEqual([]);
});

it("offers workflows with the number of their tasks, that of most tasks first [completion-workflow]", async () => {
  const session = new Session();
  const options = { env: { PROVISIONING_ORCHESTRATOR_DATA_DIR: dir() }, engine: { keepAlive: () => {} } };
  const workflowsOfTasks = [
    { value: "backup", description: "2 tasks" },
    { value: '"deploy the lot"', description: "1 task" },
  ];
  expect(await complete(stats(session), { flag: "workflow", ...options })).toEqual(workflowsOfTasks);
  expect(await complete(workflows(session), { positional: "workflow", ...options })).toEqual(workflowsOfTasks);
  session.close();
});
