// What macOS does otherwise than Linux, played here: its name, its answers, and how its file systems take names and times.
// The table in test/README.md tells which of it no machine of ours can show.
import { execFileSync, spawn } from "node:child_process";
import fs, { mkdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished, vi } from "vitest";
import { tasks } from "../src/commands/tasks.ts";
import { Session } from "../src/commands/call/session.ts";
import { readCheckpoints } from "../src/orchestrator/checkpoints/checkpoints.ts";
import { fileProblem } from "../src/orchestrator/system/file-problem.ts";
import { JsonDirectory } from "../src/orchestrator/files/json-directory.ts";
import { eventsDelivered } from "../src/orchestrator/files/watch/directory-watch.ts";
import { resolvePaths } from "../src/orchestrator/files/patterns/path-pattern.ts";
import { progressOf } from "../src/orchestrator/checkpoints/progress.ts";
import { followTasks } from "../src/orchestrator/queue/following.ts";
import { Queue, readQueue } from "../src/orchestrator/queue/queue.ts";
import { Queues } from "../src/orchestrator/queue/queues.ts";
import { taskFinder } from "../src/orchestrator/tasks/find.ts";
import { watchMemory } from "../src/orchestrator/workflow/evaluators/process/memory-watch.ts";
import { run } from "./commands/in-process.ts";
import { temporaryDirectory, writeFiles } from "./support/temporary-directory.ts";

vi.hoisted(() => Object.defineProperty(process, "platform", { value: "darwin" }));

type FoldNames = (root: string) => () => void;
const preload = fileURLToPath(new URL("./support/preload/folding-names.cjs", import.meta.url));
const { foldNames }: { foldNames: FoldNames } = createRequire(import.meta.url)(preload);

const pending = { status: "pending" };
const [composed, apart] = ["Gr\u{f6}\u{df}e", "Gro\u{308}\u{df}e"];

/** Makes a call of fs fail with a code for whatever is below a directory. */
function denying(call: "openSync" | "readdirSync", directory: string, code: string): void {
  const real = fs[call] as (path: fs.PathLike, ...more: unknown[]) => unknown;
  const denied = (path: fs.PathLike, ...more: unknown[]) => {
    if (String(path).startsWith(directory)) throw Object.assign(new Error(`${code}: not permitted`), { code });
    return real(path, ...more);
  };
  Object.assign(fs, { [call]: denied });
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { [call]: real });
    syncBuiltinESMExports();
  });
}

it("watches nothing, and shows every change at the next look, also of directories that take another's place [mac-polls]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", ...pending }, "other/c.json": { id: "c", ...pending } });
  const queues = new Queues();
  onTestFinished(() => queues.close());
  const found = { dirs: [dir], many: false, given: true, looked: [], backend: undefined };
  const stop = new AbortController();
  const openQueue = queues.forCall(stop.signal, Infinity);
  const access = { found, queue: openQueue };
  const looks = followTasks(access, { during: undefined, poll: 10 }, stop.signal);
  const next = async () => {
    const { value } = await looks.next();
    return value?.events.map(({ event, task }) => `${event} ${task.id}`);
  };
  expect(await next()).toEqual([]);
  writeFiles(dir, { "tasks/a.json": { id: "a", status: "running" }, "tasks/b.json": { id: "b", ...pending } });
  expect(await next()).toEqual(["changed a", "added b"]);
  renameSync(join(dir, "tasks"), join(dir, "old"));
  renameSync(join(dir, "other"), join(dir, "tasks"));
  expect(await next()).toEqual(["removed a", "removed b", "added c"]);
  writeFiles(dir, { "queue.rkvs/tasks/d.json": { id: "d", ...pending } });
  expect(await next()).toEqual(["added d"]);
  expect((await openQueue(dir)).givesNotice).toBe(false);
  stop.abort();
  expect(await next()).toBeUndefined();
});

