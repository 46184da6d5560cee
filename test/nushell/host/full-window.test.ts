import { expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import * as wire from "../wire-value.ts";
import { head, run } from "./engine-side.ts";
import { capturedStderr, command, greetedPlugin, interruptedReply, settled, taking } from "./fake-engine.ts";

capturedStderr();

it("hears Ack, Drop and Interrupt while a stream that nobody reads has filled its window [never-paused]", async () => {
  const deaf = taking(nu.items(nu.int), () => new Promise<never>(() => {}));
  const ones = command("ones", () =>
    nu.listStream(
      nu.int,
      Array.from({ length: 1000 }, () => 1),
    ),
  );
  const { engine, input } = await greetedPlugin([deaf, ones]);
  engine.send(run(0, deaf.signature.name, { input: { ListStream: { id: 7, span: head } } }));
  engine.send(...Array.from({ length: 100 }, () => ({ Data: [7, { List: wire.int(1) }] })));
  engine.send(run(1, "ones"));
  await engine.until(() => engine.items(0)[99]);
  engine.acknowledge(0, 100);
  await engine.until(() => engine.items(0)[199]);
  engine.send({ Drop: 0 });
  await expect(engine.first("End")).resolves.toBe(0);
  await settled();
  expect(input.isPaused()).toBe(false);
  expect(engine.all("Ack")).toEqual([]);
  engine.send({ Signal: "Interrupt" });
  await expect(engine.reply(0)).resolves.toEqual(interruptedReply);
});
