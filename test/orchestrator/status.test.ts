import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { hasStatusFile } from "../../src/orchestrator/data-dir/layout.ts";
import {
  contradictions,
  contradicts,
  readStatus,
  silentFor,
  statusFromCounts,
  type TaskCounts,
} from "../../src/orchestrator/status.ts";
import { readTimestamp } from "../../src/orchestrator/timestamp.ts";
import { runAsNobody } from "../support/run-as-nobody.ts";
import { literally } from "../support/slashes.ts";
import { makeFifo, temporaryDirectory } from "../support/temporary-directory.ts";

const fixtures = fileURLToPath(new URL("../../fixtures/data", import.meta.url));

it("reads status.json [status-read]", async () => {
  const status = await readStatus(join(fixtures, "small"));
  expect(status).toMatchObject({
    running: true,
    tasksPending: 4,
    tasksRunning: 1,
    tasksCompleted: 1,
    tasksFailed: 1,
    tasksCancelled: 1,
    lastCheck: { text: "2026-03-14T09:05:00Z" },
    version: "3.5.0",
    problems: [],
    raw: {
      running: true,
      last_check: "2026-03-14T09:05:00Z",
    },
  });
});

it("is null where the file says nothing, and ignores what it does not know [status-null]", async () => {
  const dir = temporaryDirectory({ "status.json": { running: null, tasks_failed: 0, uptime: 3 } });
  expect(await readStatus(dir)).toEqual({
    running: null,
    tasksPending: null,
    tasksRunning: null,
    tasksCompleted: null,
    tasksFailed: 0,
    tasksCancelled: null,
    lastCheck: null,
    version: null,
    raw: {
      running: null,
      tasks_failed: 0,
      uptime: 3,
    },
    problems: [],
  });
});

it("makes values of a wrong type null, and says so [status-wrong-type]", async () => {
  const wrong = {
    running: "yes",
    tasks_pending: -1,
    tasks_running: 1.5,
    tasks_failed: "3",
    last_check: "2026-02-30",
    version: 3,
  };
  const dir = temporaryDirectory({ "status.json": wrong });
  const status = await readStatus(dir);
  expect(status).toMatchObject({
    running: null,
    tasksPending: null,
    tasksRunning: null,
    tasksFailed: null,
    lastCheck: null,
    version: null,
  });
  expect(status?.raw).toEqual(wrong);
  expect(new Set(status?.problems.map(({ path, code, message }) => [path, code, message]))).toEqual(
    new Set(
      [
        ['running "yes" is not a boolean: taken as missing', "bad-field"],
        ["tasks_pending -1 is not a count: taken as missing", "bad-field"],
        ["tasks_running 1.5 is not a count: taken as missing", "bad-field"],
        ['tasks_failed "3" is not a count: taken as missing', "bad-field"],
        ['last_check "2026-02-30" is not a valid date and time (RFC 3339): taken as missing', "bad-date"],
        ["version 3 is not a string: taken as missing", "bad-field"],
      ].map(([message, code]) => [join(dir, "status.json"), code, message]),
    ),
  );
});

it("says of a file that has no field of a status that it has none [status-empty]", async () => {
  const noted = async (content: unknown) => {
    const status = await readStatus(temporaryDirectory({ "status.json": content }));
    return status?.problems.map(({ code }) => code);
  };
  for (const content of [{}, { uptime: 3 }, { running: null, last_check: null }]) {
    expect(await noted(content)).toEqual(["no-status-fields"]);
  }
  expect(await noted({ version: "3.1.0" })).toEqual([]);
});

it("reads a status inside a response of the API, and names a response without one [status-response]", async () => {
  const read = (content: unknown) => readStatus(temporaryDirectory({ "status.json": content }));
  const data = { running: true, tasks_pending: 2 };
  for (const response of [
    { success: true, data },
    { status: "success", data, metadata: { version: "3.1.0" }, error: null },
  ]) {
    expect(await read(response)).toMatchObject({
      running: true,
      tasksPending: 2,
      version: null,
      raw: data,
      problems: [{ code: "in-response", message: 'the status is inside a response that says "success"' }],
    });
  }
  await expect(read({ success: true, data: "Orchestrator is healthy" })).rejects.toThrow(
    'holds a response that says "success", with "Orchestrator is healthy" in it, where a status should be',
  );
  await expect(read({ status: "success", data: { status: "success", data } })).rejects.toThrow("with an object in it");
  await expect(read({ status: "error", data: null, error: { code: "ERR001", message: "gone" } })).rejects.toThrow(
    'holds a response that says "error" (ERR001: gone) where a status should be',
  );
});

