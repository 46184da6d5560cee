import { join } from "node:path";
import { expect, it } from "vitest";
import type { DataDirSources } from "../../../src/orchestrator/data-dir/find.ts";
import { everyPlace } from "../../../src/orchestrator/data-dir/places.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const variable = "PROVISIONING_ORCHESTRATOR_DATA_DIR";
const systemDir = "/var/lib/provisioning/orchestrator";

function sources(cwd: string, more: Partial<DataDirSources> = {}): DataDirSources {
  return { env: () => undefined, cwd, platformConfig: join(cwd, "config.toml"), givenBy: "--data-dir", ...more };
}

it("shows every place with its path, and which is chosen [check-where]", async () => {
  const cwd = temporaryDirectory({
    "config.toml": '[storage]\ndata_dir = "/gone"',
    ".orchestrator/data/x": "",
    "own/x": "",
  });
  const env = (name: string) => (name === variable ? "own" : undefined);
  const rows = await everyPlace(sources(cwd, { env }));
  expect(rows).toEqual([
    { place: "--data-dir", path: null, chosen: false, exists: false, problem: null },
    { place: "data_dir in the plugin's configuration", path: null, chosen: false, exists: false, problem: null },
    { place: variable, path: join(cwd, "own"), chosen: true, exists: true, problem: null },
    { place: join(cwd, "config.toml"), path: "/gone", chosen: false, exists: false, problem: null },
    { place: `${cwd} and above`, path: join(cwd, ".orchestrator/data"), chosen: false, exists: true, problem: null },
    { place: "the system's directory", path: systemDir, chosen: false, exists: expect.any(Boolean), problem: null },
  ]);
});

it("chooses all that the flag means, and the system's directory where nothing else is [check-where]", async () => {
  const cwd = temporaryDirectory({ "config.toml": "", "a/x": "", "b/x": "" });
  const chosen = async (asked: DataDirSources) =>
    (await everyPlace(asked)).filter((row) => row.chosen).map(({ path }) => path);
  const given = { paths: ["?"], list: false };
  expect(await chosen(sources(cwd, { given, configured: "c" }))).toEqual([join(cwd, "a"), join(cwd, "b")]);
  expect(await chosen(sources(cwd))).toEqual([systemDir]);
});

it("chooses nothing after a place whose word cannot be told, and says why [check-where]", async () => {
  const cwd = temporaryDirectory({ "config.toml": "[storage", ".orchestrator/data/x": "" });
  const told = async (asked: DataDirSources) => {
    const rows = await everyPlace(asked);
    return {
      chosen: rows.filter((row) => row.chosen).map(({ place }) => place),
      problems: rows.flatMap((row) => row.problem ?? []),
    };
  };
  const broken = [expect.stringContaining(`${cwd}/config.toml:1:2`)];
  expect(await told(sources(cwd))).toEqual({ chosen: [], problems: broken });
  const configured = "data_dir in the plugin's configuration";
  expect(await told(sources(cwd, { configured: "x" }))).toEqual({ chosen: [configured], problems: broken });
  const given = { paths: ["x*"], list: false };
  expect(await told(sources(cwd, { given, configured: "x" }))).toEqual({
    chosen: [],
    problems: [expect.stringContaining('No directory matches "x*"'), ...broken],
  });
});
