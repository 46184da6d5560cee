import type { RolldownOptions } from "rolldown";
import { licenses } from "./build/licenses.ts";
import { workerFile } from "./build/worker-code.ts";

/** A file of the bundle: a module, with all that it imports and no file of a higher priority has. */
const startedWith = (name: string, test: RegExp, priority: number) => ({ name, test, priority });

export default {
  input: "src/main.ts",
  platform: "node",
  plugins: [
    // What these export is computed here, once.
    {
      name: "signatures",
      load: {
        filter: { id: /src[\\/]commands[\\/]signatures\.ts$/ },
        async handler() {
          const { signatures } = await import("./commands/signatures.ts");
          return `export const signatures = JSON.parse(${JSON.stringify(JSON.stringify(signatures))});`;
        },
      },
    },
    licenses(),
    workerFile(),
  ],
  // Else whoever imports anything of the SDK, as main.ts does, would have all of it.
  treeshake: { moduleSideEffects: [{ test: /nushell[\\/]index\.ts$/, sideEffects: false }] },
  // No file but main.cjs needs its constants then, so that whatever loads others, as the worker thread does, does not begin to serve.
  optimization: { inlineConst: { mode: "all" } },
  output: {
    dir: "dist",
    format: "cjs",
    minify: true,
    cleanDir: true,
    entryFileNames: ({ name }) => (name === "main" ? "main.cjs" : "[name]-[hash].cjs"),
    // A plugin that is upgraded while it runs still looks for the rest of its own version. With a hash of the content in its name it
    // finds that or nothing, never a file of the new one.
    chunkFileNames: "[name]-[hash].cjs",
    // The four files of a start, in the order in which they are loaded: see src/README.md. Each file more makes it slower.
    codeSplitting: {
      groups: [
        startedWith("main", /src[\\/]main\.ts$/, 4),
        startedWith("host", /host[\\/]run-plugin\.ts$/, 3),
        startedWith("status", /commands[\\/]status\.ts$/, 2),
        startedWith("tasks", /(commands[\\/]tasks|queue[\\/]queues)\.ts$/, 1),
      ],
    },
  },
} satisfies RolldownOptions;
