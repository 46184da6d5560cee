import assert from "node:assert/strict";
import { test } from "node:test";
import { LabeledError } from "nu-plugin";
import { checkExamples, marked, openNu, runCommand } from "nu-plugin/testing";
import { command } from "./my-thing.ts";

test("greets loudly", async () => {
  const { value } = await runCommand(command, { positionals: ["Ada"], flags: { shout: true } });
  assert.equal(value, "HELLO, ADA!");
});

test("refuses an empty name, and points at it", async () => {
  const error = await runCommand(command, { positionals: [""] }).catch((thrown) => thrown);
  assert(error instanceof LabeledError);
  assert.deepEqual(marked(error), ['""']);
});

test("does in a real Nushell what its examples show", async () => {
  const nu = openNu({ plugins: ["nu_plugin_my_thing.ts"] });
  assert.deepEqual(await checkExamples(nu, [command]), []);
});
