import { expect, it } from "vitest";
import { terminalWidth, type Engine } from "../../../../src/nushell/index.ts";

/** An engine whose `term size` answers so. */
function engineWith(columns: () => Promise<number>) {
  // The result's type is the caller's.
  const callDecl = (async () => ({ columns: await columns() })) as unknown as Engine["callDecl"];
  return { findDecl: () => Promise.resolve(7), callDecl };
}

it("tells the columns that `term size` gives [terminal-width]", async () => {
  expect(await terminalWidth(engineWith(() => Promise.resolve(132)))).toBe(132);
});

it.each([
  { where: "the terminal has none", columns: () => Promise.resolve(0) },
  { where: "`term size` fails", columns: () => Promise.reject(new Error("no terminal")) },
])("takes 80 where $where [terminal-width]", async ({ columns }) => {
  expect(await terminalWidth(engineWith(columns))).toBe(80);
});

it("takes 80 where there is no `term size` [terminal-width]", async () => {
  const engine = { ...engineWith(() => Promise.resolve(132)), findDecl: () => Promise.resolve(undefined) };
  expect(await terminalWidth(engine)).toBe(80);
});
