import { expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { runCommand } from "../../../src/nushell/testing/index.ts";

const rows = nu.table({ id: nu.string, sizes: nu.list(nu.int), data: nu.nullable(nu.binary) });

/** What fails when data that no compiler saw is given as rows. */
function failure(json: string): Promise<unknown> {
  const command = nu.defineCommand({
    name: "give",
    summary: "",
    category: "test",
    output: rows,
    run: () => nu.value(rows, JSON.parse(json)),
  });
  return runCommand(command).catch((error: unknown) => (error instanceof Error ? error.message : error));
}

it.each([
  ['[{"id": "a", "sizes": [1, "2"], "data": null}]', "[0].sizes[1]: expected a whole number, got '2'"],
  ['[{"id": "a", "sizes": [], "data": null}, {"sizes": []}]', "[1].id: expected a string, got undefined"],
  ['[{"id": 7, "sizes": []}]', "[0].id: expected a string, got 7"],
  ['[{"id": "a", "sizes": 3}]', "[0].sizes: expected an array, got 3"],
  ['[{"id": "a", "sizes": [], "data": "abc"}]', "[0].data: expected a Uint8Array, got 'abc'"],
  ["[null]", "[0]: expected a record, got null"],
  ['{"id": "a"}', "expected an array, got { id: 'a' }"],
])("says where %s is not what was declared: %s [unwritable]", async (json, message) => {
  expect(await failure(json)).toBe(message);
});

it.each([
  [nu.bool, "expected a boolean, got 1"],
  [nu.float, "expected a number, got '1'"],
])("refuses what JavaScript would turn into something else [unwritable]", async (type, message) => {
  const given = type === nu.bool ? 1 : "1";
  const command = nu.defineCommand({
    name: "give",
    summary: "",
    category: "test",
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a plugin without a compiler would give.
    run: () => nu.value(type as nu.ValueType<unknown>, given),
  });
  await expect(runCommand(command)).rejects.toThrow(message);
});
