import { expect, it } from "vitest";
import { readable, taskFinder } from "../../../src/orchestrator/tasks/find.ts";
import type { DataCode } from "../../../src/orchestrator/problem-codes.ts";
import { problem } from "../../../src/orchestrator/problem.ts";
import { unreadDirectory, type UnreadTask } from "../../../src/orchestrator/tasks/unread.ts";
import { pathOf } from "../../../src/orchestrator/task/task.ts";
import { task } from "../task/a-task.ts";

const tasks = [
  task({ id: "deploy" }),
  task({ id: "deploy-2", status: "failed" }),
  task({ id: "deploy-3" }),
  task({ id: "9f1c", fileName: "a.json" }),
  task({ id: "9f1c", fileName: "b.json" }),
];

const find = (wanted: string, unread: readonly UnreadTask[] = []) => taskFinder({ tasks, unread })(wanted);
const paths = (wanted: string) => find(wanted).tasks?.map(pathOf);

function unreadFile(id: string, code: DataCode, message: string): UnreadTask {
  return { id, dataDir: "/data", last: undefined, problem: problem(code, `/data/tasks/${id}.json`, message) };
}

const at = (fileName: string) => pathOf({ directory: "/data/tasks", fileName });

it("finds a task by its id, or by a beginning that is no other's [task-prefix]", () => {
  expect(paths("deploy-2")).toEqual([at("deploy-2.json")]);
  // A whole id, although others begin so.
  expect(paths("deploy")).toEqual([at("deploy.json")]);
  // Two files, one id: it is not ambiguous.
  expect(paths("9")).toEqual([at("a.json"), at("b.json")]);
  expect(paths("9f1c")).toEqual([at("a.json"), at("b.json")]);
});

it("finds the same at the first ids and at the thousandth [task-lookup]", () => {
  const finder = taskFinder({ tasks, unread: [unreadFile("torn", "not-json", "not JSON")] });
  const looked = () => ["deploy", "deploy-2", "9", "9f1c", "torn"].map((wanted) => finder(wanted));
  const first = looked();
  for (let i = 0; i < 1000; i++) finder("deploy-3");
  expect(looked()).toEqual(first);
  expect(first.map((found) => found.tasks?.length)).toEqual([1, 1, 2, 2, undefined]);
  expect(() => finder("x")).toThrow(expect.objectContaining({ code: "orch::unknown_task" }));
});

const named = [
  task({ id: "1", name: "Nightly-Backup", createdMs: 1 }),
  task({ id: "2", name: "nightly-backup", createdMs: 3, status: "failed" }),
  task({ id: "3", name: "nightly", createdMs: 2 }),
  task({ id: "night", name: "other" }),
];
const findNamed = (wanted: string, unread: readonly UnreadTask[] = []) => taskFinder({ tasks: named, unread })(wanted);

it("finds a task by the beginning of its name where no id begins so, whatever the case [task-name]", () => {
  expect(findNamed("oth").tasks).toEqual([named[3]]);
  expect(findNamed("OTHER").tasks).toEqual([named[3]]);
  // By the beginning of an id, although names begin so.
  expect(findNamed("nigh").tasks).toEqual([named[3]]);
  // By a whole name, although others begin so.
  expect(findNamed("NIGHTLY").tasks).toEqual([named[2]]);
  const accented = [task({ id: "1", name: "Über Nacht".normalize("NFD") })];
  expect(taskFinder({ tasks: accented, unread: [] })("über n").tasks).toEqual(accented);
});

it("lists what a beginning may mean, the latest first [task-ambiguous]", () => {
  expect(() => find("deploy-")).toThrow(
    expect.objectContaining({
      code: "orch::ambiguous_task",
      message: `2 tasks' ids begin with "deploy-"`,
      help: "Give more of it:",
      list: ["deploy-2  failed", "deploy-3  pending"],
    }),
  );
  expect(() => findNamed("nightly-")).toThrow(
    expect.objectContaining({
      code: "orch::ambiguous_task",
      message: `2 tasks' names begin with "nightly-"`,
      help: "Give more of it, or the id of one:",
      list: ["2  nightly-backup  failed", "1  Nightly-Backup  pending"],
    }),
  );
  const wide = [task({ id: "t日", name: "本".repeat(40) }), task({ id: "t123", name: "short" })];
  expect(() => taskFinder({ tasks: wide, unread: [] })("t")).toThrow(
    expect.objectContaining({ list: [`t日   ${"本".repeat(24)}…  pending`, `t123  ${"short".padEnd(49)}  pending`] }),
  );
  const many = Array.from({ length: 12 }, (_, i) => task({ id: `t${i}\u001b` }));
  expect(() => taskFinder({ tasks: many, unread: [] })("t")).toThrow(
    expect.objectContaining({ list: expect.arrayContaining(["t9\\u{1b}  pending", "and 2 more"]) }),
  );
});

