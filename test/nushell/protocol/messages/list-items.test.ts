import { expect, it } from "vitest";
import { ListItems } from "../../../../src/nushell/protocol/messages/list-items.ts";
import { LabeledError } from "../../../../src/nushell/protocol/values/labeled-error.ts";
import { CustomValue } from "../../../../src/nushell/protocol/values/value-classes.ts";
import { unpackAll } from "../../message-pack.ts";
import { release } from "../release.ts";

const recipient = { version: release(115), span: { start: 1, end: 2 } };
const at = [1, 2];

it("writes items as messages of one stream, many in one buffer [list-items]", () => {
  const items = new ListItems(9, recipient);
  expect(items.take()).toBeUndefined();
  items.append((out) => out.int(1));
  items.append((out) => out.string("x"));
  expect(unpackAll(items.take() ?? Buffer.of())).toMatchObject({
    messages: [{ Data: [9, { List: { Int: [1, at] } }] }, { Data: [9, { List: { String: ["x", at] } }] }],
    rest: Buffer.of(),
  });
  expect(items.take()).toBeUndefined();
});

it("writes nothing of an item that cannot be written, and goes on after it", () => {
  const items = new ListItems(70_000, recipient);
  const inner = { kind: "Int", val: 2n ** 63n, span: { start: 5, end: 6 } } as const;
  items.append((out) => out.int(1));
  expect(() => items.append((out) => out.value({ kind: "List", vals: [inner], span: inner.span }))).toThrow(RangeError);
  items.append((out) => out.error(new LabeledError("broken")));
  expect(unpackAll(items.take() ?? Buffer.of()).messages).toEqual([
    { Data: [70_000, { List: { Int: [1, at] } }] },
    { Data: [70_000, { List: { Error: [expect.objectContaining({ msg: "broken" }), at] } }] },
  ]);
});

it("tells of the custom values of an item once it is written, and of none that was not [list-items]", () => {
  const told: CustomValue[] = [];
  const items = new ListItems(9, { ...recipient, onCustomValue: (value) => told.push(value) });
  const [lost, sent] = [new CustomValue("X", Buffer.of(1)), new CustomValue("X", Buffer.of(2))];
  const failing = () =>
    items.append((out) => {
      out.custom(lost);
      out.int(2n ** 63n);
    });
  expect(failing).toThrow(RangeError);
  expect(told).toEqual([]);
  items.append((out) => out.custom(sent));
  items.append((out) => out.int(1));
  expect(told).toEqual([sent]);
});
