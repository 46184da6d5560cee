import { chmodSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { readPlatformConfig } from "../../../src/orchestrator/platform/configuration.ts";
import { runAsNobody } from "../../support/run-as-nobody.ts";
import { makeFifo, temporaryDirectory } from "../../support/temporary-directory.ts";

function platform(files: Record<string, string>, variables: Record<string, string> = {}) {
  const directory = temporaryDirectory(files);
  const config = join(directory, "config.toml");
  return {
    directory,
    read: () => readPlatformConfig(config, { env: (name) => variables[name], cwd: "/work dir", required: false }),
  };
}

const storage = (value: string) => `[storage]\ndata_dir = "${value}"\n`;

it("says nothing where no layer exists [platform-absent]", async () => {
  const nothing = { dataDir: undefined, backend: undefined, providers: [], problems: [] };
  expect(await platform({}).read()).toEqual(nothing);
  const { directory } = platform({ "config.toml": "" });
  const below = join(directory, "config.toml/config.toml");
  expect(await readPlatformConfig(below, { env: () => undefined, cwd: "/", required: false })).toEqual(nothing);
});

it("lets a later layer win: defaults, config.toml, user, environment [platform-layers]", async () => {
  const files = {
    "config.defaults.toml": storage("/defaults"),
    "config.toml": storage("/installed"),
    "config.user.toml": '[orchestrator]\ndata_dir = "/user"',
    "config.prod.toml": storage("/prod"),
  };
  expect((await platform(files, { PROVISIONING_ENV: "prod" }).read()).dataDir).toBe("/prod");
  expect((await platform(files, { PROVISIONING_ENV: "test" }).read()).dataDir).toBe("/user");
  const { "config.user.toml": _user, ...rest } = files;
  expect((await platform(rest).read()).dataDir).toBe("/installed");
  expect((await platform({ "config.defaults.toml": files["config.defaults.toml"] }).read()).dataDir).toBe("/defaults");
  expect((await platform({ ...files, "config.user.toml": "other = 1" }).read()).dataDir).toBe("/installed");
});

it("reads data_dir of the table storage, else of orchestrator [platform-tables]", async () => {
  const orchestrator = '[orchestrator]\ndata_dir = "/o"\n';
  expect((await platform({ "config.toml": orchestrator }).read()).dataDir).toBe("/o");
  expect((await platform({ "config.toml": orchestrator + storage("/s") }).read()).dataDir).toBe("/s");
});

it("reads the limits of the table executor alone, and the names of providers of every layer [platform-executor]", async () => {
  const files = {
    "config.defaults.toml":
      "[executor]\nmax_concurrent_tasks = 10\ntask_timeout_seconds = 60\n[providers.aws]\n[providers.local]",
    "config.toml":
      "[providers.upcloud]\ntimeout = 9007199254740993\n[providers.aws]\n[executor]\ntask_timeout_seconds = 1800.5",
  };
  expect(await platform(files).read()).toMatchObject({
    taskTimeout: 1800.5,
    maxConcurrentTasks: 10,
    providers: ["aws", "local", "upcloud"],
    problems: [],
  });
  const elsewhere =
    "task_timeout_seconds = 1\n[server]\nmax_concurrent_tasks = 1\n[orchestrator.executor]\ntask_timeout_seconds = 1";
  const none = { taskTimeout: undefined, maxConcurrentTasks: undefined, providers: [] };
  expect(await platform({ "config.toml": `${elsewhere}\n[providers]\naws = true` }).read()).toMatchObject(none);
});

it("takes a limit that is none for one that is not set, and says so [platform-executor]", async () => {
  const noted = async (line: string) => {
    const { directory, read } = platform({ "config.user.toml": `[executor]\n${line}`, "config.toml": storage("/x") });
    const { dataDir, problems } = await read();
    expect([dataDir, ...problems.map(({ path }) => path)]).toEqual(["/x", join(directory, "config.user.toml")]);
    return problems.map(({ message }) => message);
  };
  const seconds = "is not a number of seconds above 0: taken as missing";
  const integer = "not an integer above 0: taken as missing";
  expect(await noted('task_timeout_seconds = "1h"')).toEqual([`task_timeout_seconds "1h" ${seconds}`]);
  expect(await noted("task_timeout_seconds = 0")).toEqual([`task_timeout_seconds 0 ${seconds}`]);
  expect(await noted("max_concurrent_tasks = 0")).toEqual([`max_concurrent_tasks 0 is ${integer}`]);
  for (const [float, shown] of Object.entries({ "2.5": "2.5", "4.0": "4", "1e1": "10" })) {
    expect(await noted(`max_concurrent_tasks = ${float}`)).toEqual([
      `max_concurrent_tasks is the float ${shown}, ${integer}`,
    ]);
  }
});

it("fills in {{paths.base}}, {{env.X}} and {{now.date}}, once [platform-placeholders]", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 2, 4, 23, 59, 59) });
  onTestFinished(() => void vi.useRealTimers());
  const variables = { HOME: "/home/ada", LOOP: "{{env.HOME}}" };
  const filled = async (value: string) => (await platform({ "config.toml": storage(value) }, variables).read()).dataDir;
  expect(await filled("{{paths.base}}/data")).toBe("/work dir/data");
  expect(await filled("{{ env.HOME }}/x/{{env.HOME}}")).toBe("/home/ada/x//home/ada");
  expect(await filled("{{env.LOOP}}")).toBe("{{env.HOME}}");
  expect(await filled("/plain/{x}")).toBe("/plain/{x}");
  expect(await filled("/logs/{{now.date}}")).toBe("/logs/2026-03-04");
  expect((await platform({ "config.toml": '[storage]\nbackend = "{{env.HOME}}"' }, variables).read()).backend).toBe(
    "/home/ada",
  );
});

