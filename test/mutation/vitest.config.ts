import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// For the copy of the repository that run.ts makes.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: (env["MUTATION_TESTS"] ?? "")
      .split(",")
      .map((path) => (path.endsWith(".ts") ? `test/${path}` : `test/${path}/**/*.test.ts`)),
    // They take longer than all others, or find by a chance of their own.
    exclude: [
      "test/nushell/protocol/properties.test.ts",
      "test/orchestrator/queue/{any-files,queue-memory,stress}.test.ts",
    ],
    runner: "test/mutation/runner.ts",
    // All mutants that a test reaches are tried within it.
    testTimeout: 3_600_000,
    fileParallelism: false,
    // A mutant may leave a promise that nobody awaits.
    dangerouslyIgnoreUnhandledErrors: true,
  },
});
