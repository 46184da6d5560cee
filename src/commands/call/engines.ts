import { Engines } from "../../orchestrator/workflow/evaluators/evaluators.ts";

/** The evaluators of this process: a resident Python and a cache are worth the more the more commands share them. */
export const engines = new Engines();
