import { LabeledError, type Span } from "../../nushell/index.ts";
import { OrchestratorError } from "../../orchestrator/orchestrator-error.ts";

/** Does `work`, and shows an orchestrator's error of it at `span`: the argument, or else the command, that led there. */
export async function blame<T>(span: Span, label: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    const { message, code, help } = error;
    throw new LabeledError(message, { code, help, labels: [{ text: label, span }], cause: error });
  }
}
