import { chmodSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
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
  expect(await platform({}).read()).toEqual({ dataDir: undefined, backend: undefined });
  const { directory } = platform({ "config.toml": "" });
  const below = join(directory, "config.toml/config.toml");
  expect(await readPlatformConfig(below, { env: () => undefined, cwd: "/", required: false })).toEqual({
    dataDir: undefined,
    backend: undefined,
  });
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

it("names a backend that keeps no files, and no other [platform-backend]", async () => {
  expect(await backendOf("filesystem")).toBeUndefined();
  expect(await backendOf("surrealdb-embedded")).toBe("surrealdb-embedded");
  expect(await backendOf("surrealdb-server")).toBe("surrealdb-server");
});

it("fills in {{paths.base}} and {{env.X}}, once [platform-placeholders]", async () => {
  const variables = { HOME: "/home/ada", LOOP: "{{env.HOME}}" };
  const filled = async (value: string) => (await platform({ "config.toml": storage(value) }, variables).read()).dataDir;
  expect(await filled("{{paths.base}}/data")).toBe("/work dir/data");
  expect(await filled("{{ env.HOME }}/x/{{env.HOME}}")).toBe("/home/ada/x//home/ada");
  expect(await filled("{{env.LOOP}}")).toBe("{{env.HOME}}");
  expect(await filled("/plain/{x}")).toBe("/plain/{x}");
});

it.each([
  ["{{env.UNSET}}/data", "{{env.UNSET}} is not set in the environment"],
  ["{{workspace.root}}", "{{workspace.root}} is not a known placeholder"],
])("refuses a placeholder that it cannot fill in: %s [platform-placeholder-unknown]", async (value, reason) => {
  const { directory, read } = platform({ "config.toml": storage(value) });
  await expect(read()).rejects.toMatchObject({
    code: "orch::platform_config",
    message: `Platform configuration ${directory}/config.toml: data_dir "${value}": ${reason}`,
    about: "platform-config",
    help: "Correct that file.",
  });
});

it("names file, line, column and cause of a broken configuration [platform-broken]", async () => {
  const { directory, read } = platform({ "config.user.toml": "[storage]\ndata_dir = \u{1}nope\n" });
  await expect(read()).rejects.toMatchObject({
    code: "orch::platform_config",
    message: expect.stringMatching(/config\.user\.toml:2:12: Invalid TOML document: \P{Cc}+$/u),
    cause: expect.any(Error),
  });
  const typed = platform({ "config.toml": "[storage]\ndata_dir = 3" });
  await expect(typed.read()).rejects.toThrow(/config\.toml: storage\.data_dir: must be a string$/);
  const table = platform({ "config.toml": "storage = 3" });
  await expect(table.read()).rejects.toThrow(/config\.toml: storage: must be a table$/);
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

async function backendOf(name: string): Promise<string | undefined> {
  return (await platform({ "config.toml": `[storage]\nbackend = "${name}"` }).read()).backend;
}

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
  await expect(read()).rejects.toThrow("{{env.EMPTY}} is not set in the environment");
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

it("says of tables that are nested too deep that they are [validate-stack]", async () => {
  const { read } = platform({ "config.toml": `[${Array.from({ length: 50_000 }, () => "a").join(".")}]` });
  await expect(read()).rejects.toThrow("its tables are nested too deep");
});
