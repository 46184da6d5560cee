import { describe, expect, it, vi } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import * as wire from "../wire-value.ts";
import { customOf, head, operate, run } from "./engine-side.ts";
import {
  at,
  capturedStderr,
  command,
  deaf,
  errorReply,
  greetedPlugin,
  interruptedReply,
  one,
  settled,
  taking,
} from "./fake-engine.ts";

capturedStderr();

/** A plugin with a kept value, made by `make`, and that value in the form that Nushell hands back. */
async function withValue(definition: Partial<nu.CustomValueDefinition<{ count: number }>> = {}) {
  const counter = nu.defineCustomValue<{ count: number }>()({
    name: "counter",
    toBase: (state) => nu.value(nu.int, state.count),
    ...definition,
  });
  const state = { count: 7 };
  const make = command("make", () => nu.value(counter, state));
  const { engine } = await greetedPlugin([make, deaf], "0.115.1", [counter]);
  engine.send(run(0, "make"));
  const custom = customOf(await engine.reply(0));
  let id = 0;
  const ask = async (operation: unknown) => {
    engine.send(operate(++id, custom, operation));
    return engine.reply(id);
  };
  return { engine, custom, ask, state };
}

const boolReply = (value: boolean) => ({ PipelineData: { Value: [{ Bool: [value, at] }, expect.anything()] } });
const place = { span: { start: 30, end: 33 }, valueSpan: head };
const path = (item: unknown) => ({ item, span: place.span });
const refused = (msg: string, span = place.span) => ({
  Error: expect.objectContaining({
    msg,
    code: "nushell::custom_value",
    labels: [{ text: "asked for here", span }],
  }),
});

