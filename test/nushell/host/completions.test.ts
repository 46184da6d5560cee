import { describe, expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { complete, run } from "./engine-side.ts";
import { capturedStderr, deaf, errorReply, greetedPlugin, interruptedReply, settled } from "./fake-engine.ts";

const stderr = capturedStderr();
const requests: Partial<nu.CompletionRequest>[] = [];

const paint = nu.defineCommand({
  name: "paint",
  summary: "Paint",
  category: "test",
  flags: {
    colour: { description: "A colour", takes: nu.string, complete: () => ["red", "green"] },
    size: { description: "A size", takes: nu.string },
    broken: {
      description: "None",
      takes: nu.string,
      complete() {
        throw new Error("no list");
      },
    },
    denied: {
      description: "None",
      takes: nu.string,
      complete: () => Promise.reject(new nu.LabeledError("no access")),
    },
    idle: { description: "None", takes: nu.string, complete: () => new Promise<never>(() => {}) },
  },
  positionals: {
    wall: {
      description: "A wall",
      takes: nu.string,
      async complete({ call, strip, position }) {
        requests.push({ call, strip, position });
        return [
          "north",
          {
            value: "so",
            description: "the south",
            display: "south",
            appendWhitespace: false,
            span: { start: 1, end: 3 },
          },
        ];
      },
    },
    coat: { description: "A coat", takes: nu.string, optional: true, complete: () => undefined },
  },
  rest: { name: "more", description: "More", takes: nu.string, complete: () => [] },
  run: () => nu.empty,
});

async function completing(argument: unknown, options = {}) {
  const { engine } = await greetedPlugin([paint]);
  engine.send(complete(3, "paint", argument, options));
  return engine.reply(3);
}

const bare = (value: string) => ({
  value,
  append_whitespace: true,
  description: null,
  display_override: null,
  span: null,
  extra: null,
  match_indices: null,
  kind: null,
});

describe("TAB", () => {
  it("offers what the completer of a flag gives [complete-items]", async () => {
    await expect(completing({ Flag: "colour" })).resolves.toEqual({ CompletionItems: [bare("red"), bare("green")] });
  });

  it("offers what the completer of a positional gives, with all that Nushell shows [complete-items]", async () => {
    const south = { description: "the south", display_override: "south", append_whitespace: false };
    await expect(completing({ Positional: 0 })).resolves.toEqual({
      CompletionItems: [bare("north"), { ...bare("so"), ...south, span: { start: 1, end: 3 } }],
    });
  });

  it("tells the completer of the call, the cursor and Nushell 0.109's extra character [complete-request]", async () => {
    requests.length = 0;
    await completing({ Positional: 0 }, { strip: true });
    expect(requests).toEqual([{ call: expect.any(Map), strip: true, position: 20 }]);
  });

  it.each([2, 3, 17])(
    "offers what the completer of the rest gives at positional %i [complete-items]",
    async (number) => {
      await expect(completing({ Positional: number })).resolves.toEqual({ CompletionItems: [] });
    },
  );

  it.each([
    { what: "a flag without a completer", argument: { Flag: "size" } },
    { what: "a flag that is not there", argument: { Flag: "weight" } },
    { what: "a completer that gives undefined", argument: { Positional: 1 } },
  ])("is left to Nushell for $what [complete-none]", async ({ argument }) => {
    await expect(completing(argument)).resolves.toEqual({ CompletionItems: null });
  });

  it.each([
    { what: "a command that is not there", name: "wash" },
    { what: "a command without arguments", name: "deaf" },
  ])("is left to Nushell for $what [complete-none]", async ({ name }) => {
    const { engine } = await greetedPlugin([deaf]);
    engine.send(complete(3, name, { Positional: 0 }));
    await expect(engine.reply(3)).resolves.toEqual({ CompletionItems: null });
  });

  it("is answered with the error of a completer that fails; the plugin lives on [complete-error]", async () => {
    const { engine } = await greetedPlugin([paint]);
    const wall = { String: { val: "north", span: { start: 0, end: 1 } } };
    engine.send(complete(0, "paint", { Flag: "denied" }), complete(1, "paint", { Flag: "broken" }));
    engine.send(run(2, "paint", { positional: [wall] }));
    await expect(engine.reply(0)).resolves.toEqual(errorReply("no access"));
    await expect(engine.reply(1)).resolves.toEqual(errorReply("The plugin failed: no list"));
    await expect(engine.reply(2)).resolves.toEqual({ PipelineData: "Empty" });
    expect(stderr.text()).toContain("Error: no list\n    at ");
  });

  it("is answered at Ctrl-C though the completer goes on [complete-error]", async () => {
    const { engine } = await greetedPlugin([paint]);
    engine.send(complete(0, "paint", { Flag: "idle" }));
    await settled();
    engine.send({ Signal: "Interrupt" });
    await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
  });
});
