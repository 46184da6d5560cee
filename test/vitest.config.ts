import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    coverage: {
      include: ["src/**/*.ts"],
      thresholds: { lines: 90 },
    },
  },
});
