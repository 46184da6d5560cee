import { expect, it } from "vitest";
import { readTypedArguments } from "../../../src/nushell/command/typed-arguments.ts";
import type { Wire } from "../../../src/nushell/protocol/msgpack/wire.ts";

/** Structs are Maps on the wire. */
function wire(value: unknown): Wire {
  if (Array.isArray(value)) return value.map(wire);
  if (typeof value !== "object" || value === null) return value as Wire;
  return new Map(Object.entries(value).map(([key, item]) => [key, wire(item)]));
}

const text = (content: string, start = 0) => ({
  expr: { String: content },
  span: { start, end: start + content.length },
  ty: "String",
});
const path = (content: string) => ({ ...text(""), expr: { Directory: [content, false] } });
const variable = { ...text(""), expr: { FullCellPath: { head: { expr: { Var: 3 } }, tail: [] } } };
const named = (item: string, value: unknown = null) => ({ Named: [{ item, span: { start: 0, end: 1 } }, null, value] });

function read(call: unknown, position = 100, strip = false) {
  const { flags, ...others } = readTypedArguments({
    name: "paint",
    argument: { positional: 0 },
    call: wire(call),
    strip,
    position,
  });
  return { flags: Object.fromEntries(flags), ...others };
}

it("tells of a call that is being typed which texts it has, and which is at the cursor [complete-typed]", () => {
  const list = { ...text(""), expr: { List: [{ Item: path("a") }, { Item: text("b") }] } };
  const spread = { ...text(""), expr: { List: [{ Item: path("a") }, { Spread: [{}, variable] }] } };
  const call = {
    arguments: [
      { Positional: text("north", 6) },
      named("dir", path("/data")),
      named("dirs", list),
      named("some", spread),
      named("loud"),
      { Positional: variable },
      { Positional: text("'so", 40) },
    ],
  };
  const val = (each: string) => ({ kind: "String", val: each, span: { start: 43, end: 43 } });
  expect(read(call, 43)).toEqual({
    current: "'so",
    positionals: ["north"],
    flags: {
      dir: val("/data"),
      dirs: { kind: "List", vals: [val("a"), val("b")], span: { start: 43, end: 43 } },
      some: undefined,
      loud: undefined,
    },
  });
});

it("takes away the character that the user did not type, and counts as typed no other form [complete-typed]", () => {
  const call = { arguments: [named("size", text("soa", 40))] };
  expect(read(call, 42, true)).toEqual({ current: "so", positionals: [], flags: {} });
  const nothing = { current: "", positionals: [], flags: {} };
  for (const odd of [
    null,
    [],
    { arguments: 5 },
    { arguments: [null, { Positional: 5 }, { Named: "a" }, { Spread: {} }] },
  ]) {
    expect(read(odd)).toEqual(nothing);
  }
});
