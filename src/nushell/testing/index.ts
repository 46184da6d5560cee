export { checkExamples, type DifferingExample } from "./check-examples.ts";
export { openNu, type Nu, type NuOptions, type NuResult } from "./nu.ts";
export { marked, runCommand, type RunOptions, type RunResult } from "./run-command.ts";
