import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { isWindows } from "../../src/orchestrator/system/system.ts";
import { preparePrograms } from "./programs.ts";
import { SkipReport } from "./skip-report.ts";
import { skippedFiles } from "./skipped.ts";
import { makePrefix } from "./wine.ts";
import { underWine } from "./wine-pool.ts";

if (!isWindows) makePrefix();
preparePrograms();

const root = fileURLToPath(new URL("../..", import.meta.url));

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ["default", new SkipReport()],
    projects: [
      {
        test: {
          name: "on Windows Node",
          root,
          include: ["test/{nushell,orchestrator,commands}/**/*.test.ts"],
          exclude: process.env["RUN_SKIPPED"] === undefined ? skippedFiles.map(({ file }) => `test/${file}`) : [],
          setupFiles: ["test/windows/setup.ts"],
          // Wine takes several times as long as Linux, and a busy machine several times as long as that.
          testTimeout: 120_000,
          // Windows Node strips types itself. On Windows, Vitest runs them as it does elsewhere.
          ...(isWindows
            ? {}
            : { pool: underWine, isolate: false, experimental: { viteModuleRunner: false, nodeLoader: false } }),
        },
      },
      // These run on Linux, and start what they test under Wine.
      ...(isWindows
        ? []
        : [{ test: { name: "from Linux", root, include: ["test/windows/*.test.ts"], testTimeout: 120_000 } }]),
    ],
  },
});