it("tells how long the daemon has been silent, null where that is not known [status-silent-for]", () => {
  const now = Date.parse("2026-03-14T12:00:00Z");
  const silent = (time: string | null) =>
    silentFor({ lastCheck: time === null ? null : (readTimestamp(time) ?? null) }, now);
  expect(silent("2026-03-14T11:59:58.999999999Z")).toBe(1_000_000_001n);
  expect(silent("2026-03-14T12:01:00Z")).toBe(0n);
  expect(silent("2026-03-14T12:01:01Z")).toBeNull();
  expect(silent("0001-01-01T00:00:00Z")).toBeNull();
  expect(silent(null)).toBeNull();
});

it("says nothing where there is no status.json [status-absent]", async () => {
  const dir = temporaryDirectory({ file: "" });
  expect(await readStatus(dir)).toBeUndefined();
  expect(hasStatusFile(dir)).toBe(false);
  expect(hasStatusFile(join(fixtures, "empty"))).toBe(true);
  expect(await readStatus(join(dir, "nowhere"))).toBeUndefined();
  expect(await readStatus(join(dir, "file"))).toBeUndefined();
});

it.each([
  ["{", "not JSON: .*"],
  ["", "empty: no JSON in it"],
  ["[{}]", "holds a list where a status should be"],
  ["null", "holds null where a status should be"],
])(
  "ends with an error that names file, cause and way out when it holds %j [status-broken]",
  async (content, reason) => {
    const dir = temporaryDirectory({ "status.json": content });
    await expect(readStatus(dir)).rejects.toMatchObject({
      code: "orch::bad_status_file",
      message: expect.stringMatching(`^Cannot read the status file ${literally(join(dir, "status.json"))}: ${reason}$`),
      help: "Correct or remove it. Without it the counts come from the task files.",
    });
  },
);

it("does not take a directory for a status file [status-broken]", async () => {
  const dir = temporaryDirectory();
  mkdirSync(join(dir, "status.json"));
  await expect(readStatus(dir)).rejects.toThrow(/status\.json: not a regular file/);
});

it("does not take a link to nothing for no status file [status-broken]", async () => {
  const dir = temporaryDirectory();
  symlinkSync("nowhere", join(dir, "status.json"));
  await expect(readStatus(dir)).rejects.toThrow(/status\.json: a symbolic link to nothing$/);
});

it("waits for no FIFO and reads no device to its end [status-broken]", { timeout: 60_000 }, () => {
  const [fifo, device] = [temporaryDirectory(), temporaryDirectory()];
  makeFifo(join(fifo, "status.json"));
  symlinkSync("/dev/zero", join(device, "status.json"));
  for (const [dir, reason] of [
    [fifo, /status\.json: not a regular file/],
    [device, /status\.json: larger than 16 MiB/],
  ] as const) {
    chmodSync(dir, 0o755);
    // In a process of its own: a read that waits could not be interrupted here.
    const code = `return module.readStatus(${JSON.stringify(dir)}).catch(({ message }) => message)`;
    expect(runAsNobody("status.ts", code)).toMatch(reason);
  }
});

it("gives a status file that is just being written a moment, and sees every write [status-settled]", async () => {
  const dir = temporaryDirectory({ "status.json": '{"running":' });
  const reading = readStatus(dir);
  await sleep(25);
  writeFileSync(join(dir, "status.json"), '{"running": true, "version": "\\ud800"}');
  expect(await reading).toMatchObject({ running: true, version: "\u{fffd}" });
  for (let round = 0; round < 200; round++) {
    writeFileSync(join(dir, "status.json"), `{"tasks_pending": ${100 + round}}`);
    expect(await readStatus(dir)).toMatchObject({ tasksPending: 100 + round });
  }
});

