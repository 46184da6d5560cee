import { expect, it } from "vitest";
import { check } from "../../src/commands/check.ts";
import { checkpoints } from "../../src/commands/checkpoints.ts";
import type { RunOptions } from "nu-plugin/testing";
import { Session } from "../../src/commands/call/session.ts";
import { fixtures } from "../support/nu.ts";
import { homeVariables, run } from "./in-process.ts";

const always = ["currentDir", "pluginConfig"];
const variables = ["PROVISIONING_ORCHESTRATOR_DATA_DIR", "PROVISIONING_ENV", ...homeVariables].map(
  (name) => `envVar ${name}`,
);
const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: "~/data/small", HOME: fixtures };

// Quiet, as what it says of a table too wide for the terminal needs answers that only come once there is a table.
it("asks Nushell for all it needs in one burst, whatever is looked at [one-burst]", async () => {
  const asked = async (flags: NonNullable<RunOptions["flags"]>) =>
    (await run(check(new Session()), { env, flags: { ...flags, quiet: true } })).asked;
  for (const flags of [
    {},
    { where: true },
    { "data-dir": "data/small" },
    { "data-dir": "~/data/small", where: true },
  ]) {
    expect(await asked(flags)).toEqual([[...always, ...variables]]);
  }
  expect((await run(checkpoints(), { env })).asked).toEqual([[...always, ...variables]]);
  expect((await run(checkpoints(), { flags: { "data-dir": "data/small" } })).asked).toEqual([always]);
});

it("keeps the queue that it has read for the next call, but not with --no-cache [keep-alive-config]", async () => {
  const session = new Session();
  expect(
    (await run(check(session), { env, flags: { "no-cache": true, quiet: true } })).keepAlive,
  ).not.toHaveBeenCalled();
  expect((await session.queues()).size).toBe(0);
  const { keepAlive } = await run(check(session), { env, flags: { quiet: true } });
  expect(keepAlive).toHaveBeenCalledOnce();
  expect((await session.queues()).size).toBe(1);
  for (const [, held] of keepAlive.mock.calls) held.close();
});
