import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { wait } from "../../src/commands/wait.ts";
import { Duration, type Plain } from "nu-plugin";
import { runCommand, type RunOptions } from "nu-plugin/testing";
import { Session } from "../../src/commands/call/session.ts";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";

/** Waits; each time it shows how far it is, the next step is done. Rows as `a failed`, and the lines shown. */
async function waiting(dir: string, steps: readonly (() => void)[], options: RunOptions = {}) {
  const left = [...steps];
  const lines: string[] = [];
  const progress = (line: string | undefined) => {
    lines.push(line ?? "");
    left.shift()?.();
  };
  const flags = { "data-dir": dir, timeout: new Duration(5_000_000_000n), ...options.flags };
  const engine = { progress, keepAlive: () => {} };
  const { value, warnings } = await runCommand(wait(new Session()), { ...options, flags, engine });
  return { rows: rows(value), lines, warnings, left: left.length };
}

function rows(value: Plain): string[] {
  if (!Array.isArray(value)) throw new TypeError("no table");
  return value.map((row) => `${row.id} ${row.status}`);
}

const running = (id: string) => ({ id, status: "running" });
const ended = (id: string, status = "completed") => ({ id, status });

it("waits for what is open, and for what comes meanwhile, but lists nothing that had ended before [wait-queue]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a"), "tasks/old.json": ended("old") });
  const { rows: waited, lines } = await waiting(dir, [
    () => writeFiles(dir, { "tasks/b.json": { id: "b", status: "queued" }, "tasks/a.json": ended("a") }),
    () => writeFiles(dir, { "tasks/b.json": ended("b", "cancelled") }),
  ]);
  expect(waited).toEqual(["a completed", "b cancelled"]);
  expect(lines[0]).toBe("orch wait: 0 of 1 ended");
  expect(lines[1]).toBe("orch wait: 1 of 2 ended");
});

it("waits for the named ones only, in the daemon's files too when they move there [wait-named]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a"), "tasks/b.json": running("b") });
  const { rows: waited } = await waiting(
    dir,
    [
      () => writeFiles(dir, { "queue.rkvs/tasks/a.json": running("a") }),
      () => writeFiles(dir, { "queue.rkvs/tasks/a.json": ended("a", "failed") }),
    ],
    { rest: ["a"] },
  );
  expect(waited).toEqual(["a failed"]);
});

const of = (workflow: string, id: string, status = "running") => ({ id, status, workflow });

it("waits for the open tasks of a workflow, and for those that come meanwhile [wait-workflow]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": of("deploy", "a"),
    "tasks/old.json": of("deploy", "old", "failed"),
    "tasks/other.json": of("backup", "other"),
  });
  const { rows: waited, left } = await waiting(
    dir,
    [
      // What held a task of another workflow may be torn.
      () => writeFiles(dir, { "tasks/b.json": of("deploy", "b"), "tasks/other.json": "{" }),
      () => writeFiles(dir, { "tasks/a.json": of("deploy", "a", "failed") }),
      () => writeFiles(dir, { "tasks/b.json": of("deploy", "b", "completed") }),
    ],
    { flags: { workflow: "dep*" } },
  );
  expect({ waited, left }).toEqual({ waited: ["a failed", "b completed"], left: 0 });
});

it("refuses a workflow that no task has, and one beside ids [wait-workflow]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": of("deploy", "a"), "tasks/torn.json": "{" });
  await expect(waiting(dir, [], { flags: { workflow: "deplyo" } })).rejects.toMatchObject({
    message: 'Unknown workflow "deplyo"; did you mean "deploy"?',
    options: { code: "orch::unknown_workflow", labels: [{ text: "no task that can be read has it" }] },
  });
  const both = waiting(dir, [], { flags: { workflow: "deploy" }, rest: ["a"] });
  await expect(both).rejects.toMatchObject({ options: { code: "orch::contradiction" } });
});

it("reads no ids from the pipeline beside --workflow, as a closure's row comes there [wait-workflow]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": of("deploy", "a", "completed") });
  expect((await waiting(dir, [], { flags: { workflow: "deploy" }, input: "deploy" })).rows).toEqual([]);
});

