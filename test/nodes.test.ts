import { realpathSync } from "node:fs";
import { expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { nuValue } from "./support/nu.ts";
import { nodeNames, pathWith, programOf, versionOf } from "./support/runtimes.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const task = (id: string, status: string, fields = {}) => ({ id, name: id, status, priority: 1, ...fields });

/** A little of everything: what is loaded at the start and later, of each language that needs no program, and waiting. */
const script = `{
  node: ($"/proc/(plugin list | where name == orchestrator | get 0.pid)/exe" | path expand)
  status: (orch status -d data | get tasks_pending)
  tasks: (orch tasks -d data | get id | sort)
  broken: (orch check -d broken | get code)
  valid: (orch validate "wf.*" | get valid)
  plan: (orch plan wf.toml | get id)
  counts: (orch stats -d data --by status | get count | math sum)
  graph: (orch graph -d data | str contains c)
  workflows: (orch workflows -d data | get workflow)
  waited: (try { orch wait -d data -q --timeout 100ms b } catch { "still open" })
}`;

it.each(nodeNames)(
  "answers on %s, and prints no warning of Node's [node-releases]",
  { timeout: 300_000 },
  async (name) => {
    const cwd = temporaryDirectory({
      "data/status.json": { running: false, tasks_pending: 2 },
      "data/tasks/a.json": task("a", "completed", { workflow: "w" }),
      "data/tasks/b.json": task("b", "pending", { workflow: "w", dependencies: ["a"] }),
      "data/tasks/c.json": task("c", "pending", { workflow: "w", dependencies: ["b"] }),
      "broken/tasks/a.json": '{"id": ',
      "wf.json": { name: "w", version: "1", operations: [{ id: "x", type: "create" }] },
      "wf.yaml": "name: w\nversion: '1'\noperations: [{id: x, type: create}]\n",
      "wf.toml": "name = 'w'\nversion = '1'\n[[operations]]\nid = 'x'\ntype = 'create'\n",
    });
    // What Node warns of becomes an error, also what it will only warn of later.
    const env = { PATH: pathWith(name), NODE_OPTIONS: "--pending-deprecation --throw-deprecation" };
    expect(await nuValue(script, { cwd, env })).toEqual({
      node: realpathSync(programOf(name)),
      status: 2,
      tasks: ["a", "b", "c"],
      broken: ["not-json"],
      valid: [true, true, true],
      plan: ["x"],
      counts: 3,
      graph: true,
      workflows: ["w"],
      waited: "still open",
    });
  },
);

it("runs on the oldest Node that the packages promise [node-releases]", () => {
  const [oldest = "Node 20"] = nodeNames;
  expect(`>=${versionOf(oldest)}`).toBe(`${manifest.engines.node}.0`);
});
