import { describe, expect, it, vi } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import * as wire from "../wire-value.ts";
import { head, run } from "./engine-side.ts";
import { at, capturedStderr, command, errorReply, greetedPlugin, settled } from "./fake-engine.ts";

capturedStderr();
const closure = new nu.Closure(3, [[1, { kind: "Int", val: 2, span: { start: 4, end: 5 } }]]);
const noMetadata = { data_source: "None", path_columns: [], content_type: null, custom: {} };

/** A plugin with a command that answers with what `ask` resolves to, after it was called. */
async function asking(ask: (engine: nu.Engine) => Promise<nu.Plain>) {
  const plugin = await greetedPlugin([command("ask", async ({ engine }) => nu.value(nu.any, await ask(engine)))]);
  plugin.engine.send(run(5, "ask"));
  const call = await plugin.engine.first("EngineCall");
  const respond = (header: unknown) => plugin.engine.send({ EngineCallResponse: [0, { PipelineData: header }] });
  return { ...plugin, call, respond };
}

/** All of a stream, in a list. */
async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of stream) collected.push(item);
  return collected;
}

describe("the caller's code", () => {
  it("is a closure with what it captured, without input and with its output taken [run-call]", async () => {
    const { call } = await asking((engine) => engine.evalClosure(closure));
    expect(call).toEqual({
      context: 5,
      id: 0,
      call: {
        EvalClosure: {
          closure: { item: { block_id: 3, captures: [[1, { Int: [2, [4, 5]] }]] }, span: head },
          positional: [],
          input: "Empty",
          redirect_stdout: true,
          redirect_stderr: false,
        },
      },
    });
  });

  it("is called with positionals, a value and redirections [run-call]", async () => {
    const { call } = await asking((engine) =>
      engine.evalClosure(closure, {
        positional: [1, "a"],
        input: nu.value(nu.int, 7, { contentType: "text/plain" }),
        redirectStdout: false,
        redirectStderr: true,
      }),
    );
    expect(call).toMatchObject({
      call: {
        EvalClosure: {
          positional: [{ Int: [1, at] }, { String: ["a", at] }],
          input: { Value: [{ Int: [7, at] }, { ...noMetadata, content_type: "text/plain" }] },
          redirect_stdout: false,
          redirect_stderr: true,
        },
      },
    });
  });

  it("gets values of declared types, with places of their own, at a place that is given [run-place]", async () => {
    const placed: nu.Value = { kind: "Int", val: 1, span: { start: 40, end: 41 } };
    const options = {
      positional: [nu.value(nu.anyValue, placed), nu.value(nu.float, 2), 3],
      input: nu.value(nu.int, 4),
      span: { start: 50, end: 52 },
    };
    const values = [{ Int: [1, [40, 41]] }, { Float: [2, [50, 52]] }, { Int: [3, [50, 52]] }];
    const input = { Value: [{ Int: [4, [50, 52]] }, noMetadata] };
    const evaluated = await asking((engine) => engine.evalClosure(closure, options));
    expect(evaluated.call).toMatchObject({
      call: { EvalClosure: { closure: { span: options.span }, positional: values, input } },
    });
    const flags = { at: nu.value(nu.anyValue, placed) };
    const called = await asking((engine) => engine.callDecl(31, { ...options, flags }));
    const named = [[{ item: "at", span: options.span }, values[0]]];
    expect(called.call).toMatchObject({
      call: { CallDecl: { call: { head: options.span, positional: values, named }, input } },
    });
  });

  it("is a command with positionals, flags and switches, where the call stands [run-call]", async () => {
    const { call } = await asking((engine) =>
      engine.callDecl(31, { positional: ["a"], flags: { long: true, off: false, limit: 3, none: null } }),
    );
    expect(call).toEqual({
      context: 5,
      id: 0,
      call: {
        CallDecl: {
          decl_id: 31,
          call: {
            head,
            positional: [{ String: ["a", at] }],
            named: [
              [{ item: "long", span: head }, null],
              [{ item: "off", span: head }, { Bool: [false, at] }],
              [{ item: "limit", span: head }, { Int: [3, at] }],
              [{ item: "none", span: head }, { Nothing: [at] }],
            ],
          },
          input: "Empty",
          redirect_stdout: true,
          redirect_stderr: false,
        },
      },
    });
  });
});

