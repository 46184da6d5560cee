import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { givenBinary, release as given, releases } from "./support/releases.ts";

// Every test that starts a real Nushell, on every release; `--project 0.98.0` keeps one, `--project '!0.98.0'` leaves it out.
// With NU_BIN=/path/to/nu they run on that one alone.
export default defineConfig({
  test: {
    // They wait more than they compute: for processes to start, and to end.
    maxWorkers: 3,
    projects: (givenBinary === undefined ? releases : [given]).map((release) => ({
      test: {
        name: release,
        root: fileURLToPath(new URL("..", import.meta.url)),
        include: ["test/nu/**/*.test.ts"],
        globalSetup: ["test/support/fetch-nushell.ts"],
        env: { NU_RELEASE: release },
        testTimeout: 30_000,
      },
    })),
  },
});