it("notes bytes that are no UTF-8 [status-wrong-type]", async () => {
  const dir = temporaryDirectory({ "status.json": Buffer.from('{"version": "\xe9"}', "latin1") });
  expect(await readStatus(dir)).toMatchObject({ version: "\u{fffd}", problems: [{ code: "not-utf8" }] });
});

it("stands in for a missing status.json with what the tasks show [status-from-tasks]", () => {
  expect(statusFromCounts(counts({ pending: 2, failed: 1, queued: 9 }))).toMatchObject({
    running: null,
    lastCheck: null,
    version: null,
    tasksPending: 2,
    tasksRunning: 0,
    tasksCompleted: 0,
    tasksFailed: 1,
    tasksCancelled: 0,
  });
});

it("finds a contradiction only where the file states a count [status-stale]", async () => {
  const dir = temporaryDirectory({ "status.json": { running: false, tasks_pending: 2, tasks_running: 0 } });
  const status = await readStatus(dir);
  if (status === undefined) throw new Error("there is a status file");
  expect(contradicts(status, counted({ pending: 2, completed: 7 }))).toBe(false);
  expect(contradicts(status, counted({ pending: 3 }))).toBe(true);
  expect(contradicts(status, counted({}))).toBe(true);
  expect(contradicts(status, counted({ pending: 2, running: 1 }))).toBe(true);
});

it("finds a contradiction only where no unread file may explain it [status-unread]", async () => {
  const dir = temporaryDirectory({ "status.json": { tasks_pending: 2, tasks_running: 1, tasks_failed: 0 } });
  const status = await readStatus(dir);
  if (status === undefined) throw new Error("there is a status file");
  const verdict = (shown: Record<string, number>, unread: number) => contradicts(status, counted(shown, unread));
  // What the files hold is unknown: one may be the running task, or a failed one that makes the count wrong.
  expect(verdict({ pending: 2 }, 1)).toBe(null);
  expect(verdict({ pending: 2, running: 1 }, 1)).toBe(null);
  expect(verdict({}, 3)).toBe(null);
  // Two files cannot be three tasks, and no file makes a count lower.
  expect(verdict({}, 2)).toBe(true);
  expect(verdict({ pending: 3, running: 1 }, 9)).toBe(true);
  expect(contradictions(status, counted({ pending: 2, failed: 1 }, 1))).toEqual([
    "tasks_failed is 0 and the tasks show 1 beside 1 that cannot be read",
  ]);
});

function counted(shown: Record<string, number>, unread = 0): TaskCounts {
  return { counts: counts(shown), unread: Array.from({ length: unread }) };
}

function counts(shown: Record<string, number>): ReadonlyMap<string, number> {
  return new Map(Object.entries(shown));
}

it("advises to correct or remove the file only where its content is wrong [status-broken]", async () => {
  const dir = temporaryDirectory({ "a/status.json": "{", "b/x": "" });
  symlinkSync("status.json", join(dir, "b/status.json"));
  const help = { help: expect.stringContaining("Without it the counts") };
  await expect(readStatus(join(dir, "a"))).rejects.toMatchObject(help);
  await expect(readStatus(join(dir, "b"))).rejects.not.toMatchObject(help);
  await expect(readStatus(join(dir, "b"))).rejects.toThrow("a symbolic link that leads back to itself");
});

it("notes a version whose major it does not know, and reads on [status-version]", async () => {
  const noted = async (version: unknown) => {
    const dir = temporaryDirectory({ "status.json": { running: true, tasks_pending: 2, version } });
    const status = await readStatus(dir);
    expect(status).toMatchObject({ running: true, tasksPending: 2 });
    return status?.problems.map(({ code }) => code);
  };
  for (const known of ["3.5.0", "2.5.3", "5.0.0", "3", "v3.0.0-rc1", "V4", " 3.9", "next", null])
    expect(await noted(known)).toEqual([]);
  for (const unknown of ["6.0.0", "v1", "1.9", "30.1", "v31", " 0.1"]) {
    expect(await noted(unknown)).toEqual(["unknown-version"]);
  }
});