describe("its input", () => {
  it("is streamed after the question, within the window, then ended [run-input]", async () => {
    const numbers = Array.from({ length: 120 }, (_, i) => i);
    const { engine, call, respond } = await asking((asked) =>
      asked.evalClosure(closure, { input: nu.listStream(nu.int, numbers) }),
    );
    expect(call).toMatchObject({ call: { EvalClosure: { input: { ListStream: { id: 0, span: head } } } } });
    expect(engine.messages[1]).toHaveProperty("EngineCall");
    await engine.until(() => engine.items(0)[99]);
    await settled();
    expect(engine.items(0)).toHaveLength(100);
    engine.acknowledge(0, 100);
    await expect(engine.first("End")).resolves.toBe(0);
    expect(engine.items(0)).toHaveLength(120);
    respond(wire.value(wire.int(7140)));
    await expect(engine.value(5)).resolves.toBe(7140);
  });

  it("in bytes is streamed too [run-input]", async () => {
    const { engine, call } = await asking((asked) =>
      asked.callDecl(31, { input: nu.byteStream("Binary", [Uint8Array.of(1)]) }),
    );
    expect(call).toMatchObject({ call: { CallDecl: { input: { ByteStream: { id: 0, type: "Binary" } } } } });
    await engine.first("End");
    expect(engine.items(0)).toEqual([{ Raw: { Ok: Buffer.of(1) } }]);
  });

  it("ends with its producer when the code wants no more of it, or the call is over [run-input]", async () => {
    const left = vi.fn();
    function* endless() {
      try {
        for (;;) yield 1;
      } finally {
        left();
      }
    }
    const first = await asking((engine) => engine.evalClosure(closure, { input: nu.listStream(nu.int, endless()) }));
    await first.engine.until(() => first.engine.items(0)[99]);
    first.engine.send({ Drop: 0 });
    await expect(first.engine.first("End")).resolves.toBe(0);
    expect(left).toHaveBeenCalledTimes(1);

    const second = await asking((engine) => engine.evalClosure(closure, { input: nu.listStream(nu.int, endless()) }));
    await second.engine.until(() => second.engine.items(0)[99]);
    second.respond(wire.value(wire.int(1)));
    await expect(second.engine.first("End")).resolves.toBe(0);
    expect(left).toHaveBeenCalledTimes(2);
  });

  it("is not begun where the call was interrupted just before: nothing is asked [run-input]", async () => {
    const next = vi.fn();
    const items: nu.Source<number> = { [Symbol.iterator]: () => ({ next }) };
    let failure: unknown;
    const { engine } = await greetedPlugin([
      command("late", ({ engine: asked, signal }) => {
        const input = nu.listStream(nu.int, items);
        signal.addEventListener("abort", () => {
          asked.evalClosure(closure, { input }).catch((error: unknown) => (failure = error));
        });
        return new Promise<never>(() => {});
      }),
    ]);
    engine.send(run(5, "late"));
    await settled();
    engine.send({ Signal: "Interrupt" });
    await engine.reply(5);
    await settled();
    expect(failure).toMatchObject({ message: "Interrupted" });
    expect(engine.all("EngineCall")).toEqual([]);
    expect(next).not.toHaveBeenCalled();
  });

  it("is not begun where it cannot be asked [run-input]", async () => {
    const next = vi.fn();
    const items: nu.Source<number> = { [Symbol.iterator]: () => ({ next }) };
    const { engine } = await greetedPlugin([
      command("ask", async ({ engine: asked }) => {
        await asked.evalClosure(closure, { input: nu.listStream(nu.int, items), positional: [2n ** 64n] });
        return nu.empty;
      }),
    ]);
    engine.send(run(5, "ask"));
    await expect(engine.reply(5)).resolves.toMatchObject({ Error: { msg: expect.stringContaining("does not fit") } });
    expect(next).not.toHaveBeenCalled();
  });
});

