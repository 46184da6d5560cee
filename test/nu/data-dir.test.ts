import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { nuError, nuValue } from "../support/nu.ts";

const task = (id: string) => ({ id, status: "pending" });
const ids = "orch tasks | get id";

it("takes the first place that is given: flag, configuration, environment, platform, project [data-dir-order]", async () => {
  const dir = temporaryDirectory({
    "flag/tasks/1.json": task("flag"),
    "config/tasks/1.json": task("config"),
    "env/tasks/1.json": task("env"),
    "platform/tasks/1.json": task("platform"),
    "project/provisioning/platform/orchestrator/data/tasks/1.json": task("project"),
    "project/deep/down/.keep": "",
    "workspace/.orchestrator/data/tasks/1.json": task("workspace"),
    "installed/config.toml": '[storage]\nbackend = "filesystem"\ndata_dir = "{{paths.base}}/../platform"\n',
  });
  const platform = `platform_config: ${dir}/installed/config.toml`;
  const script = [
    `$env.config.plugins.orchestrator = {${platform}}`,
    "cd project",
    `let platform = (${ids})`,
    "$env.PROVISIONING_ORCHESTRATOR_DATA_DIR = '../env'",
    `let exported = (${ids})`,
    `$env.config.plugins.orchestrator = {data_dir: ../config, ${platform}}`,
    `let config = (${ids})`,
    `let flag = (${ids.replace("tasks", "tasks --data-dir ../flag")})`,
    "hide-env PROVISIONING_ORCHESTRATOR_DATA_DIR; $env.config.plugins.orchestrator = {}; cd deep/down",
    `let project = (${ids})`,
    "cd ../../../workspace",
    `[$flag $config $exported $platform $project (${ids})] | flatten`,
  ];
  expect(await nuValue(script.join("; "), { cwd: dir })).toEqual([
    "flag",
    "config",
    "env",
    "platform",
    "project",
    "workspace",
  ]);
});

it("resolves paths against the caller's directory and expands ~ [data-dir-paths]", async () => {
  const dir = temporaryDirectory({ "home/data/tasks/1.json": task("home"), "here/data/tasks/1.json": task("here") });
  const env = { HOME: `${dir}/home` };
  expect(await nuValue(`cd here; orch tasks -d data | get id`, { cwd: dir, env })).toEqual(["here"]);
  expect(await nuValue(`orch tasks -d ~/data | get id`, { cwd: dir, env })).toEqual(["home"]);
  expect(await nuValue(`orch tasks -d '~/data' | get id`, { cwd: dir, env })).toEqual(["home"]);
  expect(await nuValue(`$env.HOME = '${dir}/here'; orch tasks -d '~/data' | get id`, { cwd: dir, env })).toEqual([
    "here",
  ]);
});

it("takes a path that exists literally, else as a pattern, quoted or not [path-literal]", async () => {
  const dir = temporaryDirectory({ "a[1]/tasks/1.json": task("bracket"), "a1/tasks/1.json": task("one") });
  expect(await nuValue(`orch tasks -d 'a[1]' | get id`, { cwd: dir })).toEqual(["bracket"]);
  expect(await nuValue(`orch tasks -d 'a[0-9]' | get id`, { cwd: dir })).toEqual(["one"]);
  expect(await nuValue(`orch tasks -d a* | get id`, { cwd: dir })).toEqual(["one", "bracket"].sort());
});

it("says everything it looked at when nothing is found [data-dir-looked]", async () => {
  const dir = temporaryDirectory();
  const error = await nuError("orch status", { cwd: dir });
  expect(error).toContain("PROVISIONING_ORCHESTRATOR_DATA_DIR: nothing");
  expect(error).toContain("/var/lib/provisioning/orchestrator");
});

it("names the storage backend that keeps no files [not-found-backend]", async () => {
  const config = '[storage]\nbackend = "surrealdb-embedded"\ndata_dir = "{{paths.base}}/db"';
  const cwd = temporaryDirectory({ "config.toml": config, "db/data.db": "" });
  const configured = `$env.config.plugins.orchestrator = {platform_config: ${cwd}/config.toml}`;
  const error = await nuError(`${configured}; orch tasks`, { cwd });
  expect(error).toContain(
    `No orchestrator data directory: ${cwd}/db has no tasks, no queue.rkvs/tasks and no status.json`,
  );
  // Nushell breaks the line at the hyphen.
  expect(error).toMatch(
    /configuration names the storage backend "surrealdb- ?embedded", which keeps no task files: this plugin reads those of the backend "filesystem" only\./,
  );
});

it("says what an empty path may come from [data-dir-paths]", async () => {
  expect(await nuError("orch tasks -d ''")).toMatch(/orch::empty_path.*The path is empty.*variable that is not set/);
});

describe("the plugin's configuration", () => {
  const error = (config: string) => nuError(`$env.config.plugins.orchestrator = ${config}; orch tasks`);

  it("refuses an unknown key and names the known ones [configuration]", async () => {
    expect(await error("{data_dri: x}")).toMatch(
      /unknown key "data_dri"; did you mean "data_dir".*Known keys: data_dir, keep_alive, max_silence, default_limit, columns, platform_config/,
    );
  });

  it("refuses a value of a wrong type [configuration]", async () => {
    expect(await error("{keep_alive: 600}")).toContain(".keep_alive must be a duration, such as 10min");
    expect(await error("{keep_alive: (-1sec)}")).toContain("keep_alive must not be negative");
    expect(await error("{data_dir: 5}")).toContain("data_dir must be a path");
    expect(await error("7")).toContain("must be a record");
  });

  it("takes null for a key that is not set [configuration]", async () => {
    const script = "$env.config.plugins.orchestrator = {data_dir: null, keep_alive: null}; orch tasks -d data/small";
    expect(await nuValue(`${script} | length`)).toBe(8);
  });

  it("may be a closure, which Nushell evaluates [configuration]", async () => {
    const script = "$env.config.plugins.orchestrator = {|| {data_dir: data/small} }; orch tasks | length";
    expect(await nuValue(script)).toBe(8);
  });
});
