import type { RolldownOptions } from "rolldown";

export default {
  input: "src/main.ts",
  platform: "node",
  plugins: [
    {
      name: "signatures",
      load: {
        filter: { id: /src[\\/]commands[\\/]signatures\.ts$/ },
        async handler() {
          const { signatures } = await import("./commands/signatures.ts");
          return `export const signatures = ${JSON.stringify(signatures)};`;
        },
      },
    },
  ],
  output: {
    dir: "dist",
    format: "cjs",
    minify: true,
    cleanDir: true,
    entryFileNames: "[name].cjs",
    // A plugin that is upgraded while it runs still looks for the rest of its own version. With a hash of the content in its name it
    // finds that or nothing, never a file of the new one.
    chunkFileNames: "[name]-[hash].cjs",
    // All that the start needs is one file, also what commands that are loaded later use as well: each file more would
    // make every start slower.
    codeSplitting: {
      groups: [
        { name: "main", test: /src\/main\.ts$/, priority: 3, includeDependenciesRecursively: true },
        { name: "status", test: /src\/commands\/status\.ts$/, priority: 2, includeDependenciesRecursively: true },
        { name: "tasks", test: /src\/(commands\/tasks|orchestrator\/queue\/queues)\.ts$/, priority: 1, includeDependenciesRecursively: true },
      ],
    },
  },
} satisfies RolldownOptions;
