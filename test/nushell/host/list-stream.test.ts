import { describe, expect, it, vi } from "vitest";
import { ListStream } from "../../../src/nushell/host/list-stream.ts";
import type { WriteValue } from "../../../src/nushell/protocol/plugin-message.ts";
import { deferred } from "./deferred.ts";
import { settled } from "./fake-engine.ts";

const item: WriteValue = (out) => out.nothing();

/** Items without an end, and what became of their producer. */
function endless() {
  const left = vi.fn();
  async function* items() {
    try {
      for (;;) yield item;
    } finally {
      left();
    }
  }
  return { left, items: items() };
}

describe("a stream", () => {
  it("sends all items, then is done", async () => {
    async function* items() {
      for (let number = 0; number < 5; number++) yield item;
    }
    const send = vi.fn();
    await new ListStream().pump(items(), send);
    expect(send.mock.calls).toEqual(Array.from({ length: 5 }, () => [item]));
  });

  it("is never more than 100 items ahead of its reader [stream-window]", async () => {
    const { left, items } = endless();
    const send = vi.fn();
    const stream = new ListStream();
    const pumped = stream.pump(items, send);
    await settled();
    expect(send).toHaveBeenCalledTimes(100);
    for (let taken = 1; taken <= 250; taken++) {
      stream.acknowledge();
      await settled();
      expect(send).toHaveBeenCalledTimes(100 + taken);
    }
    for (let taken = 0; taken < 30; taken++) stream.acknowledge();
    await settled();
    expect(send).toHaveBeenCalledTimes(380);
    expect(left).not.toHaveBeenCalled();
    stream.stop();
    await pumped;
  });

  it.each([
    { when: "before it begins", acknowledged: 0, before: true },
    { when: "while it waits for its reader", acknowledged: 0, before: false },
    { when: "after its reader has taken some", acknowledged: 3, before: false },
  ])("ends its producer when it is stopped $when", async ({ acknowledged, before }) => {
    const { left, items } = endless();
    const returned = vi.spyOn(items, "return");
    const send = vi.fn();
    const stream = new ListStream();
    if (before) stream.stop();
    const pumped = stream.pump(items, send);
    await settled();
    for (let taken = 0; taken < acknowledged; taken++) stream.acknowledge();
    stream.stop();
    await pumped;
    const sent = send.mock.calls.length;
    await settled();
    expect(returned).toHaveBeenCalledOnce();
    expect(left).toHaveBeenCalledTimes(before ? 0 : 1);
    expect(send).toHaveBeenCalledTimes(sent);
  });

  it("is over at once when it is stopped while its producer waits [stream-idle]", async () => {
    const leave = vi.fn(() => Promise.reject(new Error("not now")));
    const idle = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}), return: leave }) };
    const send = vi.fn();
    const stream = new ListStream();
    const pumped = stream.pump(idle, send);
    await settled();
    stream.stop();
    await pumped;
    expect(leave).toHaveBeenCalledOnce();
    expect(send).not.toHaveBeenCalled();
  });

  it("sends nothing that comes after it was stopped", async () => {
    const late = deferred<IteratorResult<WriteValue>>();
    const idle = { [Symbol.asyncIterator]: () => ({ next: () => late.promise }) };
    const send = vi.fn();
    const stream = new ListStream();
    const pumped = stream.pump(idle, send);
    stream.stop();
    await pumped;
    late.resolve({ done: false, value: item });
    await settled();
    expect(send).not.toHaveBeenCalled();
  });

  it("goes on where an acknowledgement comes while its producer waits", async () => {
    const first = deferred<void>();
    async function* items() {
      await first.promise;
      yield item;
    }
    const send = vi.fn();
    const stream = new ListStream();
    const pumped = stream.pump(items(), send);
    stream.acknowledge();
    first.resolve();
    await pumped;
    expect(send).toHaveBeenCalledOnce();
  });

  it("fails with its producer's error", async () => {
    async function* items() {
      yield item;
      throw new Error("no more");
    }
    const send = vi.fn();
    await expect(new ListStream().pump(items(), send)).rejects.toThrow("no more");
    expect(send).toHaveBeenCalledOnce();
  });

  it("ends its producer when an item cannot be sent", async () => {
    const { left, items } = endless();
    const send = () => {
      throw new RangeError("does not fit");
    };
    await expect(new ListStream().pump(items, send)).rejects.toThrow("does not fit");
    await settled();
    expect(left).toHaveBeenCalledOnce();
  });
});
