import * as nu from "../../../../src/nushell/index.ts";
import { runCommand, type RunOptions } from "../../../../src/nushell/testing/index.ts";

/** What a declaration needs besides. */
export const about = { summary: "For tests", category: "example" };

/** A command that does this, with whatever input. */
export function doing(run: (call: nu.CommandCall) => nu.PipelineData | Promise<nu.PipelineData>): nu.Command {
  return nu.defineCommand({ ...about, name: "do it", run });
}

/** What a run of it fails with. */
export async function failure(command: nu.Command, options?: RunOptions): Promise<unknown> {
  return runCommand(command, options).then(
    () => undefined,
    (error: unknown) => error,
  );
}