it.each([
  ["{{env.UNSET}}/data", "{{env.UNSET}} is not set in the environment"],
  ["{{workspace.root}}", "{{workspace.root}} is not a known placeholder"],
  ["{{git.branch}}", "{{git.branch}} has no meaning outside of a git repository"],
])(
  "spoils only the value whose placeholder it cannot fill in: %s [platform-placeholder-unknown]",
  async (value, reason) => {
    const more = `[executor]\nmax_concurrent_tasks = 3\n[orchestrator]\ndata_dir = "${value}"`;
    const { directory, read } = platform({ "config.toml": storage(value) + more });
    const { dataDir, maxConcurrentTasks } = await read();
    expect(maxConcurrentTasks).toBe(3);
    expect(dataDir).toMatchObject({
      code: "orch::platform_config",
      message: `Platform configuration ${join(directory, "config.toml")}: data_dir "${value}": ${reason}`,
      about: "platform-config",
      help: "Correct that file.",
    });
  },
);

it("names file, line, column and cause of a broken configuration [platform-broken]", async () => {
  const { directory, read } = platform({ "config.user.toml": "[storage]\ndata_dir = \u{1}nope\n" });
  await expect(read()).rejects.toMatchObject({
    code: "orch::platform_config",
    message: expect.stringMatching(/config\.user\.toml:2:12: \P{Cc}+$/u),
    cause: expect.any(Error),
  });
  const typed = platform({ "config.toml": "[storage]\ndata_dir = 3" });
  await expect(typed.read()).rejects.toThrow(/config\.toml: storage\.data_dir: must be a string$/);
  const table = platform({ "config.toml": "storage = 3" });
  await expect(table.read()).rejects.toThrow(/config\.toml: storage: must be a table$/);
  const merged = platform({ "config.toml": "[storage]\n<<<<<<< HEAD\n=======\n>>>>>>> other\n" });
  await expect(merged.read()).rejects.toThrow(
    /config\.toml:2:1: a merge conflict was left in the file: "<<<<<<< HEAD"/,
  );
  const twice = platform({ "config.toml": '[storage]\nbackend = "a"\nbackend = "b"\n' });
  await expect(twice.read()).rejects.toThrow(/config\.toml:3:1: the key "backend" appears twice in one map$/);
  expect(directory).not.toBe("");
});

it("names the permission that a configuration lacks [platform-broken]", { timeout: 60_000 }, () => {
  const { directory } = platform({ "config.toml": storage("/x") });
  chmodSync(directory, 0o755);
  chmodSync(join(directory, "config.toml"), 0o000);
  const config = JSON.stringify(join(directory, "config.toml"));
  const answer = runAsNobody(
    "platform/configuration.ts",
    `return module.readPlatformConfig(${config}, { env: () => undefined, cwd: "/" }).catch(({ message, help }) => ({ message, help }))`,
  );
  expect(answer).toEqual({
    message: expect.stringMatching(/^Platform configuration .*: permission denied: .* lacks read permission on /),
    help: expect.stringMatching(/^Grant it with: .*chmod [au]\+r '/),
  });
});

it("must be there when it is configured, and PROVISIONING_ENV must name a layer [platform-required]", async () => {
  const config = join(temporaryDirectory(), "config.toml");
  const read = readPlatformConfig(config, { env: () => undefined, cwd: "/", required: true });
  await expect(read).rejects.toThrow(`${config} does not exist`);
  const odd = platform({ "config.toml": storage("/x") }, { PROVISIONING_ENV: "../x" });
  await expect(odd.read()).rejects.toMatchObject({
    message: expect.stringContaining('PROVISIONING_ENV "../x" is not the name of an environment'),
    help: expect.stringContaining("Set PROVISIONING_ENV to"),
  });
  await expect(platform({}, { PROVISIONING_ENV: "../x" }).read()).resolves.toMatchObject({ dataDir: undefined });
});

it("takes an empty variable for one that is not set [platform-placeholders]", async () => {
  const { read } = platform({ "config.toml": storage("{{env.EMPTY}}/data") }, { EMPTY: "" });
  const { dataDir } = await read();
  expect(dataDir).toMatchObject({ message: expect.stringContaining("{{env.EMPTY}} is not set in the environment") });
});

it("looks once through a placeholder that does not end [names-linear]", async () => {
  const value = `{{${" ".repeat(300_000)}/x`;
  expect((await platform({ "config.toml": storage(value) }).read()).dataDir).toBe(value);
  expect((await platform({ "config.toml": storage("{{  paths.base  }}/x") }).read()).dataDir).toBe("/work dir/x");
});

it("waits for no writer, and reads no device to its end [platform-regular]", async () => {
  const { directory, read } = platform({});
  const config = join(directory, "config.toml");
  makeFifo(config);
  await expect(read()).rejects.toThrow(`${config} is a FIFO, not a config.toml`);
  rmSync(config);
  symlinkSync("/dev/zero", config);
  await expect(read()).rejects.toThrow(`${config} is a device, not a config.toml`);
  rmSync(config);
  writeFileSync(config, `# ${"x".repeat(1024 * 1024)}`);
  await expect(read()).rejects.toThrow("is larger than 1 MiB");
});

it("does not look into tables of others, however deep they are [validate-stack]", async () => {
  const { read } = platform({
    "config.toml": `${storage("/x")}[${Array.from({ length: 50_000 }, () => "a").join(".")}]`,
  });
  expect((await read()).dataDir).toBe("/x");
});
