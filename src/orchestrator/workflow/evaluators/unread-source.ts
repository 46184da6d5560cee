import { isUtf8 } from "node:buffer";
import { accessSync, constants } from "node:fs";
import { obstacle } from "../../system/file-problem.ts";
import { workflowProblem, type Problem } from "../../problem.ts";
import { notText } from "../languages/text-problem.ts";
import type { EvaluatedLanguage } from "./evaluation.ts";
import { sourceBytes } from "./evaluator-problem.ts";

/** Returns why an evaluator cannot read a file that is there; undefined if nothing speaks against it. */
export function unreadSource(file: string, language: EvaluatedLanguage): Problem | undefined {
  try {
    accessSync(file, constants.R_OK);
  } catch (cause) {
    const { message, help } = obstacle(file, cause, "r");
    return { ...workflowProblem("evaluation-failed", file, message), help };
  }
  const bytes = sourceBytes(file);
  if (bytes === undefined || isUtf8(bytes)) return undefined;
  return notText(file, language, bytes).problems[0];
}
