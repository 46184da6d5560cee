import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { orch } from "../../src/commands/orch.ts";
import { stats } from "../../src/commands/stats.ts";
import { status } from "../../src/commands/status.ts";
import { tasks } from "../../src/commands/tasks.ts";
import { validate } from "../../src/commands/validate.ts";
import { Duration } from "nu-plugin";
import { marked, type RunOptions } from "nu-plugin/testing";
import { Session } from "../../src/commands/call/session.ts";
import { loadedCommands } from "../support/commands.ts";
import { fixtures } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { homeVariables, run } from "./in-process.ts";

const small = { "data-dir": "data/small" };

it("offers orch and its subcommands", async () => {
  const names = (await loadedCommands()).map(({ signature }) => signature.name);
  const onData = [
    "check",
    "graph",
    "logs",
    "stats",
    "status",
    "task",
    "tasks",
    "top",
    "wait",
    "watch",
    "workflows",
    "checkpoints",
  ];
  expect(names).toEqual(["orch", ...[...onData, "plan", "validate"].map((name) => `orch ${name}`)]);
});

it("gives Nushell's own help for orch", async () => {
  expect(await run(orch([], "orch.nu"))).toMatchObject({ value: "the help", asked: [["help"]] });
});

describe("a subcommand that there is not", () => {
  const message = async (word: string) => {
    const [command] = await loadedCommands();
    const failed = command === undefined ? undefined : run(command, { rest: [word] });
    return (failed ?? Promise.resolve()).then(String, (error: Error) => error.message);
  };

  it.each([
    ["list", "; did you mean `orch tasks`?"],
    ["jobs", "; did you mean `orch tasks`?"],
    ["ps", "; did you mean `orch tasks`?"],
    ["taks", "; did you mean `orch task`?"],
    ["TASKS", "; did you mean `orch tasks`?"],
    ["show", "; did you mean `orch task`?"],
    ["get", "; did you mean `orch task`?"],
    ["log", "; did you mean `orch logs`?"],
    ["tail", "; did you mean `orch logs` or `orch watch`?"],
    ["doctor", "; did you mean `orch check`?"],
    ["statu", "; did you mean `orch status`?"],
    ["failed", "; did you mean `orch tasks` or `orch workflows`?"],
    ["why", "; did you mean `orch graph` or `orch logs`?"],
    ["compare", "; did you mean `orch stats`?"],
    ["export", "; did you mean `orch tasks`?"],
    ["notify", "; did you mean `orch wait`?"],
    ["alive", "; did you mean `orch status`?"],
    ["orchestrator", ""],
    ["wa", "; did you mean `orch wait` or `orch watch`?"],
    ["zzz", ""],
    ["a\u001b[2J", ""],
  ])("is taken for what %j may mean [did-you-mean-command]", async (word, hint) => {
    expect(await message(word)).toBe(`There is no command \`orch ${word.replace("\u001b", "\\u{1b}")}\`${hint}`);
  });
});

