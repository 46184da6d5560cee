import { expect, it } from "vitest";
import { stats } from "../../src/commands/stats.ts";
import { task } from "../../src/commands/task.ts";
import { wait } from "../../src/commands/wait.ts";
import { watch } from "../../src/commands/watch.ts";
import { Duration } from "nu-plugin";
import { Session } from "../../src/commands/call/session.ts";
import { run } from "./in-process.ts";

const dir = { "data-dir": "data/small" };

it.each([
  { command: stats, call: { flags: { ...dir, utc: true } } },
  { command: task, call: { flags: dir, rest: ["task-001"] } },
  { command: wait, call: { flags: dir, rest: ["task-001"] } },
  { command: watch, call: { flags: { ...dir, for: new Duration(0n) } } },
])("asks Nushell for all that orch $command.name needs in one burst [one-burst]", async ({ command, call }) => {
  expect((await run(command(new Session()), call)).asked).toEqual([["currentDir", "pluginConfig"]]);
});

it("asks for the caller's time zone in the same burst, and not where the data is if rows are piped in [one-burst]", async () => {
  const burst = [["currentDir", "pluginConfig", "envVar TZ"]];
  expect((await run(stats(new Session()), { flags: dir })).asked).toEqual(burst);
  expect((await run(stats(new Session()), { input: [{ status: "pending" }] })).asked).toEqual(burst);
});