it("names the nearest of ids that are not it [task-unknown]", () => {
  expect(() => find("deplyo-2")).toThrow(
    expect.objectContaining({
      code: "orch::unknown_task",
      message: 'No task "deplyo-2"',
      about: "task",
      help: "Similar: deploy-2, deploy, deploy-3.",
    }),
  );
  expect(() => findNamed("nihgtly")).toThrow(
    expect.objectContaining({ help: "Similar: nightly, Nightly-Backup, nightly-backup." }),
  );
  expect(() => find("")).toThrow('No task ""');
  expect(() => taskFinder({ tasks: [], unread: [] })("\u001b[2J")).toThrow(
    expect.objectContaining({ message: 'No task "\\u{1b}[2J"', help: "The queue has no tasks." }),
  );
});

const torn = [unreadFile("x", "empty", "empty"), unreadFile("torn", "not-json", "not JSON")];

it("gives a remedy for several files only if it is that of all [task-unread]", () => {
  const show = (unread: readonly UnreadTask[]) => () => readable({ unread }, "x");
  expect(show(torn)).toThrow(
    expect.objectContaining({
      message: 'Cannot show task "x", as 2 files cannot be read',
      list: ["/data/tasks/x.json: empty", "/data/tasks/torn.json: not JSON", "Correct or remove it."],
    }),
  );
  const directory = unreadFile("d", "not-a-file", "a directory");
  expect(show([...torn, directory])).toThrow(
    expect.objectContaining({
      list: ["/data/tasks/x.json: empty", "/data/tasks/torn.json: not JSON", expect.stringMatching(/a directory$/)],
    }),
  );
});

it("finds the file that seems to hold an id and cannot be read, which is no unknown task [task-unread]", () => {
  const found = find("torn", torn);
  expect(found).toEqual({ unread: [torn[1]] });
  expect(find("to", torn)).toEqual(found);
  expect(() => readable(found, "torn")).toThrow(
    expect.objectContaining({
      code: "orch::unread_task",
      about: "unread",
      message: 'Cannot show task "torn", as 1 file cannot be read: /data/tasks/torn.json: not JSON',
      help: "Correct or remove it.",
    }),
  );
  // By its beginning it may be either.
  expect(() => find("deploy-2", [unreadFile("deploy-20", "empty", "empty")])).not.toThrow();
  expect(() =>
    find("deploy-20", [unreadFile("deploy-201", "empty", "e"), unreadFile("deploy-202", "empty", "e")]),
  ).toThrow(
    expect.objectContaining({
      code: "orch::ambiguous_task",
      list: ["deploy-201  cannot be read", "deploy-202  cannot be read"],
    }),
  );
});

it("tells a workflow's name, which is no task's, from one that nothing has [task-not-workflow]", () => {
  const found = taskFinder({ tasks: [task({ id: "2", workflow: "flows/deploy-web.yaml" })], unread: [] });
  for (const wanted of ["deploy-web", "flows/deploy-web.yaml"]) {
    const thrown = { message: `No task "${wanted}"`, about: "workflow-as-task", code: "orch::unknown_task", help: "" };
    expect(() => found(wanted)).toThrow(expect.objectContaining(thrown));
  }
});

it("finds a file that cannot be read by the name that its task had [task-unread]", () => {
  const lost = { ...unreadFile("4", "empty", "empty"), last: task({ id: "4", name: "Restore" }) };
  expect(findNamed("rest", [lost])).toEqual({ unread: [lost] });
  // Any name may be in a file that has never been read.
  expect(() => findNamed("restart", torn)).toThrow('No task "restart" among those that can be read');
});

it("does not say that a task is nowhere while something cannot be read [task-unread]", () => {
  expect(() => find("other", torn)).toThrow(
    expect.objectContaining({
      code: "orch::unknown_task",
      message: 'No task "other" among those that can be read',
      help: expect.stringMatching(/^Similar: .*\. 2 files cannot be read and may hold it:$/),
      list: ["/data/tasks/x.json: empty", "/data/tasks/torn.json: not JSON", "Correct or remove it."],
    }),
  );
  const closed = problem("unusable-directory", "/srv", "may not be listed", "Grant it with: chmod a");
  expect(() => taskFinder({ tasks: [], unread: [unreadDirectory("/srv", closed)] })("other")).toThrow(
    expect.objectContaining({
      about: "task",
      help: "1 directory cannot be read and may hold it:",
      list: ["/srv: may not be listed", "Grant it with: chmod a"],
    }),
  );
});
