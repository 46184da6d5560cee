import { Engines } from "../../orchestrator/workflow/evaluators/evaluators.ts";

/** The evaluators of this process: the commands share one resident Python. */
export const engines = new Engines();
