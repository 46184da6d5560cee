import { defineConfig } from "rolldown";

// The entries have their names here, as flags alone would call each of them index. Both are built at once, so that they
// share a chunk with what both use, and a class is the same one in both.
export default defineConfig({
  input: {
    index: "src/nushell/index.ts",
    "testing/index": "src/nushell/testing/index.ts",
  },
  platform: "node",
  output: { dir: "dist/nushell", chunkFileNames: "[name].js" },
});
