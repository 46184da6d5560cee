import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { preparePrograms } from "./programs.ts";
import { makePrefix } from "./wine.ts";
import { underWine } from "./wine-pool.ts";

makePrefix();
preparePrograms();

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/{nushell,orchestrator,commands}/**/*.test.ts"],
    testTimeout: 30_000,
    pool: underWine,
    isolate: false,
    maxWorkers: 2,
    // Windows Node strips types itself.
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
});
