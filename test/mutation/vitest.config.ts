import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// What Stryker runs for each mutant: those of these tests that are below the folder that run.ts names to it.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["**/*.test.ts"],
    testTimeout: 30_000,
    // A thread for each mutant, not for each of its files.
    isolate: false,
  },
});
