import { appendFileSync, closeSync, openSync, renameSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// Adds, replaces and removes task files, about 1,000 a second, and says so in a log: a line when a write begins
// ("begin <time> <id> <version> <way>") and one when it is done ("end <time> <id>"). Arguments: directory, log, seconds.
const [directory = "", log = "", seconds = ""] = process.argv.slice(2);
const taskCount = 400;
const present = new Set<string>();

const random = (below: number) => Math.floor(Math.random() * below);
const pause = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/** Windows refuses to replace or to move what somebody is just reading, so a writer there tries again. */
function patiently(change: () => void): void {
  for (;;) {
    try {
      return change();
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EPERM")) throw error;
    }
  }
}

function replace(path: string, text: string): void {
  writeFileSync(`${path}.tmp`, text);
  patiently(() => renameSync(`${path}.tmp`, path));
}

function writeInPlace(path: string, text: string): void {
  const file = openSync(path, "w");
  const half = random(text.length);
  writeSync(file, text.slice(0, half));
  if (random(50) === 0) pause(3);
  writeSync(file, text.slice(half));
  closeSync(file);
}

function remove(path: string): void {
  const isForGood = random(2) === 0;
  patiently(() => (isForGood ? unlinkSync(path) : renameSync(path, `${path}.old`)));
}

function write(version: number): void {
  const id = `t${random(taskCount)}`;
  const path = join(directory, `${id}.json`);
  const text = JSON.stringify({ id, status: "pending", priority: version });
  const way = present.has(id) && random(4) === 0 ? "remove" : random(2) === 0 ? "replace" : "in-place";
  appendFileSync(log, `begin ${Date.now()} ${id} ${version} ${way}\n`);
  if (way === "remove") remove(path);
  else if (way === "replace") replace(path, text);
  else writeInPlace(path, text);
  appendFileSync(log, `end ${Date.now()} ${id}\n`);
  if (way === "remove") present.delete(id);
  else present.add(id);
}

// A machine that is too busy for as many writes gets fewer: the tests wait until the time is over.
const start = performance.now();
const elapsed = () => performance.now() - start;
for (let version = 0; elapsed() < Number(seconds) * 1000;) {
  for (const due = elapsed(); version < due && elapsed() < Number(seconds) * 1000;) write(++version);
  await sleep(1);
}
