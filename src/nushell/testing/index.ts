/// <reference types="node" preserve="true" />
// TypeScript 7 loads no types by itself, so those of Node are named for plugins, too.

export type { Answers, CommandFunction, EngineMocks, MockedOptions } from "./calls/answers.ts";
export { checkExamples, type DifferingExample } from "./nu/check-examples.ts";
export type { GivenArguments } from "./calls/evaluated-call.ts";
export type { ClosureFunction, Given, Input } from "./values/given.ts";
export { openNu, type Nu, type NuOptions, type NuResult, type Offered, type ScriptOptions } from "./nu/nu.ts";
export { complete, type CompleteOptions } from "./calls/complete.ts";
export { loadPlugin, type LoadedPlugin } from "./calls/load-plugin.ts";
export { marked } from "./calls/marked.ts";
export { operationsOf, type Operations, type PathStep } from "./calls/operations.ts";
export { runCommand, type RunOptions, type RunResult } from "./calls/run-command.ts";
export type { Notes } from "./calls/stub-engine.ts";
