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
  const kept = Array.from({ length: 4e5 }, (_, i) => ({ i }));
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
  const write = (i: number) => writeFileSync(join(directory, "tasks", `${i}.json`), `{"id":"${i}","status":"pending"}`);
  write(0);
  const [few, usual] = measured(directory);
  for (let i = 1; i < 20_000; i++) write(i);
  const [many, small] = measured(directory);
  expect([few, many]).toEqual([1, 20_000]);
  expect(small).toBeLessThan(usual / 2);
});
