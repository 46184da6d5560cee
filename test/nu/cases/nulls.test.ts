import { expect, it } from "vitest";
import { nuError, nuValue } from "../../support/nu.ts";
import { since } from "../../support/releases.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

it("NU-6: two conditions on a column with nulls do not go together, but two `where`s do [null-conditions]", async () => {
  const at = "2026-03-14T09:00:00Z";
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "pending", created_at: at, priority: 70 },
    "tasks/b.json": { id: "b", status: "pending" },
    "tasks/c.json": { id: "c", status: "running", created_at: at, started_at: at, progress: 40, priority: 1 },
  });
  const tasks = `orch tasks -d ${dir}`;
  // Once each for a number, a time and a column of --long.
  for (const [columns, first, second] of [
    [tasks, "status == pending", "priority > 60"],
    [tasks, "status == pending", "created_at > 2026-01-01"],
    [`${tasks} --long`, "status != completed", "progress < 50"],
  ] as const) {
    const together = `${columns} | where ${first} and ${second}`;
    const refusals = since("0.107") ? [await nuError(together)] : [];
    for (const refusal of refusals) expect(refusal).toContain("'and' operator does not work");
    const [one] = first.startsWith("status !=") ? ["c"] : ["a"];
    expect(await nuValue(`${columns} | where ${first} | where ${second} | get id`)).toEqual([one]);
    const column = second.split(" ")[0];
    expect(await nuValue(`${columns} | where ${first} | where ${column} != null and ${second} | get id`)).toEqual([
      one,
    ]);
  }
  expect(await nuValue(`${tasks} --status pending --min-priority 61 | get id`)).toEqual(["a"]);
});
