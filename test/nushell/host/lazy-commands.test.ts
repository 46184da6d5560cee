import { expect, it, vi } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { deferred } from "./deferred.ts";
import { complete, run } from "./engine-side.ts";
import { capturedStderr, errorReply, greetedPlugin, interruptedReply, intReply, one } from "./fake-engine.ts";

const stderr = capturedStderr();

const two = nu.defineCommand({
  name: "two",
  summary: "two",
  category: "test",
  flags: { of: { takes: nu.string, description: "of what", complete: () => ["apples"] } },
  output: nu.int,
  run: () => 2,
});

function lazy(load = () => Promise.resolve(two)) {
  return { name: "two", load: vi.fn(load) };
}

it("loads a lazy command at its first call, once, and no other command loads it [lazy-command]", async () => {
  const command = lazy();
  const { engine } = await greetedPlugin([one, command]);
  engine.send({ Call: [0, "Metadata"] }, run(1, "one"));
  await engine.reply(1);
  expect(command.load).not.toHaveBeenCalled();
  engine.send(run(2, "two"));
  await expect(engine.reply(2)).resolves.toEqual(intReply(2));
  engine.send(run(3, "two"));
  await expect(engine.reply(3)).resolves.toEqual(intReply(2));
  expect(command.load).toHaveBeenCalledOnce();
});

it("loads a lazy command for all signatures, which keep their order [lazy-command]", async () => {
  const { engine } = await greetedPlugin([lazy(), one]);
  engine.send({ Call: [0, "Signature"] }, "Goodbye");
  await expect(engine.reply(0)).resolves.toMatchObject({
    Signature: [{ sig: { name: "two" } }, { sig: { name: "one" } }],
  });
});

it("loads a lazy command to complete an argument of it [lazy-command]", async () => {
  const { engine } = await greetedPlugin([lazy()]);
  engine.send(complete(0, "two", { Flag: "of" }));
  await expect(engine.reply(0)).resolves.toMatchObject({ CompletionItems: [{ value: "apples" }] });
});

it("makes a load that fails the error of its call, and tries again at the next [lazy-failed]", async () => {
  const command = lazy();
  command.load.mockRejectedValueOnce(new Error("Cannot find module './two.cjs'"));
  const { engine } = await greetedPlugin([command]);
  engine.send(run(0, "two"));
  await expect(engine.reply(0)).resolves.toEqual(errorReply("The plugin failed: Cannot find module './two.cjs'"));
  expect(stderr.text()).toContain("Cannot find module");
  engine.send(run(1, "two"));
  await expect(engine.reply(1)).resolves.toEqual(intReply(2));
});

it("ends a call at Ctrl-C while its command is loaded, and does not run it [lazy-failed]", async () => {
  const loading = deferred<nu.Command>();
  const work = vi.spyOn(two, "run");
  const { engine } = await greetedPlugin([lazy(() => loading.promise)]);
  engine.send(run(0, "two"), { Signal: "Interrupt" });
  await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
  loading.resolve(two);
  engine.send(run(1, "two"));
  await expect(engine.reply(1)).resolves.toEqual(intReply(2));
  expect(work).toHaveBeenCalledOnce();
});

it.each([
  ["has another name", { name: "three" }, 'the command "three" was loaded as "two"'],
  ["needs the terminal", { needsTerminal: true }, 'the command "two" needs the terminal, and so must not be lazy'],
])("refuses a lazy command that %s [lazy-refused]", async (_, other, message) => {
  const load = () =>
    Promise.resolve(nu.defineCommand({ name: "two", summary: "two", category: "test", run: () => nu.empty, ...other }));
  await expect(nu.loadCommand({ name: "two", load })).rejects.toThrow(new TypeError(message));
});