describe("its result", () => {
  it.each<[what: string, header: unknown, expected: unknown]>([
    ["a value", wire.value(wire.list(wire.int(1), wire.nothing)), [1, null]],
    ["nothing", "Empty", null],
  ])("is plain data where nothing else is asked for: %s [run-result]", async (_, header, expected) => {
    const { engine, respond } = await asking((asked) => asked.evalClosure(closure));
    respond(header);
    await expect(engine.value(5)).resolves.toEqual(expected);
  });

  it("is collected where a stream comes and a value is wanted [run-result]", async () => {
    const { engine, respond } = await asking((asked) => asked.callDecl(1, { returns: nu.list(nu.int) }));
    respond(wire.listStream(9));
    engine.send(wire.item(9, wire.int(1)), wire.item(9, wire.int(2)), { End: 9 });
    await expect(engine.value(5)).resolves.toEqual([1, 2]);
    expect(engine.all("Drop")).toEqual([9]);
  });

  it("comes item by item, as text or in bytes where that is asked for [run-result]", async () => {
    const items = await asking(async (engine) => all(await engine.evalClosure(closure, { returns: nu.items(nu.int) })));
    items.respond(wire.listStream(9));
    items.engine.send(wire.item(9, wire.int(1)), wire.item(9, wire.int(2)), { End: 9 });
    await expect(items.engine.value(5)).resolves.toEqual([1, 2]);

    const text = await asking(async (engine) => (await all(await engine.callDecl(1, { returns: nu.text }))).join(""));
    text.respond(wire.byteStream(9));
    const bytes = Buffer.from("grüße");
    text.engine.send(wire.chunk(9, bytes.subarray(0, 3)), wire.chunk(9, bytes.subarray(3)), { End: 9 });
    await expect(text.engine.value(5)).resolves.toBe("grüße");

    const raw = await asking(async (engine) =>
      Buffer.concat(await all(await engine.callDecl(1, { returns: nu.bytes }))),
    );
    raw.respond(wire.byteStream(9, "Binary"));
    raw.engine.send(wire.chunk(9, Uint8Array.of(0, 255)), { End: 9 });
    await expect(raw.engine.value(5)).resolves.toEqual(Buffer.of(0, 255));
  });

  it("is dropped at once where nothing is asked for [run-result]", async () => {
    const { engine, respond } = await asking((asked) => asked.evalClosure(closure, { returns: nu.nothing }));
    respond(wire.listStream(9));
    await expect(engine.value(5)).resolves.toBeNull();
    expect(engine.messages.slice(2)).toMatchObject([{ Drop: 9 }, { CallResponse: [5, {}] }]);
  });

  it("of another type is an error that names both, and its stream is dropped [run-result]", async () => {
    const { engine, respond } = await asking((asked) => asked.evalClosure(closure, { returns: nu.int }));
    respond(wire.listStream(9));
    await expect(engine.reply(5)).resolves.toEqual(errorReply("Invalid input: must be int, not a stream of items"));
    await expect(engine.first("Drop")).resolves.toBe(9);
  });

  it("that fails half way throws what it failed with [run-result]", async () => {
    const { engine, respond } = await asking(async (asked) =>
      all(await asked.evalClosure(closure, { returns: nu.items(nu.int) })),
    );
    respond(wire.listStream(9));
    engine.send(wire.item(9, wire.int(1)), wire.item(9, wire.error("no more")), { End: 9 });
    await expect(engine.reply(5)).resolves.toEqual(errorReply("no more"));
  });

  it("that comes after the call was interrupted is dropped [in-abort]", async () => {
    const { engine, respond } = await asking((asked) => asked.evalClosure(closure));
    engine.send({ Signal: "Interrupt" });
    await engine.reply(5);
    respond(wire.listStream(9));
    await expect(engine.first("Drop")).resolves.toBe(9);
  });
});
