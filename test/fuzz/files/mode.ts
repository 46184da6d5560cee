import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import * as fc from "fast-check";
import type { Command } from "nu-plugin";
import { Session } from "../../../src/commands/call/session.ts";
import { commands as pluginCommands } from "../../../src/commands/commands.ts";
import { ask, askTwice, type Answer } from "../asked.ts";
import { trial, type CaseOf, type Mode, type Result } from "../mode.ts";
import { fileFault, kindOf, makeDataDir, withFileFaults } from "./data-dirs.ts";

/** The task that nothing is ever done to. */
const good = "zz-well";

/** The calls, of which the first is made of every data directory. */
const calls: readonly {
  readonly name: string;
  readonly flags?: Record<string, unknown>;
  readonly rest?: readonly string[];
}[] = [
  { name: "orch tasks", flags: { long: true } },
  { name: "orch tasks", flags: { raw: true, status: ["pending", "running"] } },
  { name: "orch status" },
  { name: "orch task", rest: [good, "task-001"] },
  { name: "orch logs", rest: ["task-001"] },
  { name: "orch stats", flags: { by: "workflow" } },
  { name: "orch workflows" },
  { name: "orch checkpoints" },
  { name: "orch graph", flags: { mermaid: true } },
  { name: "orch check" },
];

const cases = fc.record(
  {
    faults: fc.array(fileFault, { minLength: 1, maxLength: 5 }),
    calls: fc.subarray([...calls.keys()].slice(1), { minLength: 1, maxLength: 3 }),
  },
  { noNullPrototype: true },
);

/** Data directories in which something is wrong: status.json, tasks, the daemon's store, checkpoints, the platform's configuration. */
export async function files(): Promise<Mode> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "fuzz-files-")));
  const session = new Session();
  const byName = new Map<string, Command>();
  for (const each of pluginCommands(session)) if (each.name !== "orch") byName.set(each.name, await each.load());
  let made = 0;

  async function run(given: CaseOf<typeof cases>): Promise<Result> {
    const home = join(root, String(made++));
    const { dataDir, config } = makeDataDir(home, good);
    try {
      withFileFaults(home, given.faults);
      const outcomes = new Set<string>();
      for (const { name, flags = {}, rest = [] } of calls.filter(
        (_, index) => index === 0 || given.calls.includes(index),
      )) {
        const command = byName.get(name);
        if (command === undefined) throw new Error(`there is no ${name}`);
        // What is read at the first call is kept, and has to be what the second finds.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- plain texts and lists
        const options = {
          cwd: home,
          env: { HOME: home },
          config,
          flags: { ...flags, quiet: true, "data-dir": dataDir } as never,
          rest,
        };
        const answer = await (name === "orch stats" ? ask : askTwice)(command, options);
        outcomes.add("error" in answer ? `error ${answer.error.options.code}` : "answered");
        if (name === "orch tasks" && flags["long"] === true) checkListing(answer, dataDir);
      }
      return { kinds: given.faults.map(kindOf), outcome: [...outcomes].toSorted().join(" and ") };
    } finally {
      session.close();
      rmSync(home, { recursive: true, force: true });
    }
  }

  return {
    what: "data directories",
    usual: 300,
    trials: { calls: trial(1, cases, run) },
    close: () => rmSync(root, { recursive: true }),
  };
}

/** Throws an error unless each file of a task is listed or told of, and the one that is well is listed whatever the others are. */
function checkListing(answer: Answer, dataDir: string): void {
  if ("error" in answer) {
    // What a directory holds that cannot be listed is unknown, and so is the list of tasks.
    if (answer.error.options.code === "orch::unreadable_directory") return;
    throw new Error(`the tasks cannot be listed: ${answer.error.message}`);
  }
  const rows = listOf(answer.result.value);
  if (!rows.some(({ id }) => id === good)) throw new Error(`${good} is not listed: ${inspect(rows)}`);
  const problems = listOf((answer.result.metadata.custom as { orch_problems?: unknown } | undefined)?.orch_problems);
  const told = new Set(problems.map(({ path }) => path));
  const places = [join(dataDir, "tasks"), join(dataDir, "queue.rkvs", "tasks")];
  const all = places.flatMap((place) => (told.has(place) ? [] : namesIn(place).map((name) => join(place, name))));
  const listed = new Set(rows.map(({ path }) => path));
  const silent = all.filter((path) => !told.has(path) && !listed.has(path));
  if (silent.length > 0) throw new Error(`neither listed nor told of: ${silent.join(", ")}`);
}

function namesIn(directory: string): readonly string[] {
  try {
    // A name that begins with a dot is of no task, but of a writer or an editor.
    return readdirSync(directory).filter((name) => /^[^.].*\.json$/s.test(name));
  } catch {
    return [];
  }
}

function listOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}
