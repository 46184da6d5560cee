import { describe, expect, it, vi } from "vitest";
import { OutputStream, type Sink } from "../../../../src/nushell/host/streams/output-stream.ts";
import { deferred } from "../deferred.ts";
import { settled } from "../fake-engine.ts";

/** Items without an end, and what became of their producer. */
function endless() {
  const left = vi.fn();
  function* items() {
    try {
      for (let number = 1; ; number++) yield number;
    } finally {
      left();
    }
  }
  async function* later() {
    yield* items();
  }
  return { left, now: items(), later: later() };
}

function start(window = 100) {
  const append = vi.fn();
  const flush = vi.fn();
  const sink: Sink<number> = { append, flush };
  return { append, flush, sink, stream: new OutputStream(window) };
}

/** Waits for nothing, ever. */
const idle = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };

describe("a stream", () => {
  it.each(["now", "later"] as const)(
    "is never more than a window ahead of its reader, its items there %s [stream-window]",
    async (when) => {
      const items = endless();
      const { append, sink, stream } = start(100);
      const pumped = stream.pump(items[when], sink);
      await settled();
      expect(append).toHaveBeenCalledTimes(100);
      for (let taken = 0; taken < 130; taken++) stream.acknowledge();
      await settled();
      expect(append.mock.calls.length).toBeLessThanOrEqual(230);
      stream.stop();
      await pumped;
      expect(items.left).toHaveBeenCalledOnce();
    },
  );

  it("goes on once half its window was taken, as each write costs [stream-refill]", async () => {
    const { append, flush, sink, stream } = start(100);
    void stream.pump(endless().now, sink);
    await settled();
    for (let taken = 0; taken < 49; taken++) stream.acknowledge();
    await settled();
    expect(append).toHaveBeenCalledTimes(100);
    stream.acknowledge();
    await settled();
    expect(append).toHaveBeenCalledTimes(150);
    expect(flush).toHaveBeenCalledTimes(2);
  });

  it("asks its producer for nothing that could not be sent [stream-window]", async () => {
    const next = vi.fn(() => ({ done: false as const, value: 1 }));
    const { sink, stream } = start(10);
    void stream.pump({ [Symbol.iterator]: () => ({ next }) }, sink);
    await settled();
    expect(next).toHaveBeenCalledTimes(10);
  });

  it("hands over what is there when its producer has nothing more yet [stream-flush]", async () => {
    const second = deferred<void>();
    async function* items() {
      yield 1;
      await second.promise;
      yield 2;
    }
    const { append, flush, sink, stream } = start();
    const pumped = stream.pump(items(), sink);
    await settled();
    await settled();
    expect(append.mock.calls).toEqual([[1]]);
    expect(flush.mock.invocationCallOrder.at(-1)).toBeGreaterThan(append.mock.invocationCallOrder[0] ?? 0);
    second.resolve();
    await pumped;
    expect(append.mock.calls).toEqual([[1], [2]]);
    expect(flush.mock.invocationCallOrder.at(-1)).toBeGreaterThan(append.mock.invocationCallOrder[1] ?? 0);
  });

  it("writes together what its producer gives at once [stream-flush]", async () => {
    async function* items() {
      for (let number = 0; number < 30; number++) yield number;
    }
    const { append, flush, sink, stream } = start();
    await stream.pump(items(), sink);
    expect(append).toHaveBeenCalledTimes(30);
    expect(flush).toHaveBeenCalledOnce();
  });

  it("goes on where an acknowledgement comes while its producer waits", async () => {
    const first = deferred<void>();
    async function* items() {
      await first.promise;
      yield 1;
    }
    const { append, sink, stream } = start();
    const pumped = stream.pump(items(), sink);
    stream.acknowledge();
    first.resolve();
    await pumped;
    expect(append).toHaveBeenCalledOnce();
  });
});

describe("a stream that is stopped", () => {
  it.each([
    { when: "before it begins", acknowledged: 0, before: true },
    { when: "while it waits for its reader", acknowledged: 0, before: false },
    { when: "after its reader has taken some", acknowledged: 3, before: false },
  ])("$when ends its producer and sends no more [stream-drop]", async ({ acknowledged, before }) => {
    const { left, later } = endless();
    const returned = vi.spyOn(later, "return");
    const { append, sink, stream } = start();
    if (before) stream.stop();
    const pumped = stream.pump(later, sink);
    await settled();
    for (let taken = 0; taken < acknowledged; taken++) stream.acknowledge();
    stream.stop();
    await pumped;
    const sent = append.mock.calls.length;
    await settled();
    expect(returned).toHaveBeenCalledOnce();
    expect(left).toHaveBeenCalledTimes(before ? 0 : 1);
    expect(append).toHaveBeenCalledTimes(sent);
  });

  it("while its producer waits is over at once, and the producer told [stream-idle] [stream-leave]", async () => {
    const leave = vi.fn(() => Promise.reject(new Error("not now")));
    const { append, sink, stream } = start();
    const items = { [Symbol.asyncIterator]: () => ({ ...idle[Symbol.asyncIterator](), return: leave }) };
    const pumped = stream.pump(items, sink);
    await settled();
    stream.stop();
    await pumped;
    expect(leave).toHaveBeenCalledOnce();
    expect(append).not.toHaveBeenCalled();
  });

  it("sends nothing that its producer gives later", async () => {
    const late = deferred<IteratorResult<number>>();
    const { append, sink, stream } = start();
    const pumped = stream.pump({ [Symbol.asyncIterator]: () => ({ next: () => late.promise }) }, sink);
    stream.stop();
    await pumped;
    late.resolve({ done: false, value: 1 });
    await settled();
    expect(append).not.toHaveBeenCalled();
  });
});

describe("a stream that fails", () => {
  it("fails with its producer's error, after what came before it", async () => {
    async function* items() {
      yield 1;
      throw new Error("no more");
    }
    const { append, flush, sink, stream } = start();
    await expect(stream.pump(items(), sink)).rejects.toThrow("no more");
    expect(append).toHaveBeenCalledOnce();
    expect(flush).toHaveBeenCalled();
  });

  it.each(["now", "later"] as const)("ends a producer whose item cannot be sent, there %s", async (when) => {
    const items = endless();
    const { append, flush, sink, stream } = start();
    append
      .mockImplementationOnce(() => {})
      .mockImplementationOnce(() => {
        throw new RangeError("does not fit");
      });
    await expect(stream.pump(items[when], sink)).rejects.toThrow("does not fit");
    await settled();
    expect(items.left).toHaveBeenCalledOnce();
    expect(append).toHaveBeenCalledTimes(2);
    expect(flush).toHaveBeenCalled();
  });
});
