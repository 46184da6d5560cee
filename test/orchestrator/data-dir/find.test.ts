import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { dataDirVariables, systemDirs, type DataDirContext } from "../../../src/orchestrator/data-dir/candidates.ts";
import { findDataDirs } from "../../../src/orchestrator/data-dir/find.ts";
import { dataDirNotFound, statusNotFound } from "../../../src/orchestrator/data-dir/not-found.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";

const variable = "PROVISIONING_ORCHESTRATOR_DATA_DIR";
const [systemDir = "", systemQueue = ""] = systemDirs.map(({ path }) => path);

/** A caller in `cwd`, beside whom the platform's configuration stands; it says nothing unless the test wrote it. */
function caller(
  cwd: string,
  variables: Record<string, string> = {},
  { given, signal, ...settings }: Pick<DataDirContext, "given" | "signal"> & DataDirContext["settings"] = {},
): DataDirContext {
  const platformConfig = join(cwd, "platform/config.toml");
  if (!existsSync(platformConfig)) writeFiles(cwd, { "platform/config.toml": "" });
  const env = (name: string) => variables[name];
  return { env, cwd, settings: { platformConfig, ...settings }, given, givenBy: "--data-dir", signal };
}

it("takes the first place that is given, in the documented order [data-dir-order]", async () => {
  const cwd = temporaryDirectory({
    "platform/config.toml": '[storage]\ndata_dir = "/from/config"',
    "provisioning/platform/orchestrator/data/x": "",
  });
  const bare = temporaryDirectory();
  const given = { paths: ["flagged"], list: false };
  const all = caller(cwd, { [variable]: "exported" }, { given, dataDir: "configured" });
  expect(await dirsOf(all)).toEqual([join(cwd, "flagged")]);
  expect(await dirsOf({ ...all, given: undefined })).toEqual([join(cwd, "configured")]);
  expect(await dirsOf({ ...all, given: undefined, settings: { ...all.settings, dataDir: undefined } })).toEqual([
    join(cwd, "exported"),
  ]);
  expect(await dirsOf(caller(cwd))).toEqual([resolve(cwd, "/from/config")]);
  writeFiles(cwd, { "platform/config.toml": "" });
  expect(await dirsOf(caller(cwd))).toEqual([join(cwd, "provisioning/platform/orchestrator/data")]);
  expect(await dirsOf(caller(bare))).toEqual([systemDir]);
});

it("uses a place that is given even if nothing is there, and passes over an empty one [data-dir-given]", async () => {
  const cwd = temporaryDirectory({ ".orchestrator/data/x": "" });
  expect((await findDataDirs(caller(cwd, { [variable]: "/no/such/place" }))).dirs).toEqual([
    resolve(cwd, "/no/such/place"),
  ]);
  expect((await findDataDirs(caller(cwd, { [variable]: "" }, { dataDir: "" }))).dirs).toEqual([
    join(cwd, ".orchestrator/data"),
  ]);
});

it("takes patterns and lists from the flag alone; a configured path is a path [data-dir-flag]", async () => {
  const cwd = temporaryDirectory({ "envs/a/data/x": "", "envs/b/data/x": "" });
  const both = [join(cwd, "envs/a/data"), join(cwd, "envs/b/data")];
  const flagged = (...paths: string[]) => findDataDirs(caller(cwd, { HOME: cwd }, { given: { paths, list: false } }));
  expect(await flagged("envs/*/data")).toMatchObject({ dirs: both, many: true });
  expect(await flagged("~/envs/*/data")).toMatchObject({ dirs: both, many: true });
  expect(await flagged("envs/a/data")).toMatchObject({ many: false });
  await expect(flagged("envs/*/none")).rejects.toMatchObject({ code: "orch::no_match" });
  const one = await findDataDirs(caller(cwd, {}, { given: { paths: ["envs/a/data"], list: true } }));
  expect(one).toMatchObject({ dirs: [both[0]], many: true });
  expect(await findDataDirs(caller(cwd, {}, { dataDir: "envs/*/data" }))).toMatchObject({
    dirs: [join(cwd, "envs/*/data")],
    many: false,
  });
  expect((await findDataDirs(caller(cwd, { [variable]: "~/d", HOME: "/home/ada" }))).dirs).toEqual([
    resolve(cwd, "/home/ada/d"),
  ]);
});

it("walks up from the working directory to the nearest project [data-dir-project]", async () => {
  const root = temporaryDirectory({
    "provisioning/platform/orchestrator/data/x": "",
    "ws/.orchestrator/data/x": "",
    "f/.orchestrator/data": "file",
  });
  for (const name of ["deep/er", "ws/infra/prod", "f/deep"]) mkdirSync(join(root, name), { recursive: true });
  const from = async (name: string) => (await findDataDirs(caller(join(root, name)))).dirs;
  expect(await from("deep/er")).toEqual([join(root, "provisioning/platform/orchestrator/data")]);
  expect(await from("ws/infra/prod")).toEqual([join(root, "ws/.orchestrator/data")]);
  expect(await from("f/deep")).toEqual([join(root, "provisioning/platform/orchestrator/data")]);
});

it("names a backend that keeps no files, and no other [platform-backend]", async () => {
  const backendOf = async (name: string) => {
    const cwd = temporaryDirectory({ "platform/config.toml": `[storage]\nbackend = "${name}"` });
    return (await findDataDirs(caller(cwd))).backend;
  };
  expect(await backendOf("filesystem")).toBeUndefined();
  expect(await backendOf("{{unknown}}")).toBeUndefined();
  expect(await backendOf("surrealdb-embedded")).toBe("surrealdb-embedded");
  expect(await backendOf("surrealdb-server")).toBe("surrealdb-server");
});

