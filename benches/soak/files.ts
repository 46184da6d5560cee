import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fixtures } from "../../test/support/nu.ts";

/** How many directories of few tasks there are in a soak: more than the plugin keeps in memory. */
const usual = 1500;
/** They are asked for in so many groups. */
export const groups = 150;
const statuses = ["pending", "running", "completed", "failed"];

/** Makes the files that are asked about: the samples, a larger queue, and many small ones, as many in each group. */
export function makeFiles(many = usual) {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "soak-")));
  cpSync(join(fixtures, "data"), join(directory, "data"), { recursive: true });
  cpSync(join(fixtures, "workflows"), join(directory, "workflows"), { recursive: true });
  for (let i = 0; i < 300; i++) writeTask(directory, "large", i);
  for (let i = 0; i < many; i++)
    for (let task = 0; task < 3; task++) writeTask(directory, `many/${i % groups}-${i}`, task);
  return { directory, remove: () => rmSync(directory, { recursive: true, maxRetries: 5 }) };
}

/** Writes a task, each time with something else in it. */
export function writeTask(directory: string, dataDir: string, number: number, change = 0): void {
  const id = `task-${number}`;
  const tasks = join(directory, dataDir, "tasks");
  const task = {
    id,
    name: `create server ${number}`,
    status: statuses[(number + change) % statuses.length],
    workflow: `nightly/${number % 7}-${change}.k`,
    dependencies: number === 0 ? [] : [`task-${number - 1}`],
    created_at: new Date(Date.UTC(2026, 1, 1) + number * 61_000 + change).toISOString(),
    completed_at: null,
    output: `line\n`.repeat(40) + change,
    priority: number % 10,
  };
  mkdirSync(tasks, { recursive: true });
  writeFileSync(join(tasks, `${id}.json`), JSON.stringify(task));
}
