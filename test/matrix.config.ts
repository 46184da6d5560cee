import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { releases } from "./support/releases.ts";

// Every test that starts a real Nushell, on every release; `--project 0.98.0` keeps one, `--project '!0.98.0'` leaves it out.
export default defineConfig({
  test: {
    // They wait more than they compute: for processes to start, and to end.
    maxWorkers: 3,
    projects: releases.map((release) => ({
      test: {
        name: release,
        root: fileURLToPath(new URL("..", import.meta.url)),
        include: ["test/nu/**/*.test.ts"],
        env: { NU_RELEASE: release },
        testTimeout: 30_000,
      },
    })),
  },
});
