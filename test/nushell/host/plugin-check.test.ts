import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";

const greet = nu.defineCommand({ name: "greet", summary: "", category: "test", run: () => nu.empty });
const lazy: nu.LazyCommand = { name: "greet", load: async () => greet };
const money = () => nu.defineCustomValue<number>()({ name: "money", toBase: () => nu.empty });
const version = "1.0.0";

it.each<[problem: string, plugin: object]>([
  ['the plugin has two commands called "greet"', { version, commands: [greet, lazy] }],
  ['the plugin has two commands called "greet"', { version, commands: [lazy, { ...lazy }] }],
  ['the plugin has two custom values called "money"', { version, commands: [], customValues: [money(), money()] }],
  [
    'the plugin has an unknown key "customValue": did you mean "customValues"?',
    { version, commands: [], customValue: [] },
  ],
  ['the plugin has no "version", which must be a string', { commands: [greet] }],
  ["`commands[1]` of the plugin is no command", { version, commands: [greet, undefined] }],
  [
    '`commands[0]` of the plugin has an unknown key "nmae": did you mean "name"?',
    { version, commands: [{ nmae: "a", load() {} }] },
  ],
  [
    "`customValues[0]` of the plugin is no custom value",
    { version, commands: [], customValues: [nu.defineCustomValue()] },
  ],
])("refuses to serve a plugin, before a byte is written, when %s [plugin-checked]", async (problem, plugin) => {
  const output = new PassThrough();
  const served = nu.serve(plugin as nu.Plugin, { input: new PassThrough(), output });
  await expect(served).rejects.toThrow(TypeError);
  await expect(served).rejects.toThrow(problem);
  expect(output.read()).toBeNull();
});
