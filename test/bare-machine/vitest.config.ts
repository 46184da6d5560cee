import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// A real machine of its own, for which debootstrap fetches a Debian (200 MB) and npm all that `npm install` brings. Needs root.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/bare-machine/debian.ts"],
    testTimeout: 900_000,
    // To remove a whole Debian takes a while.
    hookTimeout: 120_000,
  },
});