describe("a custom value", () => {
  it("goes out under its name, to be told of when it is dropped [custom-sent]", async () => {
    const { engine, custom } = await withValue();
    await expect(engine.reply(0)).resolves.toMatchObject({
      PipelineData: {
        Value: [{ Custom: [{ type: "PluginCustomValue", name: "counter", notify_on_drop: true }, at] }, {}],
      },
    });
    expect(custom.data.length).toBeGreaterThan(0);
  });

  it("becomes its base value, a stream of it too [custom-asked]", async () => {
    const value = await withValue();
    await expect(value.ask("ToBaseValue")).resolves.toMatchObject({ PipelineData: { Value: [{ Int: [7, at] }, {}] } });

    const streamed = await withValue({ toBase: ({ count }) => nu.listStream(nu.int, [count, count]) });
    await streamed.ask("ToBaseValue");
    await streamed.engine.first("End");
    expect(streamed.engine.items(0)).toHaveLength(2);
  });

  it("gives its rows and columns, told of ? and ! [custom-asked]", async () => {
    const followRow = vi.fn((state: { count: number }, row: number) => nu.value(nu.int, state.count + row));
    const followColumn = vi.fn((_: unknown, column: string) => nu.value(nu.string, column));
    const { ask, state } = await withValue({ followRow, followColumn });
    await expect(ask({ FollowPathInt: { index: path(3), optional: true } })).resolves.toMatchObject({
      PipelineData: { Value: [{ Int: [10, at] }, {}] },
    });
    expect(followRow).toHaveBeenCalledWith(state, 3, expect.objectContaining({ ...place, optional: true }));
    const step = { column_name: path("name"), optional: false, casing: "Insensitive" };
    await expect(ask({ FollowPathString: step })).resolves.toMatchObject({
      PipelineData: { Value: [{ String: ["name", at] }, {}] },
    });
    const marks = { optional: false, insensitive: true };
    expect(followColumn).toHaveBeenCalledWith(state, "name", expect.objectContaining({ ...place, ...marks }));
  });

  it.each([
    [-1, "Less"],
    [0, "Equal"],
    [1, "Greater"],
  ])("is ordered by its compare: %i is %s [custom-asked]", async (_, ordering) => {
    const compare = vi.fn(() => ordering as nu.Ordering);
    const { ask, state } = await withValue({ compare });
    await expect(ask({ PartialCmp: wire.int(3) })).resolves.toEqual({ Ordering: ordering });
    expect(compare).toHaveBeenCalledWith(state, { kind: "Int", val: 3, span: head });
  });

  it.each<[what: string, definition: object]>([
    ["it has no compare", {}],
    ["its compare does not know", { compare: () => undefined }],
  ])("has no ordering where %s [custom-asked]", async (_, definition) => {
    const { ask } = await withValue(definition);
    await expect(ask({ PartialCmp: wire.int(3) })).resolves.toEqual({ Ordering: null });
  });

  it("decides what an operator does where it stands on the left [custom-asked]", async () => {
    const operator = vi.fn(() => nu.value(nu.bool, true));
    const { ask, state } = await withValue({ operate: operator });
    await expect(ask({ Operation: [path({ Math: "Add" }), wire.int(3)] })).resolves.toMatchObject({
      PipelineData: { Value: [{ Bool: [true, at] }, {}] },
    });
    expect(operator).toHaveBeenCalledWith(state, "+", { kind: "Int", val: 3, span: head }, place);
  });

  it.each<[operator: string, orderings: readonly nu.Ordering[]]>([
    ["Equal", ["Equal"]],
    ["NotEqual", ["Less", "Greater"]],
    ["LessThan", ["Less"]],
    ["GreaterThan", ["Greater"]],
    ["LessThanOrEqual", ["Less", "Equal"]],
    ["GreaterThanOrEqual", ["Greater", "Equal"]],
  ])("is %s by its compare, and needs no operate for it [custom-compared]", async (Comparison, orderings) => {
    for (const ordering of ["Less", "Equal", "Greater"] as const) {
      const { ask } = await withValue({ compare: () => ordering });
      await expect(ask({ Operation: [path({ Comparison }), wire.int(3)] })).resolves.toEqual(
        boolReply(orderings.includes(ordering)),
      );
    }
  });

  it("that cannot be compared is unequal, and neither less nor greater [custom-compared]", async () => {
    const { ask } = await withValue({ compare: () => undefined });
    const compared = (Comparison: string) => ask({ Operation: [path({ Comparison }), wire.int(3)] });
    await expect(compared("Equal")).resolves.toEqual(boolReply(false));
    await expect(compared("NotEqual")).resolves.toEqual(boolReply(true));
    for (const order of ["LessThan", "GreaterThan", "LessThanOrEqual", "GreaterThanOrEqual"]) {
      await expect(compared(order)).resolves.toEqual(refused("A counter cannot be compared with that"));
    }
  });

  it("is saved, and that is answered with Ok [custom-asked]", async () => {
    const save = vi.fn();
    const { ask, state } = await withValue({ save });
    const operation = { Save: { path: path("/tmp/a"), save_call_span: { start: 40, end: 44 } } };
    await expect(ask(operation)).resolves.toBe("Ok");
    expect(save).toHaveBeenCalledWith(state, "/tmp/a", place);
  });

  it.each<[operation: unknown, msg: string, span?: nu.Span]>([
    [{ FollowPathInt: { index: path(0), optional: false } }, "A counter has no rows"],
    [{ FollowPathString: { column_name: path("a"), optional: true, casing: "Sensitive" } }, "A counter has no columns"],
    [{ Operation: [path({ Math: "Add" }), wire.int(1)] }, "A counter takes no operator"],
    [
      { Save: { path: path("a"), save_call_span: { start: 40, end: 44 } } },
      "A counter cannot be saved",
      { start: 40, end: 44 },
    ],
  ])("refuses what it does not define, where that was asked for: %o [custom-refused]", async (operation, msg, span) => {
    const { ask } = await withValue();
    await expect(ask(operation)).resolves.toEqual(refused(msg, span));
  });

  it("ends that operation only when it fails, at the value's place [custom-asked]", async () => {
    const { ask } = await withValue({
      toBase() {
        throw new Error("no base");
      },
    });
    await expect(ask("ToBaseValue")).resolves.toMatchObject({
      Error: { msg: "The plugin failed: no base", labels: [{ span: head }] },
    });
    await expect(ask({ PartialCmp: wire.int(1) })).resolves.toEqual({ Ordering: null });
  });

  it("whose operation goes on is answered at Ctrl-C [interrupt]", async () => {
    const { engine, custom } = await withValue({ toBase: () => new Promise<never>(() => {}) });
    engine.send(operate(1, custom, "ToBaseValue"));
    await settled();
    engine.send({ Signal: "Interrupt" });
    await expect(engine.reply(1)).resolves.toEqual(interruptedReply);
  });

  it("that the plugin does not have is an error that names it [custom-unknown]", async () => {
    const { engine } = await withValue();
    engine.send(operate(1, { name: "gauge", data: [], notify_on_drop: false }, "ToBaseValue"));
    await expect(engine.reply(1)).resolves.toEqual(errorReply('This plugin has no custom value "gauge"'));
    const without = await greetedPlugin();
    without.engine.send(operate(1, { name: "counter", data: [] }, "Dropped"));
    await expect(without.engine.reply(1)).resolves.toEqual(errorReply('This plugin has no custom value "counter"'));
  });
});

