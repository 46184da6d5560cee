/// <reference types="node" preserve="true" />
// TypeScript 7 loads no types by itself, so those of Node are named for plugins, too.

export { checkExamples, type DifferingExample } from "./check-examples.ts";
export type { Arguments } from "./evaluated-call.ts";
export { openNu, type Nu, type NuOptions, type NuResult } from "./nu.ts";
export { marked, runCommand, type RunOptions, type RunResult } from "./run-command.ts";
export type { Answers, StubEngine } from "./stub-engine.ts";
export type { Input } from "./wire-form.ts";
