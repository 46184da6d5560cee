import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["test/**/*.test.ts"],
    // `npm run test:windows` runs these.
    exclude: ["test/windows/**"],
    globalSetup: ["test/support/fetch-nushell.ts"],
    // Many start a Nushell and a plugin, on machines that may be busy.
    testTimeout: 30_000,
    // They wait more than they compute.
    maxWorkers: "100%",
    coverage: {
      include: ["src/**/*.ts"],
      // What is built of the SDK, what builds, and what npm create copies, no test runs where it stands.
      exclude: ["src/nushell/dist/**", "src/build/**", "src/create-nu-plugin/template/**", "**/rolldown.config.ts"],
      thresholds: { lines: 90 },
    },
  },
});
