/// <reference types="node" preserve="true" />
// TypeScript 7 loads no types by itself, so those of Node are named for plugins, too.

export type { Answers, CommandFunction, EngineMocks, MockedOptions } from "./answers.ts";
export { checkExamples, type DifferingExample } from "./check-examples.ts";
export type { GivenArguments } from "./evaluated-call.ts";
export type { ClosureFunction, Given, Input } from "./given.ts";
export { openNu, type Nu, type NuOptions, type NuResult, type Offered, type ScriptOptions } from "./nu.ts";
export { complete, type CompleteOptions } from "./complete.ts";
export { loadPlugin, type LoadedPlugin } from "./load-plugin.ts";
export { marked } from "./marked.ts";
export { operationsOf, type Operations, type PathStep } from "./operations.ts";
export { runCommand, type RunOptions, type RunResult } from "./run-command.ts";
export type { Notes } from "./stub-engine.ts";
