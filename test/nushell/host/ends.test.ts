import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { pack } from "../message-pack.ts";
import { run } from "./engine-side.ts";
import { capturedStderr, command, greetedPlugin, home, one, settled } from "./fake-engine.ts";

const stderr = capturedStderr();

/** Makes an error of its own of what it meets. */
const wrapping = command("wrap", async ({ engine }) => {
  await Promise.resolve();
  await engine.currentDir().catch((cause: unknown) => {
    throw new TypeError("could not ask", { cause });
  });
  return nu.empty;
});
/** The same at once, before anything tells it that the call was aborted. */
const hasty = command("hasty", ({ engine }) =>
  engine.currentDir().then(
    () => nu.empty,
    (cause: unknown) => {
      throw new TypeError("could not ask", { cause });
    },
  ),
);
const streaming = command("stream", ({ engine }) =>
  nu.listStream(
    nu.string,
    (async function* () {
      yield "first";
      yield await engine.currentDir();
    })(),
  ),
);

const hastyStream = command("hasty stream", ({ engine }) =>
  nu.listStream(
    nu.string,
    (async function* () {
      yield "first";
      yield await engine.currentDir().catch((cause: unknown) => {
        throw new TypeError("could not ask", { cause });
      });
    })(),
  ),
);

describe("the end of a conversation", () => {
  it.each([
    { how: "the output closed", end: ({ output }: Streams) => void output.destroy() },
    { how: "the output failed", end: ({ output }: Streams) => void output.destroy(new Error("EPIPE")) },
    { how: "the input ended", end: ({ input }: Streams) => void input.end() },
    { how: "the input closed", end: ({ input }: Streams) => void input.destroy() },
    { how: "the input failed", end: ({ input }: Streams) => void input.destroy(new Error("ECONNRESET")) },
  ])("comes without a word where calls wait and $how [end-silent]", async ({ end }) => {
    const { engine, input, output, served } = await greetedPlugin([home, wrapping, hasty, streaming, hastyStream]);
    engine.send(
      run(0, "home"),
      run(1, "wrap"),
      run(2, "stream"),
      run(3, "hasty"),
      run(4, "hasty stream"),
      run(5, "home"),
    );
    await engine.until(() => (engine.all("EngineCall").length === 6 ? true : undefined));
    await settled();
    const told = engine.messages.length;
    end({ input, output });
    await expect(served).resolves.toBeUndefined();
    await settled();
    expect(engine.messages).toHaveLength(told);
    expect(stderr.text()).toBe("");
  });

  it("comes where a stream had closed before [end-before]", async () => {
    const open = () => new PassThrough();
    const closed = new PassThrough().destroy();
    await settled();
    const plugin = { version: "1.2.3", commands: [one] };
    await expect(nu.serve(plugin, { input: closed, output: open() })).resolves.toBeUndefined();
    await expect(nu.serve(plugin, { input: open(), output: closed })).resolves.toBeUndefined();
  });

  it("comes at the last write, if that fails [end-last-write]", async () => {
    let writes = 0;
    const output = new Writable({
      // The encoding's name and Hello go out.
      write: (_chunk, _encoding, done) => done(++writes > 2 ? new Error("EPIPE") : null),
    });
    const input = new PassThrough();
    const served = nu.serve({ version: "1.2.3", commands: [one] }, { input, output });
    input.write(pack({ Hello: { protocol: "nu-plugin", version: "0.115.1", features: [] } }));
    await settled();
    input.write(pack(run(0, "one")));
    await expect(served).resolves.toBeUndefined();
    expect(writes).toBe(3);
  });

  it("leaves what comes after it unread [end-deaf]", async () => {
    let calls = 0;
    const counted = command("counted", () => {
      calls++;
      return nu.empty;
    });
    const { engine, input, served } = await greetedPlugin([counted]);
    engine.send("Goodbye");
    await served;
    engine.send(run(0, "counted"));
    input.write("no message");
    await settled();
    expect(calls).toBe(0);
    expect(engine.messages).toHaveLength(1);
    expect(stderr.text()).toBe("");
  });
});

interface Streams {
  readonly input: PassThrough;
  readonly output: PassThrough;
}
