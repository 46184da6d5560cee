import { spawnSync } from "node:child_process";
import { cpSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { root } from "../support/nu.ts";
import { windowsNode } from "../support/runtimes.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { onWindows, wineEnvironment } from "./wine.ts";

/** What a launcher for Windows says in Wine's `cmd`, from a package in a folder with spaces, with Node on PATH. */
function launched(...args: readonly string[]) {
  const folder = temporaryDirectory();
  const home = join(folder, "my own folder");
  for (const part of ["package.json", "plugin", "dist"])
    cpSync(join(root, part), join(home, part), { recursive: true });
  // Files, as under Wine 8.0 Node cannot write to a pipe of Linux's.
  const [stdout, stderr] = [join(folder, "stdout"), join(folder, "stderr")];
  const { status } = spawnSync(
    "wine",
    ["cmd", "/c", onWindows(join(home, "plugin/nu_plugin_orchestrator.cmd")), ...args],
    {
      env: { ...wineEnvironment, WINEPATH: onWindows(dirname(windowsNode())) },
      stdio: ["ignore", openSync(stdout, "w"), openSync(stderr, "w")],
    },
  );
  return { status, stdout: readFileSync(stdout, "utf8"), stderr: readFileSync(stderr, "utf8") };
}

it("starts in a folder with spaces [windows-launcher]", () => {
  expect(launched("--version")).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

it("passes on what it is given, and how the plugin ends [windows-launcher]", () => {
  const { status, stderr } = launched("nonsense");
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining("unknown argument nonsense") });
});

it("has a doctor, which names what it found with Windows' paths [windows-doctor]", () => {
  const { status, stdout } = launched("doctor");
  expect(status).toBe(1);
  expect(stdout).toContain(" on win32 x64\n");
  expect(stdout).toMatch(/^ok +Node 22\..* runs this\n +Z:\\.*\\node\.exe$/m);
  expect(stdout).toMatch(/^bad +There is no nu on PATH$/m);
});
