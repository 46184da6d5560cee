import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openNu } from "nu-plugin/testing";
import { cleanEnvironment, fixtures, nuBinary, nuValue, pluginFile } from "../support/nu.ts";
import { release, releases } from "../support/releases.ts";
import { hasProc } from "../support/systems.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const writer = ["--import", "tsx", fileURLToPath(new URL("living-queue-writer.ts", import.meta.url))];
// At length in CI, on the oldest and the newest release.
const isLong = process.env["CI"] !== undefined && [releases.at(0), releases.at(-1)].includes(release);
const [seconds, manyChanges] = isLong ? [60, 100_000] : [5, 20_000];

interface Row {
  readonly id: string;
  readonly status: string;
  readonly priority: number;
}
interface EventRow extends Row {
  readonly event: string;
}
interface Answer<T> {
  readonly rows: readonly T[];
  /** The most memory that the plugin had, in kB. */
  readonly peak: number;
}

/** What a command gives in a shell of its own, beside a writer. */
async function besideWriter<T>(command: string): Promise<Answer<T>> {
  const shell = openNu({
    nu: nuBinary(),
    plugins: [pluginFile],
    cwd: fixtures,
    env: cleanEnvironment(),
    timeout: (seconds + 90) * 1000,
  });
  // Only Linux tells it.
  const peak = hasProc
    ? `open --raw $"/proc/(plugin list | where name == orchestrator | get 0.pid)/status" | lines | where {|line| $line starts-with VmHWM } | first | parse --regex '(\\d+)' | get 0.capture0 | into int`
    : "0";
  return (await shell.value(`let rows = (${command}); {rows: $rows, peak: (${peak})}`)) as Answer<T>;
}

/** A directory whose tasks a writer changes that often; the listing when all have ended. */
function livingQueue(changes: number, perSecond: number) {
  const dir = temporaryDirectory({ "tasks/last.json": { id: "last", status: "running", priority: 0 } });
  const args = [...writer, join(dir, "tasks"), `${changes}`, `${perSecond}`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  onTestFinished(() => void child.kill());
  const listing = async () =>
    Object.fromEntries(
      ((await nuValue(`orch tasks --no-cache -d ${dir}`)) as Row[]).map(({ id, status, priority }) => [
        id,
        { status, priority },
      ]),
    );
  return { dir, listing };
}

function replay(events: readonly EventRow[]): Record<string, unknown> {
  const tasks = new Map<string, unknown>();
  for (const { event, id, status, priority } of events) {
    expect(tasks.has(id)).toBe(event !== "added");
    if (event === "removed") tasks.delete(id);
    else tasks.set(id, { status, priority });
  }
  return Object.fromEntries(tasks);
}

it(
  "makes of its events the last listing, and waits for all of it, beside 500 changes a second [watch-busy] [wait-busy]",
  { timeout: (seconds + 90) * 1000 },
  async () => {
    const { dir, listing } = livingQueue(seconds * 500, 500);
    const [watched, waited] = await Promise.all([
      besideWriter<EventRow>(`orch watch -d ${dir} --initial --until-idle`),
      besideWriter<Row>(`orch wait -d ${dir} --quiet`),
    ]);
    const last = await listing();
    expect(Object.keys(last).length).toBeGreaterThan(100);
    expect(replay(watched.rows)).toEqual(last);
    expect(watched.rows.length).toBeGreaterThan(seconds * 200);
    // The rows that are still there are as they ended; all that was open until the end is among them.
    const ended = new Map(waited.rows.map(({ id, status, priority }) => [id, { status, priority }]));
    const there = [...ended].filter(([id]) => last[id] !== undefined);
    expect(last).toMatchObject(Object.fromEntries(there));
    expect(ended.get("last")).toMatchObject({ status: "completed" });
    expect(ended.size).toBeGreaterThan(seconds * 50);
    for (const { peak } of [watched, waited]) expect(peak).toBeLessThan(150_000);
  },
);

it(
  "folds 100,000 changes (20,000 outside CI) for a slow reader, who gets every last state, in bounded memory [watch-slow-reader]",
  { timeout: 150_000 },
  async () => {
    const { dir, listing } = livingQueue(manyChanges, Infinity);
    const slowly = "each {|event| sleep 5ms; $event }";
    const { rows, peak } = await besideWriter<EventRow>(`orch watch -d ${dir} --initial --until-idle | ${slowly}`);
    expect(replay(rows)).toEqual(await listing());
    expect(rows.length).toBeLessThan(manyChanges / 2);
    expect(peak).toBeLessThan(150_000);
  },
);
