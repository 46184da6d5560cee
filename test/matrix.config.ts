import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { givenBinary, release as given, releases } from "./support/releases.ts";

/**
 * What these are about is the plugin's own work, whatever Nushell it answers: how it goes on beside busy writers, what it reads
 * and calls, evaluators, a browser, packages. So they run on the oldest release, and by `npm test` on the newest.
 */
const ownWork = `cases/* early-output fixtures hostile-files kcl-security package report-page sdk/create sdk/package
system-calls validate-evaluators watch-writer`;
const between = new Set(releases.slice(1, -1));

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
        exclude: between.has(release) ? ownWork.split(/\s/).map((file) => `test/nu/${file}.test.ts`) : [],
        globalSetup: ["test/support/fetch-nushell.ts"],
        env: { NU_RELEASE: release },
        testTimeout: 30_000,
      },
    })),
  },
});
