import { renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// Lets tasks be created, started, ended and removed; at last all have ended, that of `last.json` as the very last.
// Arguments: a directory of task files, how many changes, how many of them a second.
const [directory = "", changes = "", perSecond = ""] = process.argv.slice(2);
const mostTasks = 300;
const ends = ["completed", "failed", "cancelled"];
const statuses: (readonly [id: string, status: string])[] = [];
let created = 0;

const random = (below: number) => Math.floor(Math.random() * below);

function save(id: string, status: string): void {
  const path = join(directory, `${id}.json`);
  const text = JSON.stringify({ id, status, priority: random(10) });
  if (random(4) === 0) return writeFileSync(path, text);
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}

function set(i: number, id: string, status: string): void {
  statuses[i] = [id, status];
  save(id, status);
}

function change(): void {
  const i = random(mostTasks);
  const [id, status] = statuses[i] ?? [];
  if (id === undefined) set(statuses.length, `t${created++}`, "pending");
  else if (status === "pending") set(i, id, "running");
  else if (status === "running") set(i, id, ends[random(ends.length)] ?? "");
  else {
    unlinkSync(join(directory, `${id}.json`));
    statuses.splice(i, 1);
  }
}

const start = performance.now();
for (let done = 0; done < Number(changes); await sleep(1)) {
  const due = Math.min(Number(changes), ((performance.now() - start) / 1000) * Number(perSecond));
  // Readers get their turn also when it writes as fast as it can.
  for (const until = performance.now() + 20; done < due && performance.now() < until; done++) change();
}
for (const [i, [id]] of statuses.entries()) set(i, id, "completed");
save("last", "completed");
