import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const tasks = "orch tasks -q -d";
const configure = (columns: string) => `$env.config.plugins.orchestrator = {columns: ${columns}}`;

it("shows the named columns alone, in their order, each once [tasks-pick-columns]", async () => {
  const first = (columns: string) => `(${tasks} data/small -n 1 -c ${columns} | to json -r)`;
  const script = `[${["[priority name id priority]", "name", "([error path] | first)"].map(first).join(" ")}] | str join (char nl)`;
  expect((await nu(script)).stdout.trimEnd().split("\n")).toEqual([
    '[{"priority":90,"name":"create servers","id":"task-001"}]',
    '[{"name":"create servers"}]',
    '[{"error":null}]',
  ]);
});

it("says which directory a task is from where that is asked for, of several or of one [tasks-pick-columns]", async () => {
  const columns = (flags: string) => `(${tasks} ${flags} | columns)`;
  const calls = [
    "[data/small data/daemon] -c [name id]",
    "[data/small data/daemon] -c [id source_dir]",
    "data/small -c [dir id]",
  ];
  expect(await nuValue(`[${[...calls, "data/small -c [source_dir id]"].map(columns).join(" ")}]`)).toEqual([
    ["name", "id"],
    ["id", "source_dir"],
    ["dir", "id"],
    ["source_dir", "id"],
  ]);
});

it("shows those of the configuration, unless a flag says which [tasks-columns-setting]", async () => {
  const columns = (flags: string) => `(${tasks} ${flags} | columns)`;
  const calls = ["data/small", "data/small -c id", "data/small --long | first 2", "[data/small data/daemon]"];
  const [one, flag, long, several] = (await nuValue(
    `${configure("[name id]")}; [${calls.map(columns).join(" ")}]`,
  )) as string[][];
  expect([one, flag, long?.slice(0, 4)]).toEqual([["name", "id"], ["id"], ["id", "status", "created_at", "priority"]]);
  // Rows of several directories would look the same otherwise.
  expect(several).toEqual(["dir", "name", "id"]);
  expect(await nuValue(`${configure("null")}; ${tasks} data/small | columns | length`)).toBe(4);
});

it("points at a column that is none, wherever it is named [tasks-unknown-column]", async () => {
  const error = await nuError(`${tasks} data/small --columns [id stauts]`);
  expect(error).toContain('--columns names an unknown column "stauts"; did you mean "status"?');
  expect(error).toMatch(/Known columns: dir, id, status, .*, path, source_dir\./);
  expect(error).toMatch(/source:1:43\].*not a column of `orch tasks`/);
  const setting = await nuError(`${configure("[id stauts]")}; ${tasks} data/small`);
  expect(setting).toContain('orchestrator.columns names an unknown column "stauts"; did you mean "status"?');
  expect(await nuError(`${configure("id")}; ${tasks} data/small`)).toContain("columns must be a list of names");
});

it("refuses no columns at all, and all of them with some of them [tasks-columns-errors]", async () => {
  expect(await nuError(`${tasks} data/small --columns []`)).toContain("--columns must name a column");
  expect(await nuError(`${configure("[]")}; ${tasks} data/small`)).toContain("columns must name a column");
  const both = await nuError(`${tasks} data/small --long --columns id`);
  expect(both).toContain("--long shows all columns, and --columns some of them");
});

it("gives the fields of the files with --raw, whichever are shown [tasks-columns-raw]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "Done", created_at: "2026-03-01 10:00", started_at: 5, priority: "high" },
  });
  const row = await nuValue(`${tasks} ${dir} --raw -c [started_at priority status created_at]`);
  expect(row).toEqual([{ started_at: "5", priority: "high", status: "Done", created_at: "2026-03-01 10:00" }]);
});

it("joins lists to texts with --flat, as a table of plain cells needs [tasks-flat]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "completed", args: ["--tag", "x y", 7], progress: 45.5, output: { n: [1, 2] } },
    "tasks/b.json": { id: "b", status: "pending", dependencies: ["a", "c", "d"], args: [] },
  });
  const flat = `${tasks} ${dir} --flat`;
  expect(await nuValue(`${flat} -c [id args dependencies blocked_by progress output]`)).toEqual([
    { id: "a", args: "--tag x y 7", dependencies: null, blocked_by: "", progress: 45.5, output: '{"n":[1,2]}' },
    { id: "b", args: "", dependencies: "a c d", blocked_by: "c d", progress: null, output: null },
  ]);
  // What the index has is joined without a look at the file.
  expect(await nuValue(`${flat} -c [dependencies] | get dependencies`)).toEqual([null, "a c d"]);
  const csv = await nuValue(`${flat} --long | to csv | from csv | select id dependencies blocked_by`);
  expect(csv).toMatchObject([{ id: "a" }, { id: "b", dependencies: "a c d", blocked_by: "c d" }]);
});