it("says which settings deny what the permissions allow [mac-privacy]", async () => {
  const dir = temporaryDirectory({ "Documents/tasks/a.json": pending });
  const documents = join(dir, "Documents");
  const help = expect.stringMatching(
    /^macOS's privacy settings deny it\. In System Settings, under Privacy & Security, .*restart that app\.$/,
  );
  denying("openSync", documents, "EPERM");
  expect((await readQueue(documents)).problems).toMatchObject([{ code: "permission-denied", help }]);
  denying("readdirSync", documents, "EPERM");
  await expect(run(tasks(new Session()), { flags: { "data-dir": documents } })).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Cannot list .*Documents\/tasks: permission denied: .*, although its mode \(.*\) grants it$/,
    ),
    options: { help },
  });
});

it("blames an access control list alone where the system's code is the other one [mac-privacy]", () => {
  const path = join(temporaryDirectory({ a: "" }), "a");
  const { help } = fileProblem(path, Object.assign(new Error("no"), { code: "EACCES" }));
  expect(help).toBe(`An access control list denies it. Look with: /bin/ls -lde '${path}'`);
});

it.each([
  ["composed", composed, apart],
  ["apart", apart, composed],
])("matches names whose accents are %s by patterns that have them otherwise [mac-names]", async (_, made, typed) => {
  const cwd = temporaryDirectory({ [`${made}/x/${made}.k`]: "", "other/x/a.k": "" });
  const matches = async (pattern: string) => {
    const context = { cwd, home: undefined, kind: "file", about: "workflow" } as const;
    return (await resolvePaths([pattern], context)).paths;
  };
  const path = join(cwd, made, "x", `${made}.k`);
  expect(await matches(`${typed}*/x/*`)).toEqual([path]);
  expect(await matches(`*/x/${typed}.k`)).toEqual([path]);
  expect(await matches(`**/{${typed},b}.k`)).toEqual([path]);
  // To whoever reads it, it is one letter.
  expect(await matches("Gr?ße/x/Gr[a-\u{ff}]ße.k".normalize())).toEqual([path]);
  // What is typed as the name is made also leads to what has no wildcard before it.
  expect(await matches(`${made}/*/${typed}.?`)).toEqual([path]);
});

it("knows a task or a checkpoint by the name of a file that cannot be read, however its accents are made [mac-names]", async () => {
  const dir = temporaryDirectory({
    [`queue.rkvs/tasks/${apart}.json`]: "{",
    [`tasks/${apart}.json`]: { id: composed, ...pending },
    [`checkpoints/${apart}.json`]: "{",
  });
  const queue = await readQueue(dir);
  expect(queue.problems.map(({ code }) => code).sort()).toEqual(["in-both-layouts", "not-json"]);
  expect(queue.tasks).toEqual([]);
  expect(taskFinder(queue)(composed).unread).toHaveLength(1);
  const checkpoints = await readCheckpoints(join(dir, "checkpoints"));
  expect(progressOf({ names: [composed], operations: ["a"] }, checkpoints).completed).toBeUndefined();
  expect(progressOf({ names: ["other"], operations: ["a"] }, checkpoints).completed).toEqual([]);
});

it("reads a data directory once, and each task once, where the file system ignores case [mac-case]", async () => {
  const root = temporaryDirectory({ "Data/Tasks/A.json": { id: "a", ...pending }, "data.txt": "" });
  onTestFinished(foldNames(root));
  const listed = async (given: string[]) => {
    const { value } = await run(tasks(new Session()), { flags: { "data-dir": given, columns: ["id"] } });
    return value;
  };
  expect(await listed([join(root, "data"), join(root, "DATA"), join(root, "DATA/queue.rkvs")])).toMatchObject([
    { id: "a" },
  ]);
  const queue = new Queue(join(root, "DATA"));
  onTestFinished(() => queue.close());
  await queue.refresh();
  expect(queue.tasks.map(({ fileName }) => fileName)).toEqual(["A.json"]);
  renameSync(join(root, "Data/Tasks/A.json"), join(root, "Data/Tasks/a.json"));
  await queue.refresh();
  expect(queue.tasks.map(({ fileName }) => fileName)).toEqual(["a.json"]);
  expect(queue.problems).toEqual([]);
});