describe("a custom value that was dropped", () => {
  it("lets Nushell stop the process again, which it was told not to before it had the value [custom-dropped]", async () => {
    const { engine, ask } = await withValue();
    const told = () => engine.messages.map((message) => Object.keys(Object(message))[0]);
    expect(told()).toEqual(["Hello", "Option", "CallResponse"]);
    expect(engine.all("Option")).toEqual([{ GcDisabled: true }]);
    await ask("Dropped");
    expect(told().slice(3)).toEqual(["Option", "CallResponse"]);
    expect(engine.all("Option").at(-1)).toEqual({ GcDisabled: false });
  });

  it("is let go and told of, and that is answered: without it the plugin would never stop [custom-dropped]", async () => {
    const dropped = vi.fn();
    const { ask, state } = await withValue({ dropped });
    await expect(ask("Dropped")).resolves.toEqual({ PipelineData: "Empty" });
    expect(dropped).toHaveBeenCalledExactlyOnceWith(state);
    await expect(ask("ToBaseValue")).resolves.toEqual(errorReply("This counter is gone"));
  });

  it("is kept as long as there is another that was sent [custom-dropped]", async () => {
    const dropped = vi.fn();
    const { engine, ask } = await withValue({ dropped });
    engine.send(run(100, "make"));
    await engine.reply(100);
    await ask("Dropped");
    expect(dropped).not.toHaveBeenCalled();
    await expect(ask("ToBaseValue")).resolves.toMatchObject({ PipelineData: { Value: [{ Int: [7, at] }, {}] } });
    await ask("Dropped");
    expect(dropped).toHaveBeenCalledOnce();
  });

  it("twice is answered twice and told of once [custom-dropped]", async () => {
    const dropped = vi.fn();
    const { ask } = await withValue({ dropped });
    for (let i = 0; i < 2; i++) await expect(ask("Dropped")).resolves.toEqual({ PipelineData: "Empty" });
    expect(dropped).toHaveBeenCalledOnce();
  });
});

describe("a custom value that never went out, as what it was part of cannot be written,", () => {
  const counter = nu.defineCustomValue<{ count: number }>()({
    name: "counter",
    toBase: (state) => nu.value(nu.int, state.count),
  });
  const pair = nu.record({ counter, number: nu.int });
  const broken = { counter: { count: 1 }, number: 0.5 };

  it.each<[what: string, nu.Command]>([
    ["a value", command("broken", () => nu.value(pair, broken))],
    ["an item", command("broken", () => nu.listStream(pair, [broken]))],
    [
      "a question",
      command("broken", async ({ engine }) => {
        const input = nu.value(pair, broken);
        return nu.value(nu.any, await engine.callDecl(1, { input }));
      }),
    ],
  ])("does not keep the process: %s [custom-dropped]", async (_, broke) => {
    const { engine } = await greetedPlugin([broke, one], "0.115.1", [counter]);
    engine.send(run(0, "broken"));
    await engine.reply(0);
    engine.send(run(1, "one"));
    await engine.reply(1);
    await settled();
    expect(engine.all("Option")).toEqual([]);
  });
});

describe("a custom value that goes back as it came", () => {
  const counter = nu.defineCustomValue<{ count: number }>()({
    name: "counter",
    toBase: (state) => nu.value(nu.int, state.count),
  });
  const state = { count: 7 };
  const make = command("make", () => nu.value(counter, state));
  const same = taking(nu.anyValue, ({ input }) => nu.value(nu.anyValue, input), "same");
  const copies = taking(nu.anyValue, ({ input }) => nu.listStream(nu.anyValue, [input, input]), "copies");
  const call = taking(
    nu.any,
    async ({ input, engine }) => {
      await engine.addEnvVar("X", input);
      await engine.callDecl(1, { positional: [input], flags: { a: input } });
      await engine.evalClosure(new nu.Closure(1, [[1, { kind: "Custom", val: input as nu.CustomValue, span: head }]]));
      await engine.evalClosure(new nu.Closure(1, []), { positional: [input], input: nu.value(nu.any, input) });
      return nu.value(nu.int, 1, { custom: { input } });
    },
    "call",
  );

  async function start() {
    const { engine } = await greetedPlugin([make, same, copies, call], "0.115.1", [counter]);
    engine.send(run(0, "make"));
    const custom = customOf(await engine.reply(0));
    const input = wire.value({ Custom: { val: { type: "PluginCustomValue", ...custom }, span: head } });
    let id = 100;
    const ask = async (operation: unknown) => {
      engine.send(operate(++id, custom, operation));
      return engine.reply(id);
    };
    /** How often Nushell can say that one is gone, and still find the state, until it was the last. */
    const drops = async () => {
      for (let count = 0; ; count++) {
        const base = await ask("ToBaseValue");
        if (Object.keys(base ?? {}).includes("Error")) return count;
        await ask("Dropped");
      }
    };
    return { engine, input, drops };
  }

  it("is another that Nushell tells of when it is gone, also in a stream [custom-returned]", async () => {
    const { engine, input, drops } = await start();
    engine.send(run(1, "same", { input }), run(2, "copies", { input }));
    await engine.first("End");
    await expect(drops()).resolves.toBe(4);
  });

  it("is counted only where Nushell tells of its end: a closure's arguments and input [custom-returned]", async () => {
    const { engine, input, drops } = await start();
    engine.send(run(1, "call", { input }));
    for (const id of [0, 1, 2, 3]) {
      await engine.until(() => engine.all("EngineCall")[id]);
      engine.send({ EngineCallResponse: [id, { PipelineData: "Empty" }] });
    }
    await engine.reply(1);
    await expect(drops()).resolves.toBe(3);
  });
});
