import { expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import * as wire from "../wire-value.ts";
import { deferred } from "./deferred.ts";
import { run } from "./engine-side.ts";
import {
  capturedStderr,
  command,
  deaf,
  greetedPlugin,
  home,
  intReply,
  one,
  settled,
  textResponse,
} from "./fake-engine.ts";

capturedStderr();
const ids = Array.from({ length: 50 }, (_, id) => id);

it("asks for many calls at once, each in its own context, and answers in any order [calls-many]", async () => {
  const { engine } = await greetedPlugin([home]);
  engine.send(...ids.map((id) => run(100 + id, "home")));
  await engine.until(() => engine.all("EngineCall")[49]);
  expect(engine.all("EngineCall")).toEqual(ids.map((id) => ({ context: 100 + id, id, call: "GetCurrentDir" })));
  engine.send(...ids.toReversed().map((id) => textResponse(id, `/${id}`)));
  for (const id of ids) await expect(engine.value(100 + id)).resolves.toBe(`/${id}`);
});

it("streams many answers at once, each within its own window [calls-many]", async () => {
  function* numbers() {
    for (let number = 0; ; number++) yield number;
  }
  const { engine } = await greetedPlugin([command("count", () => nu.listStream(nu.int, numbers())), one]);
  engine.send(run(0, "count"), run(1, "count"), run(2, "one"));
  await expect(engine.reply(2)).resolves.toEqual(intReply(1));
  await engine.until(() => engine.items(1)[99]);
  engine.acknowledge(1, 100);
  await engine.until(() => engine.items(1)[199]);
  expect(engine.items(0)).toHaveLength(100);
  engine.send({ Drop: 0 }, { Drop: 1 });
  await engine.until(() => engine.all("End")[1]);
  expect(new Set(engine.all("End"))).toEqual(new Set([0, 1]));
});

it("reads many streams at once, each by its own command [calls-many]", async () => {
  const echo = nu.defineCommand({
    name: "echo",
    summary: "Echo",
    category: "test",
    input: nu.items(nu.int),
    output: nu.list(nu.int),
    run: ({ input }) => input,
  });
  const { engine } = await greetedPlugin([echo]);
  engine.send(run(0, "echo", { input: wire.listStream(8) }), run(1, "echo", { input: wire.listStream(9) }));
  engine.send(
    wire.item(9, wire.int(90)),
    wire.item(8, wire.int(80)),
    wire.item(9, wire.int(91)),
    { End: 9 },
    { End: 8 },
  );
  await engine.until(() => engine.all("End")[1]);
  expect(engine.items(0)).toMatchObject([{ List: { Int: [80, {}] } }]);
  expect(engine.items(1)).toMatchObject([{ List: { Int: [90, {}] } }, { List: { Int: [91, {}] } }]);
});

it("is held up by neither a slow call nor a reader that takes nothing [calls-concurrent]", async () => {
  const slow = deferred<nu.PipelineData>();
  const stalled = command("stalled", () => nu.listStream(nu.int, ids.concat(ids, ids)));
  const { engine } = await greetedPlugin([command("slow", () => slow.promise), stalled, deaf, one]);
  engine.send(run(0, "slow"), run(1, "stalled"), run(2, "deaf"), ...ids.map((id) => run(10 + id, "one")));
  for (const id of ids) await expect(engine.reply(10 + id)).resolves.toEqual(intReply(1));
  expect(engine.all("CallResponse")).toHaveLength(51);
  slow.resolve(nu.value(nu.int, 2));
  await expect(engine.reply(0)).resolves.toEqual(intReply(2));
});

it("ends one stream without the others [calls-many]", async () => {
  async function* idle() {
    yield 1;
    await new Promise<never>(() => {});
  }
  const { engine } = await greetedPlugin([command("idle", () => nu.listStream(nu.int, idle()))]);
  engine.send(run(0, "idle"), run(1, "idle"));
  await engine.until(() => engine.items(1)[0]);
  engine.send({ Drop: 1 });
  await expect(engine.first("End")).resolves.toBe(1);
  await settled();
  expect(engine.all("End")).toEqual([1]);
});

it("interrupts all that run, and nothing that comes later [interrupt]", async () => {
  const { engine } = await greetedPlugin([deaf, home]);
  engine.send(...ids.map((id) => run(id, id % 2 === 0 ? "deaf" : "home")));
  await engine.until(() => engine.all("EngineCall")[24]);
  engine.send({ Signal: "Interrupt" });
  for (const id of ids) await expect(engine.reply(id)).resolves.toHaveProperty("Error");
  engine.send(...ids.map((id) => textResponse(id, "/late")), run(100, "home"));
  await engine.until(() => engine.all("EngineCall")[25]);
  engine.send(textResponse(25, "/w"));
  await expect(engine.value(100)).resolves.toBe("/w");
  expect(engine.all("CallResponse")).toHaveLength(51);
});
