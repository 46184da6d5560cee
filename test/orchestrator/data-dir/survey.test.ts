import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { systemDirs, type DataDirContext } from "../../../src/orchestrator/data-dir/candidates.ts";
import { surveyCandidates } from "../../../src/orchestrator/data-dir/survey.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const variable = "PROVISIONING_ORCHESTRATOR_DATA_DIR";
const [systemDir, systemQueue] = systemDirs.map(({ path }) => path);

function caller(
  cwd: string,
  { dataDir, ...more }: Partial<DataDirContext> & DataDirContext["settings"] = {},
): DataDirContext {
  const settings = { dataDir, platformConfig: join(cwd, "config.toml") };
  return { env: () => undefined, cwd, settings, givenBy: "--data-dir", ...more };
}

it("shows every place with its path, and which is chosen [check-where]", async () => {
  const cwd = temporaryDirectory({
    "config.toml": '[storage]\ndata_dir = "/gone"',
    ".orchestrator/data/x": "",
    "own/x": "",
  });
  const env = (name: string) => (name === variable ? "own" : undefined);
  const rows = await surveyCandidates(caller(cwd, { env }));
  expect(rows).toEqual([
    { name: "--data-dir", path: null, chosen: false, exists: false, problem: null },
    { name: "data_dir in the plugin's configuration", path: null, chosen: false, exists: false, problem: null },
    { name: variable, path: join(cwd, "own"), chosen: true, exists: true, problem: null },
    { name: join(cwd, "config.toml"), path: resolve(cwd, "/gone"), chosen: false, exists: false, problem: null },
    { name: `${cwd} and above`, path: join(cwd, ".orchestrator/data"), chosen: false, exists: true, problem: null },
    { name: "the system's directory", path: systemDir, chosen: false, exists: expect.any(Boolean), problem: null },
    expect.objectContaining({ name: "the system's queue", path: systemQueue, chosen: false }),
  ]);
});

it("chooses all that the flag means, and the system's directory where nothing else is [check-where]", async () => {
  const cwd = temporaryDirectory({ "config.toml": "", "a/x": "", "b/x": "" });
  const chosen = async (asked: DataDirContext) =>
    (await surveyCandidates(asked)).filter((row) => row.chosen).map(({ path }) => path);
  const given = { paths: ["?"], list: false };
  expect(await chosen(caller(cwd, { given, dataDir: "c" }))).toEqual([join(cwd, "a"), join(cwd, "b")]);
  expect(await chosen(caller(cwd))).toEqual([systemDir]);
});

it("chooses nothing after a place whose word cannot be told, and says why [check-where]", async () => {
  const cwd = temporaryDirectory({ "config.toml": "[storage", ".orchestrator/data/x": "" });
  const told = async (asked: DataDirContext) => {
    const rows = await surveyCandidates(asked);
    return {
      chosen: rows.filter((row) => row.chosen).map(({ name }) => name),
      problems: rows.flatMap((row) => row.problem ?? []),
    };
  };
  const broken = [expect.stringContaining(`${join(cwd, "config.toml")}:1:2`)];
  expect(await told(caller(cwd))).toEqual({ chosen: [], problems: broken });
  const configured = "data_dir in the plugin's configuration";
  expect(await told(caller(cwd, { dataDir: "x" }))).toEqual({ chosen: [configured], problems: broken });
  const given = { paths: ["x*"], list: false };
  expect(await told(caller(cwd, { given, dataDir: "x" }))).toEqual({
    chosen: [],
    problems: [expect.stringContaining('No directory matches "x*"'), ...broken],
  });
});
