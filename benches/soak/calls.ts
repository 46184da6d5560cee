import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { complete, run } from "../../test/nushell/host/engine-side.ts";
import { head, int, list, listStream, string, value } from "../../test/nushell/wire-value.ts";
import { evaluators } from "../../test/support/evaluator-paths.ts";
import type { Call } from "./engine.ts";
import { groups, writeTask } from "./files.ts";

/** Makes the call of one round, after what has to happen to files before it. */
export type Kind = (round: number) => Call;

type Flags = Readonly<Record<string, unknown>>;

interface More extends Omit<Call, "message"> {
  readonly positional?: readonly string[];
  /** What is piped in, as a header of the wire. */
  readonly piped?: unknown;
}

export function command(name: string, flags: Flags = {}, { positional = [], piped, ...more }: More = {}): Call {
  const named = Object.entries(flags).map(([flag, given]) => [
    { item: flag, span: head },
    given === true ? null : given,
  ]);
  return {
    fails: false,
    ...more,
    message(id) {
      const input = more.input === undefined ? (piped ?? "Empty") : listStream(id);
      return run(id, `orch ${name}`.trim(), { positional: positional.map(string), named, input });
    },
  };
}

const dir = (path: string): Flags => ({ "data-dir": string(path), quiet: true });
const strings = (...texts: string[]) => list(...texts.map(string));
const settings = (fields: Flags) => ({ Record: { val: fields, span: head } });
const fails = { fails: true };

/**
 * All kinds of calls, one of each in a round: every command, with what is asked for there and not there, read and broken, one
 * and many, streamed, interrupted and refused. What is named is another each round wherever a name may be kept.
 */