it("asks the environment only for what is needed, of names known beforehand [data-dir-variables]", async () => {
  const cwd = temporaryDirectory({ "platform/config.toml": '[storage]\ndata_dir = "{{env.STATE}}/orchestrator"' });
  const asked: string[] = [];
  const env = async (name: string) => {
    asked.push(name);
    return name === "STATE" ? "/state" : undefined;
  };
  await findDataDirs({ ...caller(cwd, {}, { given: { paths: ["a"], list: false } }), env });
  expect(asked).toEqual([]);
  expect((await findDataDirs({ ...caller(cwd), env })).dirs).toEqual([resolve(cwd, "/state/orchestrator")]);
  expect(asked.filter((name) => !dataDirVariables(undefined).includes(name))).toEqual(["STATE"]);
  expect(dataDirVariables({ paths: ["a"], list: false })).toEqual([]);
  expect(dataDirVariables({ paths: ["a", "~/b"], list: true })).toEqual(["HOME"]);
});

it("says where it looked and how to give the directory, when there is no status file [not-found]", async () => {
  const cwd = temporaryDirectory();
  const found = await findDataDirs(caller(cwd));
  const error = statusNotFound(systemDir, found);
  expect(error).toMatchObject({
    message: `Status file not found: ${join(systemDir, "status.json")}`,
    code: "orch::status_not_found",
    help: `${systemDir} does not exist. Looked at:`,
    list: [
      "data_dir in the plugin's configuration: nothing",
      `${variable}: nothing`,
      `${join(cwd, "platform/config.toml")}: nothing`,
      `${cwd} and above: nothing`,
      `the system's directory: ${systemDir}`,
      `the system's queue: ${systemQueue}`,
    ],
  });
  expect(statusNotFound(cwd, found).help).toBe("Looked at:");
});

it("says whether the data directory is absent or of another kind, when tasks were asked for [not-found] [path-escaped]", async () => {
  const cwd = temporaryDirectory();
  const found = await findDataDirs(caller(cwd, {}, { given: { paths: ["gone"], list: false } }));
  expect(dataDirNotFound(join(cwd, "gone"), found)).toMatchObject({
    message: `No orchestrator data directory: ${join(cwd, "gone")} does not exist`,
    code: "orch::no_data_dir",
    // The message has the only place.
    help: "",
    list: [],
  });
  expect(dataDirNotFound(join(cwd, "a\nb"), found).message).toMatch(
    /a\\nb does not exist; it has a control character, .*: write it in single quotes$/,
  );
  expect(dataDirNotFound(cwd, found).message).toMatch(/ has no tasks, no queue\.rkvs[\\/]tasks and no status\.json$/);
  expect(dataDirNotFound(import.meta.filename, found).message).toMatch(/find\.test\.ts is not a directory$/);
});

it("says so when the platform keeps its tasks in a database [not-found-backend]", async () => {
  const cwd = temporaryDirectory({ "platform/config.toml": '[storage]\nbackend = "surrealdb-embedded"' });
  const found = await findDataDirs(caller(cwd));
  expect(found).toMatchObject({ backend: "surrealdb-embedded", dirs: [systemDir] });
  for (const error of [statusNotFound("/x", found), dataDirNotFound("/x", found)]) {
    expect(error.help).toContain('names the storage backend "surrealdb-embedded", which keeps no task files');
  }
});

async function dirsOf(given: DataDirContext): Promise<readonly string[]> {
  return (await findDataDirs(given)).dirs;
}

it("takes the daemon's store for the directory it is in, each once [data-dir-store]", async () => {
  const cwd = temporaryDirectory({ "a/queue.rkvs/tasks/1.json": {}, "b/queue.rkvs/tasks/1.json": {} });
  const flag = (...paths: string[]) => dirsOf(caller(cwd, {}, { given: { paths, list: false } }));
  expect(await flag("a/queue.rkvs/")).toEqual([join(cwd, "a")]);
  expect(await flag("{a,b}", "{a,b}/queue.rkvs")).toEqual([join(cwd, "a"), join(cwd, "b")]);
  expect(await dirsOf(caller(cwd, { [variable]: "b/queue.rkvs" }))).toEqual([join(cwd, "b")]);
});

it("finds a configured platform configuration from the caller's directory and home [data-dir-platform]", async () => {
  const cwd = temporaryDirectory({ "p/config.toml": '[storage]\ndata_dir = "/p"' });
  expect(await dirsOf(caller(cwd, {}, { platformConfig: "p/config.toml" }))).toEqual([resolve(cwd, "/p")]);
  expect(await dirsOf(caller(cwd, { HOME: cwd }, { platformConfig: "~/p/config.toml" }))).toEqual([resolve(cwd, "/p")]);
  const help = "Correct the setting platform_config, or remove it.";
  for (const [platformConfig, message] of [
    ["none.toml", `Platform configuration ${join(cwd, "none.toml")} does not exist`],
    ["", "platform_config is empty"],
  ] as const) {
    await expect(dirsOf(caller(cwd, {}, { platformConfig }))).rejects.toMatchObject({
      code: "orch::platform_config",
      message,
      help,
    });
  }
});

it("cuts what is longer than any path [message-long]", () => {
  const { message } = dataDirNotFound(`/${"x".repeat(1_000_000)}`, { given: true, looked: [], backend: undefined });
  expect(message.length).toBeLessThan(5100);
});
