import { expect, it } from "vitest";
import { Session } from "../../../src/commands/call/session.ts";
import { offerIds } from "../../../src/commands/tasks/ids.ts";
import { defineCommand, empty } from "../../../src/nushell/index.ts";
import { runCommand } from "../../../src/nushell/testing/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

it("offers by TAB also the id of a task whose file cannot be read [task-unread]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "running" }, "tasks/b.json": "{" });
  const session = new Session();
  let offered: unknown;
  const tab = defineCommand({
    name: "tab",
    summary: "TAB",
    category: "test",
    async run({ engine, signal }) {
      const request = { engine, signal, call: null, strip: false, position: 0 };
      offered = await offerIds(session)(request);
      return empty;
    },
  });
  const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: dir };
  await runCommand(tab, { engine: { keepAlive: () => {} }, env });
  expect(offered).toEqual([
    { value: "a", description: "running" },
    { value: "b", description: "cannot be read" },
  ]);
  session.close();
});