describe("a command on a data directory", () => {
  it("asks Nushell for all it needs in one burst [one-burst]", async () => {
    const asked = async (call: RunOptions) => (await run(status(new Session()), call)).asked;
    const always = ["currentDir", "pluginConfig"];
    const home = homeVariables.map((name) => `envVar ${name}`);
    expect(await asked({ flags: small })).toEqual([always]);
    const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: "~/data/small", HOME: fixtures };
    expect(await asked({ env, flags: { "data-dir": "~/data/small" } })).toEqual([[...always, ...home]]);
    // Without the flag the variables' values are used, and are not asked for again.
    const variables = ["PROVISIONING_ORCHESTRATOR_DATA_DIR", "PROVISIONING_ENV"].map((name) => `envVar ${name}`);
    expect(await asked({ env })).toEqual([[...always, ...variables, ...home]]);
  });

  it("keeps the plugin alive for keep_alive, 10 minutes if not set, and not at all with --no-cache [keep-alive-config]", async () => {
    const held = async (call: RunOptions) => {
      const { keepAlive } = await run(tasks(new Session()), call);
      return keepAlive.mock.calls.map(([milliseconds]) => milliseconds);
    };
    expect(await held({ flags: small })).toEqual([600_000]);
    expect(await held({ flags: small, config: { keep_alive: new Duration(90_000_000_000n) } })).toEqual([90_000]);
    expect(await held({ flags: { ...small, "no-cache": true } })).toEqual([]);
  });

  it("lets go of every queue when the plugin is idle for that long [keep-alive-config]", async () => {
    const session = new Session();
    const { keepAlive } = await run(tasks(session), { flags: small });
    expect((await session.queues()).size).toBe(1);
    for (const [, held] of keepAlive.mock.calls) held.close();
    expect((await session.queues()).size).toBe(0);
  });

  it.each([status, tasks])(
    "keeps nothing of a path that is not there, another each time [bounded-missing]",
    async (command) => {
      const session = new Session();
      for (let i = 0; i < 50; i++) {
        const asked = run(command(session), { flags: { "data-dir": `missing/${i}` } });
        await expect(asked).rejects.toThrow(join("missing", `${i}`));
      }
      expect((await session.queues()).size).toBe(0);
    },
  );

  it("takes its place from the configuration and the environment [data-dir-order]", async () => {
    const dataDir = async (call: RunOptions) => {
      const { value } = await run(status(new Session()), call);
      return value;
    };
    const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: "data/daemon" };
    expect(await dataDir({ env })).toMatchObject({ data_dir: join(fixtures, "data/daemon") });
    expect(await dataDir({ env, config: { data_dir: "~/data/small" } }).catch(String)).toContain("home directory");
    const home = { ...env, HOME: fixtures };
    expect(await dataDir({ env: home, config: { data_dir: "~/data/small" } })).toMatchObject({
      data_dir: join(fixtures, "data/small"),
    });
  });

  it("refuses a variable that is no text, at its place [environment-not-text]", async () => {
    const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: { a: 1 } };
    const failed = await run(tasks(new Session()), { env }).catch((error: unknown) => error);
    expect(failed).toHaveProperty("message", "$env.PROVISIONING_ORCHESTRATOR_DATA_DIR must be a string");
    expect(marked(failed)).toEqual(["$env.PROVISIONING_ORCHESTRATOR_DATA_DIR"]);
    await expect(run(tasks(new Session()), { env, flags: small })).resolves.toBeDefined();
  });

  it.each([
    { config: { data_dri: "x" }, message: /has an unknown key "data_dri"; did you mean "data_dir"/ },
    { config: { keep_alive: 600 }, message: /\.keep_alive must be a duration/ },
    { config: { keep_alive: new Duration(-1n) }, message: /\.keep_alive must not be negative/ },
    { config: "x", message: /must be a record/ },
  ])("refuses a configuration: $message [configuration]", async ({ config, message }) => {
    await expect(run(tasks(new Session()), { config })).rejects.toThrow(message);
  });

  it("points at the argument, or else at the command [error-span]", async () => {
    const labels = async (call: RunOptions) => {
      const failed = await run(status(new Session()), call).catch((error: unknown) => error);
      return { marked: marked(failed), failed };
    };
    expect(await labels({ flags: { "data-dir": "nowhere" } })).toMatchObject({
      marked: ["--data-dir nowhere"],
      failed: { options: { labels: [{ text: "asked for here" }] } },
    });
    expect(await labels({ config: { data_dir: "nowhere" } })).toMatchObject({
      marked: ["orch status"],
      failed: { options: { labels: [{ text: "of this command's data" }] } },
    });
  });
});

describe("orch status", () => {
  it("shows one row for each of many directories, bad ones as nulls [status-one-of-many] [status-several]", async () => {
    const dir = temporaryDirectory({ "a/status.json": { running: true }, "b/status.json": "{" });
    const { value, warnings } = await run(status(new Session()), { flags: { "data-dir": `${dir}/*`, long: true } });
    expect(Object.keys((value as object[])[0] ?? {})[0]).toBe("dir");
    expect(value).toMatchObject([
      { dir: "a", running: true, data_dir: join(dir, "a"), counts: null, wrong_counts: null },
      { dir: "b", running: null, data_dir: join(dir, "b"), source: null, counts: null, wrong_counts: null },
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/^orch status: 1 directory has a problem: .*[\\/]b: .*\. Correct or remove it\./),
    ]);
  });
});

