import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const { output } = await build({
  input: fileURLToPath(new URL("worker.ts", import.meta.url)),
  platform: "node",
  output: { format: "cjs", minify: true, codeSplitting: false },
  write: false,
});

/**
 * The code of the worker thread as one text, which can be run wherever the plugin is: in its files, or in an executable that
 * has none. `rolldown.config.ts` puts the value of this into the bundle. A file of the bundle would not do: it would share others
 * that load `main.cjs`, which begins to serve.
 */
export const workerSource: string = output[0].code;