it("takes nothing that the Finder leaves for a task, a checkpoint or a data directory [mac-finder-files]", async () => {
  const left = Object.fromEntries(
    ["tasks", "queue.rkvs/tasks", "queue.rkvs/queue", "checkpoints"].flatMap((folder) =>
      [".DS_Store", "._a.json", "Icon\r"].map((name) => [`data/${folder}/${name}`, "\0\u{5}\u{16}\u{7}"]),
    ),
  );
  const cwd = temporaryDirectory({ ...left, "data/tasks/a.json": { id: "a", ...pending }, "._data": "" });
  const dir = join(cwd, "data");
  const queue = await readQueue(dir);
  expect([queue.tasks.length, queue.problems]).toEqual([1, []]);
  expect(await readCheckpoints(join(dir, "checkpoints"))).toMatchObject({ checkpoints: [], problems: [] });
  const { paths } = await resolvePaths(["data/tasks/*"], { cwd, home: undefined, kind: "file", about: "data" });
  expect(paths.filter((path) => !path.endsWith("\r"))).toEqual([join(dir, "tasks/a.json")]);
});

it("gives a writer time on a file system that counts every second second only [mac-whole-seconds]", async () => {
  const path = temporaryDirectory({ "a.json": "{" });
  const seconds = Date.now() / 1000 - 2;
  utimesSync(join(path, "a.json"), seconds, seconds);
  const directory = new JsonDirectory(path, (value) => value);
  onTestFinished(() => directory.close());
  const updating = directory.update();
  await eventsDelivered();
  writeFileSync(join(path, "a.json"), "1");
  expect(await updating).toMatchObject({ added: [1] });
});

it("says what it is that cannot be opened, whatever the system's code for that [file-unreadable]", async () => {
  const path = join(temporaryDirectory(), "a.json");
  const server = createServer().listen(path);
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const error = Object.assign(new Error("?"), { code: "Unknown system error -102" });
  expect(fileProblem(path, error)).toMatchObject({ code: "not-a-file", message: "a socket, not a regular file" });
});

it("stops by what ps tells an evaluator that takes too much memory with all that it started [mac-memory]", async () => {
  const greedy = "const held = Buffer.alloc(300e6, 1); setInterval(() => held.length, 1000)";
  const child = spawn("sh", ["-c", `'${process.execPath}' -e '${greedy}'; true`], { stdio: "ignore", detached: true });
  const { pid } = child;
  if (pid === undefined) throw new Error("no sh");
  onTestFinished(() => void process.kill(-pid, "SIGKILL"));
  let roomy = 0;
  onTestFinished(watchMemory(pid, 100e9, () => (roomy += 1), "darwin"));
  await new Promise<void>((resolve) => {
    watchMemory(pid, 300e6, resolve, "darwin");
  });
  expect(roomy).toBe(0);
});

it(
  "needs no more open files for many tasks and directories than for one [mac-open-files]",
  { timeout: 120_000 },
  () => {
    const cwd = temporaryDirectory();
    for (let number = 0; number < 300; number++) mkdirSync(join(cwd, `d${number}/tasks`), { recursive: true });
    for (let number = 0; number < 3000; number++)
      writeFileSync(join(cwd, `d0/tasks/${number}.json`), `{"id":"${number}","status":"pending"}`);
    const url = (path: string) => JSON.stringify(new URL(`../src/orchestrator/${path}`, import.meta.url).href);
    const script = `(async () => {
    const [{ Queue }, { resolvePaths }] = [await import(${url("queue/queue.ts")}), await import(${url("files/patterns/path-pattern.ts")})];
    const { paths } = await resolvePaths(["*/task*"], { cwd: ${JSON.stringify(cwd)}, kind: "directory", about: "data" });
    const queues = paths.map((path) => new Queue(path + "/..", () => undefined));
    await Promise.all(queues.map((queue) => queue.refresh()));
    const problems = queues.flatMap((queue) => queue.problems);
    console.log(JSON.stringify([paths.length, queues.reduce((sum, { tasks }) => sum + tasks.length, 0), problems]));
  })()`;
    const node = [process.execPath, "--import", "tsx", "-e", script];
    const answer = execFileSync("sh", ["-c", 'ulimit -n 48; exec "$@"', "sh", ...node], { encoding: "utf8" });
    expect(JSON.parse(answer)).toEqual([300, 3000, []]);
  },
);
