import { expect, it } from "vitest";
import { errorsIn, projectWithSource } from "../../../support/typescript.ts";

const mocks = `
import { int, items, type Closure, type Engine } from "nu-plugin";
import { runCommand, type EngineMocks } from "nu-plugin/testing";
import { greet } from "./greet-command.js";

const calls: unknown[] = [];
await runCommand(greet, {
  // In plain JavaScript, of any kind and at once or later.
  engine: {
    currentDir: async () => "/there",
    envVar: (name) => name.toUpperCase(),
    pluginConfig: async () => ({ size: 1, names: ["a"] }),
    config: () => ({ edit_mode: "vi" }),
    help: () => Promise.resolve("the help"),
    evalClosure: async (closure, { positional }) => [closure.blockId, ...positional],
    findDecl: async (name) => (name === "ls" ? 7 : undefined),
    async *callDecl(id, { flags }) {
      calls.push(flags.all);
      yield id;
    },
    foreground: (work) => work(true),
    keepAlive: (milliseconds) => void calls.push(milliseconds),
    warn: (text) => void calls.push(text),
  },
  positionals: [() => 1, ([n]) => n * 10, ([n]: [number], input: number) => n + input, async () => "later"],
  flags: { by: { nested: [function* () { yield 1; }] }, done: ([n]: [number]) => void calls.push(n) },
});

const failing: EngineMocks = { evalClosure: () => Promise.reject(new Error("no")) };
await runCommand(greet, { engine: failing });
const nothing: EngineMocks = {};
const whole: Pick<Engine, "currentDir" | "spanContents"> = {
  currentDir: async () => "/",
  spanContents: async () => Buffer.from("x"),
};
await runCommand(greet, { engine: { ...nothing, ...whole } });

// @ts-expect-error -- The engine gives a promise.
await runCommand(greet, { engine: { currentDir: () => "/there" } });
// @ts-expect-error -- There is no such question.
await runCommand(greet, { engine: { curentDir: async () => "/there" } });
// @ts-expect-error -- A number is no text.
await runCommand(greet, { engine: { help: async () => 5 } });
// @ts-expect-error -- No value can be a symbol.
await runCommand(greet, { engine: { evalClosure: () => Symbol("x") } });

export const used = (closure: Closure, engine: Engine) => engine.evalClosure(closure, { returns: items(int) });
`;

it("compile as an author writes them, and no others [kit-mocks]", { timeout: 60_000 }, () => {
  expect(errorsIn(projectWithSource({ "mocks.ts": mocks }))).toBe("");
});
