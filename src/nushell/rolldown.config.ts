import { cpSync } from "node:fs";
import { defineConfig } from "rolldown";
import { licenses } from "../build/licenses.ts";

// The entries have their names here, as flags alone would call each of them index. Both are built at once, so that they
// share a chunk with what both use, and a class is the same one in both.
export default defineConfig({
  input: {
    index: "index.ts",
    "testing/index": "testing/index.ts",
  },
  platform: "node",
  tsconfig: "../../tsconfig.json",
  plugins: [
    {
      // The guide's examples, which who has only the package would not find. Their launchers run them in the repository.
      name: "examples",
      writeBundle: () =>
        cpSync("../../fixtures/plugins", "dist/examples", {
          recursive: true,
          // Without those that only tests start, in this repository.
          filter: (file) => !/(nu_plugin_|mis)\w+(\.ts)?$|(launch\.js|wire\.ts)$/.test(file),
        }),
    },
    licenses(),
  ],
  // No paths of the folder in which the package was built, which may tell anything.
  experimental: { attachDebugInfo: "none" },
  output: { dir: "dist", chunkFileNames: "[name].js", cleanDir: true },
});
