import { expect, it, vi } from "vitest";
import { answer, int, streamAnswer } from "../../../src/nushell/index.ts";
import { listItem } from "../../../src/nushell/protocol/plugin-message.ts";
import { unpack } from "../message-pack.ts";

const span = { start: 1, end: 2 };

it("writes its value by the declared type, and carries metadata", () => {
  const given = answer(int, 3, { contentType: "text/plain" });
  expect(given).toMatchObject({ kind: "value", metadata: { contentType: "text/plain" } });
  expect(given.kind === "value" && unpack(listItem(0, given.write, span))).toEqual({
    Data: [0, { List: { Int: [3, [1, 2]] } }],
  });
  expect(answer(int, 3).metadata).toEqual({});
});

it("streams items one by one, as they are asked for", async () => {
  const produced: number[] = [];
  async function* numbers() {
    for (let number = 1; number <= 2; number++) {
      produced.push(number);
      yield number;
    }
  }
  const given = streamAnswer(int, numbers());
  const items = given.kind === "list-stream" ? given.items[Symbol.asyncIterator]() : undefined;
  expect(produced).toEqual([]);
  const first = await items?.next();
  expect(produced).toEqual([1]);
  expect(first?.done === false && unpack(listItem(0, first.value, span))).toEqual({
    Data: [0, { List: { Int: [1, [1, 2]] } }],
  });
  await expect(items?.next()).resolves.toMatchObject({ done: false });
  await expect(items?.next()).resolves.toEqual({ done: true, value: undefined });
});

it("passes the reader's leaving on at once to a source that is waiting [stream-leave]", async () => {
  const leave = vi.fn(async () => ({ done: true as const, value: undefined }));
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: leave }),
  };
  const given = streamAnswer(int, source);
  const items = given.kind === "list-stream" ? given.items[Symbol.asyncIterator]() : undefined;
  void items?.next();
  await items?.return?.();
  expect(leave).toHaveBeenCalledOnce();
});

it("can leave a source that has nothing to end", async () => {
  const given = streamAnswer(int, { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) });
  const items = given.kind === "list-stream" ? given.items[Symbol.asyncIterator]() : undefined;
  await expect(items?.return?.()).resolves.toEqual({ done: true, value: undefined });
});
