import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const { output } = await build({
  input: fileURLToPath(new URL("worker.ts", import.meta.url)),
  platform: "node",
  output: { format: "cjs", minify: true, codeSplitting: false },
  write: false,
});

/**
 * The code of the worker thread: its text, which runs wherever the plugin does, from its source or in an executable that has no
 * files, or the place of its file. `src/build/worker-code.ts` puts the one or the other into a bundle.
 */
export const workerCode: string | URL = output[0].code;
