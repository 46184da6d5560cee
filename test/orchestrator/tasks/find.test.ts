import { expect, it } from "vitest";
import { taskFinder } from "../../../src/orchestrator/tasks/find.ts";
import { problem, type Problem } from "../../../src/orchestrator/problem.ts";
import { task } from "./a-task.ts";

const tasks = [
  task({ id: "deploy" }),
  task({ id: "deploy-2", status: "failed" }),
  task({ id: "deploy-3" }),
  task({ id: "9f1c", path: "/data/tasks/a.json" }),
  task({ id: "9f1c", path: "/data/tasks/b.json" }),
];

const find = (wanted: string, problems: readonly Problem[] = []) => taskFinder({ tasks, problems })(wanted);
const paths = (wanted: string) => find(wanted).map(({ path }) => path);

it("finds a task by its id, or by a beginning that is no other's [task-prefix]", () => {
  expect(paths("deploy-2")).toEqual(["/data/tasks/deploy-2.json"]);
  // A whole id, although others begin so.
  expect(paths("deploy")).toEqual(["/data/tasks/deploy.json"]);
  // Two files, one id: it is not ambiguous.
  expect(paths("9")).toEqual(["/data/tasks/a.json", "/data/tasks/b.json"]);
  expect(paths("9f1c")).toEqual(["/data/tasks/a.json", "/data/tasks/b.json"]);
});

it("lists what a beginning may mean [task-ambiguous]", () => {
  expect(() => find("deploy-")).toThrow(
    expect.objectContaining({
      code: "orch::ambiguous_task",
      message: `"deploy-" is the beginning of 2 tasks' ids`,
      help: "Give more of it. They are: deploy-2 (failed), deploy-3 (pending).",
    }),
  );
  const many = Array.from({ length: 12 }, (_, i) => task({ id: `t${i}\u001b` }));
  expect(() => taskFinder({ tasks: many, problems: [] })("t")).toThrow(
    expect.objectContaining({ help: expect.stringMatching(/t9\\u\{1b\} \(pending\), and 2 more\.$/) }),
  );
});

it("names the nearest of ids that are not it [task-unknown]", () => {
  expect(() => find("deplyo-2")).toThrow(
    expect.objectContaining({
      code: "orch::unknown_task",
      message: 'No task "deplyo-2"',
      about: "task",
      help: "Near it: deploy-2, deploy, deploy-3.",
    }),
  );
  expect(() => find("")).toThrow('No task ""');
  expect(() => taskFinder({ tasks: [], problems: [] })("\u001b[2J")).toThrow(
    expect.objectContaining({ message: 'No task "\\u{1b}[2J"', help: "The queue has no tasks." }),
  );
});

it("says what keeps a file of that name, or a whole directory, from being read [task-unknown]", () => {
  const problems = [
    problem("empty", "/data/tasks/x.json", "empty"),
    problem("not-json", "/data/tasks/torn.json", "not JSON"),
  ];
  expect(() => find("torn", problems)).toThrow(
    expect.objectContaining({
      help: expect.stringMatching(/^\/data\/tasks\/torn\.json: not JSON\. Correct or remove it\. Near it: /),
    }),
  );
  expect(() => find("other", problems)).toThrow(expect.objectContaining({ help: expect.stringMatching(/^Near it: /) }));
  const gone = [problem("unusable-directory", "/srv", "may not be listed", "Grant it with: chmod a")];
  expect(() => find("other", gone)).toThrow(
    expect.objectContaining({
      help: expect.stringMatching(/^\/srv: may not be listed\. Grant it with: chmod a; Near/),
    }),
  );
});
