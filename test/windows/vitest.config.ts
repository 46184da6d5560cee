import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { makePrefix } from "./wine.ts";
import { underWine } from "./wine-pool.ts";

makePrefix();

const root = fileURLToPath(new URL("../..", import.meta.url));

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "on Windows Node",
          root,
          include: ["test/{nushell,orchestrator,commands}/**/*.test.ts"],
          setupFiles: ["test/windows/setup.ts"],
          testTimeout: 30_000,
          pool: underWine,
          isolate: false,
          // Windows Node strips types itself.
          experimental: { viteModuleRunner: false, nodeLoader: false },
        },
      },
      // These run on Linux, and start what they test under Wine.
      { test: { name: "from Linux", root, include: ["test/windows/*.test.ts"], testTimeout: 60_000 } },
    ],
  },
});