export function kindsIn(directory: string): Readonly<Record<string, Kind>> {
  const at = (path: string) => join(directory, path);
  const small = dir("data/small");
  const large = dir("large");
  const ids = Array.from({ length: 40 }, (_, i) => string(`task-${i}`));

  return {
    help: () => command(""),
    "unknown command": (round) => command("", {}, { ...fails, positional: [`stat${round}`] }),
    "no command of the plugin": (round) => ({ ...command(`x${round}`), ...fails }),
    signatures: () => ({ message: (id) => ({ Call: [id, "Signature"] }), fails: false }),
    status: () => command("status", small),
    "status that is missing": (round) => command("status", dir(`missing/${round}`), fails),
    "status that is broken": () => command("status", { "data-dir": string("data/broken") }, { fails: undefined }),
    "tasks, one changed": (round) => {
      writeTask(directory, "large", round % 300, round);
      return command("tasks", large);
    },
    "tasks, a page": () => command("tasks", { ...large, status: strings("pending"), limit: int(10) }),
    "tasks that are missing": (round) => command("tasks", dir(`missing/${round}`), fails),
    "tasks by an unknown status": (round) => command("tasks", { ...large, status: strings(`pend${round}`) }, fails),
    "tasks by a workflow": (round) => command("tasks", { ...large, workflow: string(`*/${round % 7}-*`) }),
    "tasks by an unknown workflow": (round) =>
      command("tasks", { ...large, workflow: string(`n*/x${round}-?`) }, fails),
    "tasks by columns": () =>
      command("tasks", { ...large, columns: strings("id", "blocked_by", "output"), limit: int(20) }),
    "tasks by an unknown column": (round) => command("tasks", { ...large, columns: strings(`id${round}`) }, fails),
    "tasks, afresh": () => command("tasks", { ...small, "no-cache": true, long: true }),
    "tasks, with problems": () => command("tasks", { "data-dir": string("data/broken") }),
    "tasks, strictly": () => command("tasks", { "data-dir": string("data/broken"), strict: true }, fails),
    "tasks of many directories": (round) => command("tasks", dir(`many/${round % groups}-*`)),
    "tasks of a new directory": (round) => {
      rmSync(at(`new/${round - 3}`), { recursive: true, force: true });
      writeTask(directory, `new/${round}`, 1);
      return command("tasks", dir(`new/${round}`));
    },
    "tasks of no directory": (round) => command("tasks", dir(`data/{x,y}${round}-*`), { fails: undefined }),
    "tasks by settings": (round) => {
      const fields = {
        data_dir: string(at("large")),
        default_limit: int(5),
        platform_config: string(at(`p${round}.toml`)),
      };
      return command("tasks", { quiet: true }, { settings: settings(fields) });
    },
    "a setting that is unknown": (round) =>
      command("status", small, { ...fails, settings: settings({ [`k${round}`]: int(1) }) }),
    task: (round) => command("task", large, { positional: [`task-${round % 300}`] }),
    "a task that is unknown": (round) => command("task", large, { ...fails, positional: [`tsk-${round}`] }),
    "tasks from a stream": () => command("task", large, { input: ids }),
    logs: () => command("logs", large, { positional: ["task-1", "task-2", "task-3", "task-4"] }),
    "logs, some": () => command("logs", large, { positional: ["task-5", "task-6"], take: 10, fails: undefined }),
    "logs, followed and interrupted": () =>
      command("logs", { ...large, follow: true }, { positional: ["task-5"], interruptAfter: "item", fails: undefined }),
    watch: () => command("watch", { ...large, initial: true, for: { Duration: { val: 1_000_000, span: head } } }),
    "watch, interrupted": () =>
      command("watch", { ...large, initial: true }, { interruptAfter: "item", fails: undefined }),
    "wait, interrupted": () => command("wait", large, { interruptAfter: 3, fails: true }),
    "wait for no longer": () =>
      command("wait", { ...small, timeout: { Duration: { val: 1_000_000, span: head } } }, fails),
    check: () => command("check", small),
    "check of what is missing": (round) => command("check", dir(`missing/${round}`), { fails: undefined }),
    checkpoints: () => command("checkpoints", { "data-dir": string("data/small") }, {}),
    "checkpoints that are unknown": (round) =>
      command("checkpoints", { "data-dir": string("data/small") }, { ...fails, positional: [`backup${round}`] }),
    graph: () => command("graph", { ...small, mermaid: true }),
    stats: (round) => command("stats", { ...large, by: strings("date", "status") }, { variables: { TZ: zone(round) } }),
    workflows: () => command("workflows", { "data-dir": string("data/small"), quiet: true }),
    top: () => command("top", small, fails),
    "TAB for ids": () => ({
      message: (id) => complete(id, "orch task", { Positional: 0 }),
      variables: { PROVISIONING_ORCHESTRATOR_DATA_DIR: at("large") },
      fails: false,
    }),
    "plan of TOML": () => command("plan", {}, { positional: ["workflows/deploy.toml"] }),
    "plan of YAML, as a tree": () =>
      command("plan", { tree: true, quiet: true }, { positional: ["workflows/deploy.yaml"] }),
    "validate YAML and JSON": () =>
      command("validate", {}, { positional: ["workflows/deploy.yaml", "workflows/deploy.json"] }),
    "validate what is broken": () => command("validate", {}, { positional: ["workflows/broken.yaml"] }),
    "validate what is missing": (round) =>
      command("validate", {}, { ...fails, positional: [`workflows/${round}.yaml`] }),
    "validate a text": (round) =>
      command("validate", { format: string("json") }, { piped: value(string(workflow(round))) }),
    "validate a new file": (round) => {
      rmSync(at(`new-${round - 1}.yaml`), { force: true });
      writeFileSync(at(`new-${round}.yaml`), workflow(round));
      return command("validate", {}, { positional: [`new-${round}.yaml`] });
    },
  };
}

function workflow(round: number): string {
  const operation = { id: `a${round}`, operation_type: "create", provider: `p${round}` };
  return JSON.stringify({ name: `w${round}`, operations: [operation] });
}

/** The kinds that start programs, as far as those are installed. */
export function slowKinds(): Readonly<Record<string, Kind>> {
  const { nickel, kcl_lib: kcl } = evaluators;
  const tools = settings({ nickel: string(nickel.path ?? ""), kcl: string("kcl_lib"), python: string(kcl.path ?? "") });
  const evaluated =
    (file: string): Kind =>
    () =>
      command("validate", {}, { positional: [file], settings: tools });
  return {
    ...(nickel.path === undefined ? {} : { Nickel: evaluated("workflows/deploy.ncl") }),
    ...(kcl.path === undefined ? {} : { KCL: evaluated("workflows/deploy.k") }),
  };
}

const zones = Intl.supportedValuesOf("timeZone");

/** A time zone, each round in another spelling. */
function zone(round: number): string {
  const name = zones[round % 8] ?? "UTC";
  const bits = Math.floor(round / 8);
  return Array.from(name, (letter, i) => ((bits >> i) & 1 ? letter.toUpperCase() : letter.toLowerCase())).join("");
}