it("says at Ctrl-C what is still open and what cannot be read, and nothing with --quiet [wait-interrupt]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { ...running("a"), name: "nightly" },
    "tasks/b.json": ended("b", "failed"),
  });
  const interrupted = async (quiet: boolean) => {
    const controller = new AbortController();
    const told: string[] = [];
    const progress = () => controller.abort();
    const engine = { progress, keepAlive: () => {}, warn: (line: string) => void told.push(line) };
    const flags = { "data-dir": dir, quiet };
    const call = { flags, engine, rest: ["a", "b"], signal: controller.signal };
    const stop = quiet ? setTimeout(progress, 300) : undefined;
    await expect(runCommand(wait(new Session()), call)).rejects.toThrow("aborted");
    clearTimeout(stop);
    return told;
  };
  expect(await interrupted(false)).toEqual([
    "orch wait: interrupted with 1 of 2 ended, 1 failed; still open:\n  a  nightly  running",
  ]);
  expect(await interrupted(true)).toEqual([]);
  writeFiles(dir, { "tasks/a.json": "{" });
  expect((await interrupted(false)).at(-1)).toMatch(
    /^orch wait: interrupted with 1 of 1 ended, 1 failed\.\n1 file cannot be read:\n {2}.*a\.json: not JSON/,
  );
});

it("goes on while the whole directory of its tasks is away [watch-directory-gone]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a"), "status.json": {} });
  const [tasks, away] = [join(dir, "tasks"), join(dir, "away")];
  const { rows: waited, left } = await waiting(dir, [
    () => renameSync(tasks, away),
    () => {},
    () => renameSync(away, tasks),
    () => writeFiles(dir, { "tasks/a.json": ended("a") }),
  ]);
  expect({ waited, left }).toEqual({ waited: ["a completed"], left: 0 });
});

it("says which tasks it waits for in vain, at once and when others fail meanwhile [wait-stuck]", async () => {
  const dir = temporaryDirectory({
    "tasks/lost.json": ended("lost", "failed"),
    "tasks/a.json": { ...running("a"), status: "pending", dependencies: ["lost"] },
    "tasks/b.json": running("b"),
    "tasks/c.json": { ...running("c"), status: "pending", dependencies: ["b"] },
  });
  const steps = [
    () => writeFiles(dir, { "tasks/b.json": ended("b", "failed") }),
    () => rmSync(join(dir, "tasks/a.json")),
    () => writeFiles(dir, { "tasks/c.json": ended("c", "cancelled") }),
  ];
  expect((await waiting(dir, steps)).warnings.slice(0, 2)).toEqual([
    "orch wait: 1 task will not start by itself, as `orch graph` shows: a",
    "orch wait: 2 tasks will not start by themselves, as `orch graph` shows: a, c",
  ]);
  writeFiles(dir, { "tasks/a.json": { ...running("a"), status: "pending", dependencies: ["lost"] } });
  const flags = { timeout: new Duration(0n), quiet: true };
  await expect(waiting(dir, [], { flags })).rejects.toMatchObject({
    options: { help: expect.stringMatching(/More time will not be enough: 1 task will not start by itself, .*\.$/) },
  });
});

it("lists a task that is gone as it was last, since it runs no more [wait-gone]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a"), "tasks/b.json": running("b") });
  const steps = [() => rmSync(join(dir, "tasks/a.json")), () => writeFiles(dir, { "tasks/b.json": ended("b") })];
  const { rows: waited, warnings } = await waiting(dir, steps);
  expect(waited).toEqual(["a running", "b completed"]);
  expect(warnings).toEqual(["orch wait: a (running) is gone, as its file was removed, and shown as last seen"]);
});

it("takes a file that is just being written for no end of its task [wait-half-written]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a") });
  const steps = [
    () => writeFiles(dir, { "tasks/a.json": '{"id": "a", "sta' }),
    () => {},
    () => {
      writeFiles(dir, { "tasks/new": ended("a", "failed") });
      renameSync(join(dir, "tasks/new"), join(dir, "tasks/a.json"));
    },
  ];
  const { rows: waited, left } = await waiting(dir, steps, { rest: ["a"] });
  expect({ waited, left }).toEqual({ waited: ["a failed"], left: 0 });
});

it("takes a file that another task has by now for the end of the first, odd fields or not [wait-gone]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a"), "tasks/b.json": running("b") });
  const other = { id: "other", status: "completed", priority: "odd" };
  const steps = [
    () => writeFiles(dir, { "tasks/a.json": other }),
    () => writeFiles(dir, { "tasks/b.json": ended("b") }),
  ];
  const { rows: waited } = await waiting(dir, steps, { rest: ["a", "b"] });
  expect(waited).toEqual(["a running", "b completed"]);
});

it("waits for what a file holds that came meanwhile and cannot be read yet [wait-unread]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a") });
  const { rows: waited, lines } = await waiting(dir, [
    () => writeFiles(dir, { "tasks/a.json": ended("a"), "tasks/new.json": '{"id": "new"' }),
    () => writeFiles(dir, { "tasks/new.json": running("new") }),
    () => writeFiles(dir, { "tasks/new.json": ended("new", "failed") }),
  ]);
  expect(waited).toEqual(["a completed", "new failed"]);
  expect(lines[1]).toBe("orch wait: 1 of 1 ended, 1 file cannot be read");
});

