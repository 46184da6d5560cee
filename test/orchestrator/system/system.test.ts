import { join, sep } from "node:path";
import { expect, it } from "vitest";
import { systemDirs } from "../../../src/orchestrator/data-dir/candidates.ts";
import { isWindows, pathIn } from "../../../src/orchestrator/system/system.ts";
import { installedConfig } from "../../../src/orchestrator/platform/configuration.ts";

it("has the platform's places in %PROGRAMDATA% on Windows, and where the documents name them elsewhere [windows-places]", () => {
  const places = [...systemDirs.map(({ path }) => path), installedConfig];
  const [state, share] = isWindows ? [process.env["ProgramData"] ?? ""] : ["/var/lib", "/usr/local/share"];
  expect(places).toEqual([
    join(state ?? "", "provisioning/orchestrator"),
    join(state ?? "", "provisioning/queue"),
    join(share ?? state ?? "", "provisioning/platform/config.toml"),
  ]);
});

it("puts a name behind a directory as join does [windows-separators]", () => {
  for (const directory of [join(sep, "srv", "data"), sep, join(sep)]) {
    expect(pathIn(directory, "a.json")).toBe(join(directory, "a.json"));
  }
});
