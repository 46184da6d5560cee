import { expect, it } from "vitest";
import { tasks } from "../../src/commands/tasks.ts";
import { Session } from "../../src/commands/call/session.ts";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";
import { run } from "./in-process.ts";

it("streams from 50,000 rows on, read as far as they are taken [tasks-stream]", { timeout: 240_000 }, async () => {
  const dir = temporaryDirectory();
  const names = Array.from({ length: 50_000 }, (_, i) => String(i).padStart(5, "0"));
  writeFiles(dir, Object.fromEntries(names.map((id) => [`tasks/${id}.json`, { id, status: "pending", output: 1 }])));
  const listed = tasks(new Session());
  const flags = { "data-dir": dir };
  const all = await run(listed, { flags });
  expect(all).toMatchObject({ kind: "list-stream", warnings: [] });
  expect(all.value).toHaveLength(50_000);
  const first = [{ id: "00000" }, { id: "00001" }, { id: "00002" }];
  for (const view of [{}, { long: true }, { columns: ["id"] }, { columns: ["id"], flat: true, ready: true }]) {
    const { kind, value } = await run(listed, { flags: { ...flags, ...view }, take: 3 });
    expect({ kind, value }).toMatchObject({ kind: "list-stream", value: first });
  }
  expect(await run(listed, { flags: { ...flags, limit: 49_999 } })).toMatchObject({ kind: "value" });

  const args = "no list";
  writeFiles(dir, { "tasks/00007.json": { id: "00007", status: "pending", args }, "tasks/half.json": "{" });
  const { value, warnings, metadata } = await run(listed, { flags: { ...flags, long: true } });
  expect(value).toHaveLength(50_000);
  // What reading them shows is known at the end only.
  expect(warnings).toEqual([
    expect.stringContaining("1 file has a problem: half.json: not JSON"),
    expect.stringContaining('1 file has a problem: 00007.json: args "no list"'),
  ]);
  expect(metadata.custom?.["orch_problems"]).toMatchObject([{ code: "not-json" }]);

  // Files are read synchronously, and yet other calls get their turn.
  let turns = 0;
  const others = setInterval(() => (turns += 1), 1);
  await expect(run(listed, { flags: { ...flags, strict: true } })).rejects.toThrow("2 files have problems");
  clearInterval(others);
  expect(turns).toBeGreaterThan(100);
});
