import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "../../../benches/soak/calls.ts";
import type { Call } from "../../../benches/soak/engine.ts";
import { evaluators } from "../../support/evaluator-paths.ts";
import { fixtures } from "../../support/nu.ts";
import { head, list, string, value } from "../../nushell/wire-value.ts";

const record = (fields: Readonly<Record<string, unknown>>) => ({ Record: { val: fields, span: head } });
const strings = (...texts: string[]) => list(...texts.map(string));
const at = (path = "queue") => ({ "data-dir": string(path) });
const short = { Duration: { val: 1_000_000, span: head } };

/** Makes what the calls are about: a queue in both layouts with a status and a checkpoint, a second one, and workflows. */
export function makeFiles(directory: string): void {
  const data = (from: string, to: string) =>
    cpSync(join(fixtures, "data", from), join(directory, to), { recursive: true });
  data("small/status.json", "queue/status.json");
  for (const task of ["001", "002", "005"]) data(`small/tasks/task-${task}.json`, `queue/tasks/task-${task}.json`);
  const stored = "3f2b8c1e-5d4a-4b7e-9a10-6c2d8e0f1a01.json";
  for (const each of ["tasks", "queue"])
    data(`daemon/queue.rkvs/${each}/${stored}`, `queue/queue.rkvs/${each}/${stored}`);
  data("small/checkpoints/backup.json", "queue/checkpoints/backup.json");
  data("small/tasks/task-006.json", "other/tasks/task-006.json");
  data("small/tasks/task-006.json", ".orchestrator/data/tasks/task-006.json");
  data("empty", "empty");
  cpSync(join(fixtures, "workflows"), join(directory, "workflows"), { recursive: true });
  writeFileSync(join(directory, "platform.toml"), `[storage]\ndata_dir = "${join(directory, "queue")}"\n`);
}

/** A call of every command, in every way that it takes to files, programs and folders. */
export function callsIn(directory: string): Readonly<Record<string, Call>> {
  const { nickel, kcl_lib: kcl } = evaluators;
  const tools = { nickel: string(nickel.path ?? ""), kcl: string("kcl_lib"), python: string(kcl.path ?? "") };
  // Nothing is kept: each call begins as the first one does.
  const settings = (fields: object) => record({ keep_alive: { Duration: { val: 0, span: head } }, ...fields });
  const cold = { settings: settings({}), fails: undefined };
  const evaluated = { settings: settings(tools), fails: undefined };
  const text = (content: string) => value(string(content));
  return {
    orch: command("", {}, cold),
    status: command("status", at(), cold),
    "status without a file": command("status", at("other"), cold),
    "status without tasks": command("status", at("empty"), cold),
    tasks: command("tasks", at(), cold),
    "tasks of several": command("tasks", at("{queue,other}"), cold),
    "tasks found": command("tasks", {}, cold),
    "tasks by the platform": command(
      "tasks",
      {},
      { ...cold, settings: settings({ platform_config: string(join(directory, "platform.toml")) }) },
    ),
    "tasks with columns": command("tasks", { ...at(), long: true }, cold),
    task: command("task", at(), { ...cold, positional: ["task-001"] }),
    logs: command("logs", at(), { ...cold, positional: ["task-001", "task-005"] }),
    check: command("check", at(), cold),
    checkpoints: command("checkpoints", at(), cold),
    graph: command("graph", { ...at(), mermaid: true }, cold),
    stats: command("stats", { ...at(), by: strings("status") }, cold),
    workflows: command("workflows", at(), cold),
    wait: command("wait", { ...at("other"), timeout: short }, { ...cold, positional: ["task-006"] }),
    "wait for all": command("wait", { ...at(), timeout: short }, cold),
    watch: command("watch", { ...at(), initial: true, for: short }, cold),
    "watch as text": command("watch", { ...at(), initial: true, text: true, for: short }, cold),
    top: command("top", at(), cold),
    "validate JSON": command("validate", {}, { ...cold, positional: ["workflows/deploy.json"] }),
    "validate YAML": command("validate", {}, { ...cold, positional: ["workflows/deploy.yaml"] }),
    "validate TOML": command("validate", {}, { ...cold, positional: ["workflows/deploy.toml"] }),
    "validate several": command("validate", {}, { ...cold, positional: ["workflows/deploy.{json,yaml}"] }),
    "validate a text": command("validate", { format: string("json") }, { ...cold, piped: text("{}") }),
    "plan TOML": command("plan", {}, { ...cold, positional: ["workflows/deploy.toml"] }),
    "validate KCL": command("validate", {}, { ...evaluated, positional: ["workflows/deploy.k"] }),
    "validate Nickel": command("validate", {}, { ...evaluated, positional: ["workflows/deploy.ncl"] }),
    "plan KCL": command("plan", {}, { ...evaluated, positional: ["workflows/deploy.k"] }),
    "validate a text of KCL": command("validate", { format: string("kcl") }, { ...evaluated, piped: text("a = 1") }),
    "validate a text of Nickel": command(
      "validate",
      { format: string("nickel") },
      { ...evaluated, piped: text("{ a = 1 }") },
    ),
  };
}