describe("orch tasks", () => {
  it("names at most five problems, all of them in the metadata [tasks-problems]", async () => {
    const files = Array.from({ length: 7 }, (_, i) => [`tasks/${i}.json`, "{"]);
    const dir = temporaryDirectory(Object.fromEntries(files));
    const { value, warnings, metadata } = await run(tasks(new Session()), { flags: { "data-dir": dir } });
    expect(value).toEqual([]);
    expect(warnings[0]).toMatch(
      /^orch tasks: 7 files have problems:\n {2}0\.json: [^]*4\.json: .*\n {4}Correct or remove it\.\n {2}And 2 more, all in `metadata`\.$/,
    );
    expect(metadata.custom?.["orch_problems"]).toHaveLength(7);
  });

  it("names all problems for Nushell before 0.108, which keeps no metadata of a plugin's [tasks-problems]", async () => {
    const files = Array.from({ length: 7 }, (_, i) => [`tasks/${i}.json`, "{"]);
    const dir = temporaryDirectory(Object.fromEntries(files));
    const { warnings } = await run(tasks(new Session()), { flags: { "data-dir": dir }, version: "0.107.0" });
    expect(warnings[0]).toMatch(
      /^orch tasks: 7 files have problems:\n {2}0\.json: [^]*\n {2}6\.json: .*\n {4}Correct or remove it\.$/,
    );
  });

  it("names whole paths where the files are in several folders [tasks-problems]", async () => {
    const dir = temporaryDirectory({ "a/tasks/x.json": "{", "b/tasks/x.json": "{" });
    const { warnings } = await run(tasks(new Session()), { flags: { "data-dir": `${dir}/*` } });
    expect(warnings[0]).toContain(`${join(dir, "a/tasks/x.json")}: not JSON`);
  });

  it.each([
    ["orch tasks", tasks],
    ["orch status", status],
    ["orch stats", stats],
  ])("%s names whole paths where one of several directories has problems [tasks-problems]", async (_, command) => {
    const dir = temporaryDirectory({
      "a/tasks/x.json": "{",
      "b/tasks/x.json": { id: "x", status: "pending" },
    });
    const { warnings } = await run(command(new Session()), { flags: { "data-dir": `${dir}/*` } });
    expect(warnings[0]).toContain(`1 file has a problem: ${join(dir, "a/tasks/x.json")}: not JSON`);
    const strict = run(tasks(new Session()), { flags: { "data-dir": [`${dir}/a`, `${dir}/b`], strict: true } });
    await expect(strict).rejects.toThrow(`${join(dir, "a/tasks/x.json")}: not JSON`);
  });

  it("gives raw fields, and the index's word for a status that is not there [tasks-raw]", async () => {
    const dir = temporaryDirectory({ "tasks/a.json": { id: "a", priority: { high: true } } });
    const { value } = await run(tasks(new Session()), { flags: { "data-dir": dir, raw: true, quiet: true } });
    expect(value).toEqual([{ id: "a", status: "unknown", created_at: null, priority: '{"high":true}' }]);
  });
});

describe("orch validate", () => {
  it("hands the caller's PATH on, a list in Nushell, as the system has it [path-list]", async () => {
    const failed = run(validate(new Session()), {
      rest: ["workflows/deploy.ncl"],
      env: { PATH: ["/nonexistent", "/neither"] },
    });
    await expect(failed).rejects.toMatchObject({ options: { code: "orch::evaluator_missing" } });
  });

  it("gives one row for a file that is asked for twice [validate-shape]", async () => {
    const { value } = await run(validate(new Session()), {
      rest: ["workflows/deploy.json", ["workflows/deploy.json"]],
    });
    expect(value).toMatchObject([{ file: join("workflows", "deploy.json"), valid: true }]);
  });
});
