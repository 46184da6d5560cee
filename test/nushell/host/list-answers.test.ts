import { describe, expect, it, vi } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { run } from "./engine-side.ts";
import { capturedStderr, command, greetedPlugin, settled } from "./fake-engine.ts";

capturedStderr();

describe("an answer in items", () => {
  it("that are there at once waits for its reader all the same [stream-window]", async () => {
    const left = vi.fn();
    function* numbers() {
      try {
        for (let number = 1; ; number++) yield number;
      } finally {
        left();
      }
    }
    const { engine } = await greetedPlugin([command("count", () => nu.listStream(nu.int, numbers()))]);
    engine.send(run(0, "count"));
    await engine.until(() => engine.items(0)[99]);
    await settled();
    expect(engine.items(0)).toHaveLength(100);
    engine.send({ Signal: "Interrupt" });
    await engine.first("End");
    expect(left).toHaveBeenCalledOnce();
  });

  it("of nothing is a header and an end [stream-order]", async () => {
    const { engine } = await greetedPlugin([command("none", () => nu.listStream(nu.int, []))]);
    engine.send(run(0, "none"));
    await engine.first("End");
    expect(engine.messages.slice(1)).toMatchObject([
      { CallResponse: [0, { PipelineData: { ListStream: { id: 0 } } }] },
      { End: 0 },
    ]);
  });

  it("that has ended passes over what its reader still says of it [stream-late]", async () => {
    const { engine } = await greetedPlugin([command("two", () => nu.listStream(nu.int, [1, 2]))]);
    engine.send(run(0, "two"));
    await engine.first("End");
    engine.send({ Ack: 0 }, { Ack: 0 }, { Drop: 0 }, { Call: [1, "Metadata"] });
    await engine.reply(1);
    expect(engine.all("End")).toEqual([0]);
  });

  it("leaves no half item behind where one cannot be written [value-range]", async () => {
    const rows = nu.table({ name: nu.string, size: nu.int });
    const { engine } = await greetedPlugin([
      command("rows", () =>
        nu.listStream(rows.of, [
          { name: "small", size: 1 },
          { name: "big", size: 2n ** 64n },
        ]),
      ),
    ]);
    engine.send(run(0, "rows"));
    await engine.first("End");
    expect(engine.items(0)).toMatchObject([
      { List: { Record: [{ name: { String: ["small", {}] }, size: { Int: [1, {}] } }, {}] } },
      { List: { Error: [{ msg: "The plugin failed: .size: does not fit 64 bits: 18446744073709551616" }, {}] } },
    ]);
  });
});
