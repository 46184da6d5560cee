import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { root } from "./support/nu.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

/** Reads the tasks of a directory, makes many objects that stay, and says how large V8's space for new ones has become, in MB. */
const script = `
  import { getHeapSpaceStatistics } from "node:v8";
  const { readQueue } = await import(process.argv[1]);
  const { tasks } = await readQueue(process.argv[2]);
  const kept = Array.from({ length: 1e6 }, (_, i) => ({ i }));
  const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  console.log(JSON.stringify([tasks.length, kept.length && space_size / 1e6]));
`;

function measured(directory: string): [tasks: number, megabytes: number] {
  const queue = pathToFileURL(join(root, "src/orchestrator/queue/queue.ts")).href;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script, queue, directory];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }));
}

it("keeps the space for new objects small once it reads many files [queue-new-space]", () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "tasks"));
  for (let i = 0; i < 20_000; i++) {
    writeFileSync(join(directory, "tasks", `${i}.json`), `{"id":"${i}","status":"pending"}`);
  }
  const [tasks, megabytes] = measured(directory);
  expect(tasks).toBe(20_000);
  // Otherwise 34, or 67 from Node 24 on.
  expect(megabytes).toBeLessThan(16);
});
