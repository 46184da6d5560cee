import { defineConfig } from "rolldown";

// Named here, as by flags alone every entry would be called index. All are built at once, so that what two of them have
// is a chunk of its own and a class the same one in both.
export default defineConfig({
  input: {
    index: "src/nushell/index.ts",
    "testing/index": "src/nushell/testing/index.ts",
  },
  platform: "node",
  output: { dir: "dist/nushell", chunkFileNames: "[name].js" },
});
