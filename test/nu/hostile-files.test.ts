import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { nu, nuError } from "../support/nu.ts";
import { ordinaryPlugin } from "../support/ordinary-plugin.ts";
import { since } from "../support/releases.ts";
import { makeFifo, temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";

const task = (id: string, fields = {}) => ({ id, status: "pending", ...fields });
const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const bytes = (...values: (string | number)[]) =>
  Buffer.concat(values.map((value) => (typeof value === "string" ? Buffer.from(value) : Buffer.of(value))));

/** Makes files in a task directory, where `good.json` is already. */
type Make = (tasks: string) => unknown;
/** A file's name in a message, what is said of it, and what to do. */
type Told = readonly [name: string, message: string, help: string];

const files = (of: Readonly<Record<string, unknown>>) => (tasks: string) => writeFiles(tasks, of);
const x = (help: string, ...messages: readonly string[]): readonly Told[] =>
  messages.map((message) => ["x.json", message, help]);
const correctFile = "Correct or remove it.";
const correctField = "Correct that field in the file.";
const moveIt = "Move it elsewhere.";
const notAFile = ", not a regular file";
const link = (target: string) => (tasks: string) => symlinkSync(target, `${tasks}/x.json`);

const sameId: readonly Told[] = [
  ["good.json", 'id "good" also stands in DIR/tasks/x.json', "Keep one of them."],
  ["x.json", 'id "good" also stands in DIR/tasks/good.json', "Keep one of them."],
];
const meddling = fileURLToPath(new URL("../support/preload/meddling-writer.cjs", import.meta.url));
const meddled = { NODE_OPTIONS: `--require="${meddling}"` };

function huge(tasks: string): void {
  writeFileSync(`${tasks}/x.json`, "");
  truncateSync(`${tasks}/x.json`, 16 * 1024 * 1024 + 1);
}

const makeDevice: Make = (tasks) => execFileSync("mknod", [`${tasks}/x.json`, "c", "1", "5"], { stdio: "ignore" });

/** Root may, but not in every container. */
function canMakeDevices(): boolean {
  const dir = mkdtempSync(`${tmpdir()}/orch-`);
  try {
    makeDevice(dir);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

interface Case {
  readonly what: string;
  readonly make: Make;
  readonly told?: readonly Told[];
  /** What is listed besides `good`. */
  readonly also?: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: "half-written",
    make: files({ "x.json": '{"id": "x", "status":' }),
    told: x(correctFile, "not JSON: Unexpected end of JSON input"),
  },
  { what: "finished while it is read", make: files({ "late.json": '{"id":' }), also: ["late"] },
  { what: "gone when it is read", make: files({ "vanishing.json": "{" }) },
  { what: "empty", make: files({ "x.json": "" }), told: x(correctFile, "empty: no JSON in it") },
  { what: "blank", make: files({ "x.json": " \n" }), told: x(correctFile, "empty: no JSON in it") },
  {
    what: "not JSON",
    make: files({ "x.json": "hello" }),
    told: x(correctFile, `not JSON: Unexpected token 'h', "hello" is not valid JSON`),
  },
  {
    what: "no record",
    make: files({ "x.json": [1] }),
    told: x(correctFile, "holds a list where a task record should be"),
  },
  {
    what: "a number as text",
    make: files({ "x.json": task("x", { priority: " 7" }) }),
    told: x(correctField, 'priority " 7" is text: taken as a number'),
    also: ["x"],
  },
  {
    what: "of wrong types",
    make: files({ "x.json": { id: 5, status: true, priority: 1.5, created_at: [] } }),
    told: x(
      correctField,
      "created_at is a list, not a valid date and time (RFC 3339): taken as missing",
      "priority 1.5 is not an integer: taken as missing",
      "id 5 is a number: taken as text",
      'status true is not a status: shown as "unknown"',
    ),
    also: ["5"],
  },
  {
    what: "huge",
    make: huge,
    told: x(correctFile, "larger than 16 MiB, skipped: no task record is that long"),
  },
  {
    what: "deeply nested",
    make: files({ "x.json": `{"id": "x", "workflow": ${nested(500_000)}}` }),
    told: x(correctFile, "nested deeper than 1000 levels, skipped: no task record is that deep"),
  },
  {
    what: "nested, but not too deep",
    make: files({ "x.json": `{"id": "x", "status": "running", "output": ${nested(900)}}` }),
    also: ["x"],
  },
  {
    what: "not UTF-8",
    make: (tasks) => writeFileSync(`${tasks}/x.json`, bytes('{"id": "x', 0xff, '", "status": "running"}')),
    told: x("Save it as UTF-8.", "not valid UTF-8: the bytes in question are shown as \u{fffd}"),
    also: ["x\u{fffd}"],
  },
  { what: "with a byte order mark", make: files({ "x.json": `\u{feff}${JSON.stringify(task("x"))}` }), also: ["x"] },
  {
    what: "named with spaces and newlines",
    make: files({ "a b\nc.json": task("x"), " \n.json": "" }),
    told: [[" \\n.json", "empty: no JSON in it", correctFile]],
    also: ["x"],
  },
  {
    what: "named in no UTF-8",
    make: (tasks) => writeFileSync(bytes(`${tasks}/x`, 0xff, ".json"), "{}"),
    told: [["x\u{fffd}.json", "the file's name is not UTF-8, so it cannot be opened", "Rename it."]],
  },
  { what: "a directory", make: files({ "x.json/y.json": task("y") }), told: x(moveIt, `a directory${notAFile}`) },
  { what: "a FIFO", make: (tasks) => makeFifo(`${tasks}/x.json`), told: x(moveIt, `a FIFO${notAFile}`) },
  { what: "a link to a device", make: link("/dev/zero"), told: x(moveIt, `a symbolic link to a device${notAFile}`) },
  { what: "a link to a directory", make: link("."), told: x(moveIt, `a symbolic link to a directory${notAFile}`) },
  {
    what: "a link to itself",
    make: link("x.json"),
    told: x("Remove or correct it.", "a symbolic link that leads back to itself"),
  },
  { what: "a link to nothing", make: link("nowhere"), told: x("Remove or correct it.", "a symbolic link to nothing") },
  { what: "of an id that another has", make: files({ "x.json": task("good") }), told: sameId, also: ["good"] },
  { what: "a link to another task", make: link("good.json"), told: sameId, also: ["good"] },
  ...(canMakeDevices() ? [{ what: "a device", make: makeDevice, told: x(moveIt, `a device${notAFile}`) }] : []),
];

it.each(cases)("lists the rest beside a file that is $what [hostile-files]", async ({ make, told = [], also = [] }) => {
  const dir = temporaryDirectory({ "tasks/good.json": task("good", { priority: 9 }) });
  await make(`${dir}/tasks`);
  const list = (flags: string) => `orch tasks -d ${dir} ${flags}`;
  // As it is found first, with all columns, from what is kept in memory, and afresh.
  const ids = [list(""), ...["-l -r", "", "--no-cache"].map((flags) => list(`-q ${flags}`))].map(
    (each) => `(${each} | get id)`,
  );
  const script = `{ids: [${ids.join(" ")}], problems: (${list("-q")} | metadata | get orch_problems?)} | to json -r`;
  const { stdout, stderr } = await nu(script, { env: meddled });

  const expected = told.map(([name, message, help]) => [name, message.replace("DIR", dir), help] as const);
  expect(stderr).toBe(expected.length === 0 ? "" : `orch tasks: ${summary(expected)}\n`);
  const answer = JSON.parse(stdout) as {
    ids: unknown;
    problems: { path: string; message: string; help: string }[] | null;
  };
  const shown = ["good", ...also];
  expect(answer.ids).toEqual([shown, shown, shown, shown]);
  const problems = answer.problems?.map(({ path, message, help }) => [
    basename(path).replace("\n", "\\n"),
    message,
    help,
  ]);
  expect(problems).toEqual(since("0.108") ? expected : undefined);
});

/** All of the problems of one case need the same. */
function summary(told: readonly Told[]): string {
  const count = new Set(told.map(([name]) => name)).size;
  const lines = told.map(([name, message]) => `${name}: ${message}`);
  const help = told[0]?.[2] ?? "";
  if (told.length === 1) return `1 file has a problem: ${lines[0]}. ${help}`;
  return `${count === 1 ? "1 file has" : `${count} files have`} problems:\n  ${lines.join("\n  ")}\n    ${help}`;
}

it("names the user and the permission that a file, a link or the directory wants [hostile-permission]", async () => {
  const dir = temporaryDirectory({
    "tasks/good.json": task("good"),
    "tasks/secret.json": task("secret"),
    "closed/x.json": task("x"),
  });
  symlinkSync("../closed/x.json", `${dir}/tasks/x.json`);
  chmodSync(`${dir}/tasks/secret.json`, 0o000);
  chmodSync(`${dir}/closed`, 0o000);
  const plugins = [ordinaryPlugin()];
  const { username, uid } = userInfo();
  const denied = `permission denied: user ${username} (uid ${uid}) lacks`;
  const { stdout, stderr } = await nu(`orch tasks -d ${dir} | get id | to json -r`, { plugins });
  expect(stdout).toBe('["good"]\n');
  const secret = `secret.json: ${denied} read permission on ${dir}/tasks/secret.json\n    Grant it with: chmod u+r '${dir}/tasks/secret.json'`;
  const closed = `x.json: ${denied} search permission on ${dir}/closed\n    Grant it with: chmod u+x '${dir}/closed'`;
  expect(stderr).toBe(`orch tasks: 2 files have problems:\n  ${secret}\n  ${closed}\n`);

  chmodSync(`${dir}/tasks`, 0o000);
  const error = await nuError(`orch tasks -d ${dir}`, { plugins });
  for (const name of ["tasks", "closed"]) chmodSync(`${dir}/${name}`, 0o755);
  expect(error).toContain("orch::unreadable_directory");
  expect(error).toContain(`Cannot list ${dir}/tasks: ${denied} read and search permission on ${dir}/tasks`);
  expect(error).toContain(`help: Grant it with: chmod u+rx '${dir}/tasks'`);
});

it("says when too many files are open, and reads the file when there are fewer [hostile-descriptors]", async () => {
  const dir = temporaryDirectory({ "tasks/good.json": task("good"), "tasks/x.json": task("x") });
  const limit = (soft: string) => `^prlimit --pid $pid --nofile=${soft}:`;
  const ids = `(orch tasks -d ${dir} | get id)`;
  const script = [
    `let before = ${ids}`,
    "let pid = (plugin list | where name == orchestrator | get 0.pid)",
    `let usual = (^prlimit --pid $pid --nofile --noheadings --output SOFT | str trim)`,
    `'{"id": "y", "status": "pending"}' | save -f ${dir}/tasks/x.json`,
    limit("3"),
    `let short = ${ids}`,
    `let afresh = (try { orch tasks --no-cache -d ${dir}; "listed" } catch {|error| $error.msg })`,
    limit("($usual)"),
    `[$before $short ${ids} [$afresh]] | to json -r`,
  ];
  const { stdout, stderr } = await nu(script.join("; "));
  const told = "too many open files";
  expect(JSON.parse(stdout)).toEqual([["good", "x"], ["good"], ["good", "y"], [`Cannot list ${dir}/tasks: ${told}`]]);
  expect(stderr).toBe(`orch tasks: 1 file has a problem: x.json: ${told}. Raise the limit with \`ulimit -n\`.\n`);
});

it("shows the daemon's record of a task that both layouts have, and names the other [layout-both]", async () => {
  const dir = temporaryDirectory({
    "tasks/x.json": task("same", { priority: 1 }),
    "queue.rkvs/tasks/y.json": task("same", { status: "Running", priority: 2 }),
  });
  const { stdout, stderr } = await nu(`orch tasks -d ${dir} | select id status priority | to json -r`);
  expect(JSON.parse(stdout)).toEqual([{ id: "same", status: "running", priority: 2 }]);
  expect(stderr).toBe(
    "orch tasks: 1 file has a problem: x.json: the daemon's queue.rkvs has a task of the same id, which is the one shown. Remove this file.\n",
  );
});