it("takes no task for gone while another file cannot be read, which may hold it [wait-unread]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a"), "tasks/torn.json": "{" });
  const steps = [
    () => rmSync(join(dir, "tasks/a.json")),
    () => writeFiles(dir, { "tasks/torn.json": running("a") }),
    () => writeFiles(dir, { "tasks/torn.json": ended("a") }),
  ];
  expect((await waiting(dir, steps, { rest: ["a"] })).rows).toEqual(["a completed"]);
  writeFiles(dir, { "tasks/a.json": running("a"), "tasks/torn.json": "{", "tasks/b.json": running("b") });
  const flags = { timeout: new Duration(300_000_000n) };
  await expect(waiting(dir, [() => rmSync(join(dir, "tasks/a.json"))], { rest: ["a"], flags })).rejects.toThrow(
    /^Cannot tell whether "a" has ended, as 1 file cannot be read: .*torn\.json: not JSON/,
  );
  // What is known to be open comes first.
  await expect(waiting(dir, [], { flags })).rejects.toMatchObject({
    message: "1 task still open: b (running)",
    options: {
      code: "orch::wait_timeout",
      help: expect.stringMatching(
        /^These have not ended:\n {2}b {2}running\n1 file cannot be read:\n {2}.*torn\.json: not JSON.*\n {2}Correct or remove it\.\nAllow more time/,
      ),
    },
  });
});

it("says that a named task is not there when its file is gone that could not be read [wait-unread]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a"), "tasks/b.json": "" });
  const steps = [() => rmSync(join(dir, "tasks/b.json"))];
  await expect(waiting(dir, steps, { rest: ["a", "b"] })).rejects.toThrow('No task "b"');
});

it("looks once more when the time is up, then says what is still open [wait-timeout]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a"), "tasks/b.json": running("b\u001b") });
  const flags = { timeout: new Duration(30_000_000n) };
  const all = () => writeFiles(dir, { "tasks/a.json": ended("a"), "tasks/b.json": ended("b") });
  expect((await waiting(dir, [all], { flags, rest: ["a"] })).rows).toEqual(["a completed"]);
  writeFiles(dir, { "tasks/a.json": running("a"), "tasks/b.json": running("b\u001b") });
  await expect(waiting(dir, [], { flags })).rejects.toMatchObject({
    message: "2 tasks still open: a (running), b\\u{1b} (running)",
    options: {
      code: "orch::wait_timeout",
      help: expect.stringMatching(
        /^These have not ended:\n {2}a {8}running\n {2}b\\u\{1b\} {2}running\nAllow more time, /,
      ),
    },
  });
});

it("names ten of those that are still open, those at work first, and says how many more there are [wait-timeout]", async () => {
  const names = Array.from({ length: 12 }, (_, i) => String(i).padStart(2, "0"));
  const files = names.map((id) => [`tasks/${id}.json`, { id, status: id === "07" ? "in_progress" : "pending" }]);
  const dir = temporaryDirectory(Object.fromEntries(files));
  const late = waiting(dir, [], { flags: { timeout: new Duration(0n) } });
  await expect(late).rejects.toMatchObject({
    message: expect.stringMatching(/^12 tasks still open: .*, .* and 9 more$/),
    options: {
      help: expect.stringMatching(
        /:\n {2}07 {2}in_progress\n {2}00 {2}pending\n(.*\n){7} {2}09 {2}pending\n {2}and 2 more\n/,
      ),
    },
  });
});

it("names ids in its help as they are typed [wait-fail]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": ended("deploy; rm -rf ~", "failed") });
  const failed = waiting(dir, [], { flags: { fail: true }, rest: ["deploy"] });
  await expect(failed).rejects.toMatchObject({ options: { help: 'See why: orch task "deploy; rm -rf ~"' } });
});

it("shows nothing with --quiet, and where nothing is to be waited for [wait-progress]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a"), "tasks/torn.json": "{" });
  const flags = { quiet: true, timeout: new Duration(0n) };
  const lines: unknown[] = [];
  const engine = { progress: (line: string | undefined) => lines.push(line), keepAlive: () => {} };
  const quiet = runCommand(wait(new Session()), { flags: { ...flags, "data-dir": dir }, engine });
  await expect(quiet).rejects.toThrow("1 task still open");
  expect(lines).toEqual([]);
  writeFiles(dir, { "tasks/a.json": ended("a"), "tasks/torn.json": { ...ended("torn"), priority: "odd" } });
  expect(await waiting(dir, [])).toMatchObject({ rows: [], lines: [], warnings: [expect.stringContaining("torn")] });
});
