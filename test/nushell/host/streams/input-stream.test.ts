import { describe, expect, it, vi } from "vitest";
import { InputStream } from "../../../../src/nushell/host/streams/input-stream.ts";
import { LabeledError } from "../../../../src/nushell/index.ts";

function start() {
  const acknowledge = vi.fn();
  const drop = vi.fn();
  const stream = new InputStream<number>({ acknowledge, drop });
  const receive = (...items: number[]) => {
    for (const item of items) stream.receive(() => item);
  };
  return { acknowledge, drop, stream, receive };
}

const done = { done: true, value: undefined };

describe("an input stream", () => {
  it("acknowledges an item when it is taken, not when it comes [in-acknowledged]", async () => {
    const { acknowledge, stream, receive } = start();
    receive(1, 2, 3);
    expect(acknowledge).not.toHaveBeenCalled();
    await expect(stream.next()).resolves.toEqual({ done: false, value: 1 });
    expect(acknowledge).toHaveBeenCalledTimes(1);
    await stream.next();
    expect(acknowledge).toHaveBeenCalledTimes(2);
  });

  it("gives items to whom waits for them, in order [in-acknowledged]", async () => {
    const { acknowledge, stream, receive } = start();
    const asked = [stream.next(), stream.next()];
    receive(1, 2);
    await expect(Promise.all(asked)).resolves.toEqual([1, 2].map((value) => ({ done: false, value })));
    expect(acknowledge).toHaveBeenCalledTimes(2);
  });

  it("that has ended is dropped once and can be read to its end, without a word more [in-end]", async () => {
    const { acknowledge, drop, stream, receive } = start();
    receive(1, 2);
    stream.end();
    stream.end();
    expect(drop).toHaveBeenCalledOnce();
    const items: number[] = [];
    for await (const item of stream) items.push(item);
    expect(items).toEqual([1, 2]);
    await expect(stream.next()).resolves.toEqual(done);
    await stream.return();
    stream.abort(new Error("late"));
    await expect(stream.next()).resolves.toEqual(done);
    expect(acknowledge).not.toHaveBeenCalled();
    expect(drop).toHaveBeenCalledOnce();
  });

  it("that ends frees whoever waits [in-end]", async () => {
    const { stream } = start();
    const asked = [stream.next(), stream.next()];
    stream.end();
    await expect(Promise.all(asked)).resolves.toEqual([done, done]);
  });

  it("that is left early is dropped, and what still comes is ignored [in-left]", async () => {
    const { acknowledge, drop, stream, receive } = start();
    receive(1, 2);
    for await (const item of stream) if (item === 1) break;
    expect(drop).toHaveBeenCalledOnce();
    receive(3);
    stream.end();
    await expect(stream.next()).resolves.toEqual(done);
    expect(acknowledge).toHaveBeenCalledOnce();
    expect(drop).toHaveBeenCalledOnce();
  });

  it("gives an error that came in an item's place to its reader, and then goes on [in-error]", async () => {
    const { stream, receive } = start();
    const error = new LabeledError("disk full");
    receive(1);
    stream.receive(() => {
      throw error;
    });
    receive(2);
    await stream.next();
    await expect(stream.next()).rejects.toBe(error);
    await expect(stream.next()).resolves.toEqual({ done: false, value: 2 });
  });

  it("that is aborted is dropped and rejects whoever waits or asks later, queued items or not [in-abort]", async () => {
    const failure = new Error("Interrupted");
    const idle = start();
    const asked = [idle.stream.next(), idle.stream.next()];
    idle.stream.abort(failure);
    for (const each of asked) await expect(each).rejects.toBe(failure);

    const full = start();
    full.receive(1);
    full.stream.abort(failure);
    full.stream.abort(new Error("again"));
    await expect(full.stream.next()).rejects.toBe(failure);
    expect(full.drop).toHaveBeenCalledOnce();
    expect(full.acknowledge).not.toHaveBeenCalled();
  });
});
