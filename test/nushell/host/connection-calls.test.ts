import { describe, expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { deferred } from "./deferred.ts";
import { head, run } from "./engine-side.ts";
import {
  at,
  capturedStderr,
  command,
  errorReply,
  greetedPlugin,
  home,
  intReply,
  one,
  settled,
  startPlugin,
  textResponse,
} from "./fake-engine.ts";

const stderr = capturedStderr();

describe("Hello", () => {
  it.each(["0.98.0", "0.109.1", "0.115.1", "0.115.2-nightly.3", "1.0.0"])(
    "waits for the engine's and answers with its own version, here %s [hello-version]",
    async (version) => {
      const { engine } = startPlugin();
      await settled();
      expect(engine.messages).toEqual([]);
      engine.hello(version);
      await expect(engine.first("Hello")).resolves.toEqual({ protocol: "nu-plugin", version, features: [] });
    },
  );

  it.each(["0.97.1", "0.60.0"])(
    "of %s, below the oldest supported, is refused by name [hello-too-old]",
    async (version) => {
      const { engine, served } = startPlugin();
      engine.hello(version);
      await expect(served).rejects.toThrow(`Nushell ${version} is older than 0.98, the oldest supported`);
      expect(engine.messages).toEqual([]);
    },
  );

  it.each([
    { protocol: "nu-plugin", version: "latest" },
    { protocol: "lsp", version: "0.115.1" },
  ])("of $protocol $version is refused", async (hello) => {
    const { engine, served } = startPlugin();
    engine.send({ Hello: { ...hello, features: [] } });
    await expect(served).rejects.toThrow(`not Nushell's plugin protocol: ${hello.protocol} ${hello.version}`);
  });

  it("must come before any call", async () => {
    const { engine, served } = startPlugin([one]);
    engine.send({ Call: [0, "Metadata"] });
    await expect(served).rejects.toThrow("a call came before Hello");
  });
});

describe("a call", () => {
  it("for metadata is answered with the plugin's version [metadata-version]", async () => {
    const { engine } = await greetedPlugin();
    engine.send({ Call: [3, "Metadata"] });
    await expect(engine.reply(3)).resolves.toEqual({ Metadata: { version: "1.2.3" } });
  });

  it.each([
    ["0.108.0", "Any"],
    ["0.109.0", { OneOf: ["Int", "Nothing"] }],
  ])("for signatures is answered with what Nushell %s reads [signature-version]", async (version, output) => {
    const maybe = nu.defineCommand({
      name: "maybe",
      summary: "Perhaps",
      category: "test",
      output: nu.nullable(nu.int),
      run: () => 1,
    });
    const { engine } = await greetedPlugin([one, maybe], version);
    engine.send({ Call: [0, "Signature"] });
    await expect(engine.reply(0)).resolves.toMatchObject({
      Signature: [{ sig: { name: "one" } }, { sig: { name: "maybe", input_output_types: [["Nothing", output]] } }],
    });
  });

  it("of a command is answered with its value at the call's place, and metadata [run-value]", async () => {
    const metadata = { contentType: "text/plain", custom: { n: 1 } };
    const { engine } = await greetedPlugin([command("x", () => nu.value(nu.int, 5, metadata))]);
    engine.send(run(0, "x"));
    await expect(engine.reply(0)).resolves.toEqual({
      PipelineData: {
        Value: [
          { Int: [5, at] },
          { data_source: "None", path_columns: [], content_type: "text/plain", custom: { n: { Int: [1, at] } } },
        ],
      },
    });
  });

  it("of a command that does not exist is an error, and the plugin lives on [unknown-command]", async () => {
    const { engine } = await greetedPlugin([one]);
    engine.send(run(0, "two"), run(1, "one"));
    await expect(engine.reply(0)).resolves.toMatchObject({
      Error: { msg: 'This plugin has no command "two"', help: expect.stringContaining("run `plugin add` again") },
    });
    await expect(engine.reply(1)).resolves.toEqual(intReply(1));
  });

  it("that asks the engine waits for its answer, in its own context", async () => {
    const { engine } = await greetedPlugin([home]);
    engine.send(run(5, "home"));
    await expect(engine.first("EngineCall")).resolves.toEqual({ context: 5, id: 0, call: "GetCurrentDir" });
    engine.send(textResponse(0, "/w"));
    await expect(engine.reply(5)).resolves.toMatchObject({ PipelineData: { Value: [{ String: ["/w", at] }, {}] } });
  });

  it("fails with the engine's error where the command does not catch it", async () => {
    const { engine } = await greetedPlugin([home]);
    engine.send(run(5, "home"));
    await engine.first("EngineCall");
    engine.send({ EngineCallResponse: [0, { Error: { msg: "no directory" } }] });
    await expect(engine.reply(5)).resolves.toEqual(errorReply("no directory"));
    expect(stderr.text()).toBe("");
  });

  it("that is slow does not hold up others [calls-concurrent]", async () => {
    const slow = deferred<nu.PipelineData>();
    const { engine } = await greetedPlugin([command("slow", () => slow.promise), one]);
    engine.send(run(0, "slow"), run(1, "one"), run(2, "one"));
    await expect(engine.reply(2)).resolves.toEqual(intReply(1));
    expect(engine.all("CallResponse")).toHaveLength(2);
    slow.resolve(nu.value(nu.int, 2));
    await expect(engine.reply(0)).resolves.toEqual(intReply(2));
  });

  it("gives the command the engine's release", async () => {
    const which = command("which", ({ engine }) => nu.value(nu.int, engine.version.minor));
    const { engine } = await greetedPlugin([which], "0.107.0");
    engine.send(run(0, "which"));
    await expect(engine.reply(0)).resolves.toEqual(intReply(107));
  });
});

describe("unknown ids", () => {
  it("of streams and engine calls are ignored [unknown-ids]", async () => {
    const { engine } = await greetedPlugin([one]);
    engine.send({ Ack: 9 }, { Drop: 9 }, { End: 9 }, { Data: [9, { Raw: { Ok: [] } }] });
    engine.send({ EngineCallResponse: [9, { PipelineData: "Empty" }] }, { Signal: "Reset" }, run(0, "one"));
    await expect(engine.reply(0)).resolves.toEqual(intReply(1));
  });
});

describe("an error", () => {
  it("that a command throws ends that call only; a bug's stack goes to stderr [command-error]", async () => {
    const labels = [{ text: "here", span: head }];
    const { engine } = await greetedPlugin([
      command("user", () => Promise.reject(new nu.LabeledError("No such task", { labels, help: "Look" }))),
      command("bug", () => {
        throw new TypeError("x is not a function");
      }),
      one,
    ]);
    engine.send(run(0, "user"), run(1, "bug"), run(2, "one"));
    await expect(engine.reply(0)).resolves.toMatchObject({ Error: { msg: "No such task", labels, help: "Look" } });
    await expect(engine.reply(1)).resolves.toEqual(errorReply("The plugin failed: x is not a function"));
    await expect(engine.reply(2)).resolves.toEqual(intReply(1));
    expect(stderr.text()).toContain("TypeError: x is not a function\n    at ");
  });

  it("in writing a value ends that call only, and leaves no half message behind [value-range]", async () => {
    const { engine } = await greetedPlugin([
      command("big", () => nu.value(nu.int, 2n ** 63n)),
      command("stream", () =>
        nu.listStream(
          nu.int,
          (async function* () {
            yield 1;
            yield 1.5;
          })(),
        ),
      ),
      one,
    ]);
    engine.send(run(0, "big"), run(1, "stream"), run(2, "one"));
    await expect(engine.reply(0)).resolves.toEqual(
      errorReply("The plugin failed: does not fit 64 bits: 9223372036854775808"),
    );
    await expect(engine.reply(2)).resolves.toEqual(intReply(1));
    await engine.first("End");
    expect(engine.items(0)).toMatchObject([{ List: { Int: [1, at] } }, { List: { Error: [{}, at] } }]);
  });
});
