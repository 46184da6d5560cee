import { fileURLToPath } from "node:url";
import type { Plugin } from "rolldown";

const filter = { id: /src[\\/]orchestrator[\\/]workflow[\\/]aside[\\/]worker-code\.ts$/ };
const worker = fileURLToPath(new URL("../orchestrator/workflow/aside/worker.ts", import.meta.url));

/** Makes a file of the bundle of the worker thread's code, which shares all others with the plugin. */
export function workerFile(): Plugin {
  return {
    name: "worker-file",
    load: {
      filter,
      handler() {
        const reference = this.emitFile({ type: "chunk", id: worker });
        return `export const workerCode = new URL(import.meta.ROLLUP_FILE_URL_${reference});`;
      },
    },
  };
}

/** Puts the worker thread's code into the bundle as a text, for one that is a single file. */
export function workerText(): Plugin {
  return {
    name: "worker-text",
    load: {
      filter,
      async handler() {
        const { workerCode } = await import("../orchestrator/workflow/aside/worker-code.ts");
        return `export const workerCode = ${JSON.stringify(workerCode)};`;
      },
    },
  };
}
