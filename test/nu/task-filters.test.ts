import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const listed = (flags: string) => nuValue(`orch tasks -d data/small ${flags} | get id | str replace task-00 ""`);

it("keeps what was created within two times, both included [tasks-created]", async () => {
  expect(await listed("--from 2026-03-14T08:00:00Z --to 2026-03-14T08:05:00Z")).toEqual(
    await listed("--from '2026-03-14 08:00' --to '2026-03-14T09:05:00+01:00'"),
  );
  expect(await listed("--from 2026-03-14T08:06:00Z --to 2026-03-14T08:06:00Z")).toEqual(["4"]);
  expect(await listed("--from 2026-03-14 --to 2026-03-14T08:00:00Z")).toEqual(["1"]);
  // A date alone is that whole day, and UTC.
  expect(await listed("--to 2026-03-13")).toEqual(["5", "7", "8"]);
  expect(await listed("--from 2026-03-14")).toEqual(["1", "2", "3", "4", "6"]);
  expect(await listed("--from 2026-03-13 --to 2026-03-13")).toEqual(["5"]);
});

it("takes a midnight for the whole day in its own offset [tasks-whole-day]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", created_at: "2026-03-01T23:30:00+02:00" },
    "tasks/b.json": { id: "b", created_at: "2026-03-01T22:30:00Z" },
  });
  const to = (time: string) => nuValue(`orch tasks -d ${dir} -q --to ${time} | get id`);
  expect(await to("2026-03-01T00:00:00+02:00")).toEqual(["a"]);
  expect(await to("'2026-03-01T00:00:00+02:00'")).toEqual(["a"]);
  expect(await to("2026-03-01")).toEqual(["a", "b"]);
  expect(await to("2026-03-01T00:00:01+02:00")).toEqual([]);
});

it("takes a duration for the time that has passed since [tasks-ago]", async () => {
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "pending", created_at: ago(1) },
    "tasks/b.json": { id: "b", status: "pending", created_at: ago(30) },
  });
  expect(await nuValue(`orch tasks -d ${dir} --from 2hr | get id`)).toEqual(["a"]);
  expect(await nuValue(`orch tasks -d ${dir} --to 1day | get id`)).toEqual(["b"]);
});

it("keeps what ended within two times, whenever it was created, and nothing that has not [tasks-ended]", async () => {
  const ended = (status: string, created_at: string, completed_at: unknown) => ({ status, created_at, completed_at });
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", ...ended("failed", "2026-03-01T08:00:00Z", "2026-03-02T08:00:00.0000005Z") },
    "tasks/b.json": { id: "b", ...ended("completed", "2026-03-02T07:00:00Z", "2026-03-02T23:00:00Z") },
    "tasks/c.json": { id: "c", ...ended("failed", "2026-03-02T07:00:00Z", null) },
    // Tried again, it keeps the time of its last end.
    "tasks/d.json": { id: "d", ...ended("running", "2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z") },
  });
  const ids = (flags: string) => `(orch tasks -d ${dir} ${flags} | get id | str join)`;
  const calls = [
    "--ended-from 2026-03-02",
    "--ended-from 2026-03-02T08:00:00.0000005Z --ended-to 2026-03-02T08:00:00.0000005Z",
    "--ended-from 2026-03-02T08:00:00.0000006Z",
    "--ended-to 2026-03-02",
    "--from 2026-03-02 --ended-from 2026-03-01",
    "--status failed --ended-from 500wk",
  ];
  expect(await nuValue(`[${calls.map(ids).join(" ")}]`)).toEqual(["ab", "a", "b", "ab", "b", "a"]);
  const counted = (rows: string) => `(${rows} orch stats -q -d ${dir} --ended-from 2026-03-02 | get total)`;
  expect(await nuValue(`[${counted("")} ${counted(`orch tasks -d ${dir} --long |`)}]`)).toEqual([2, 2]);
  const told = (call: string) => nu(`${call} | ignore`).then(({ stderr }) => stderr);
  const line = "1 task that has ended is left out, as it has no completed_at";
  expect(await told(`orch tasks -d ${dir} --status failed --ended-from 2026-03-02`)).toBe(`orch tasks: ${line}\n`);
  expect(await told(`orch tasks -d ${dir} --long | orch stats --ended-to 2026-03-02`)).toBe(`orch stats: ${line}\n`);
  expect(await told(`orch tasks -q -d ${dir} --ended-to 1hr; orch tasks -d ${dir} -s completed --ended-to 1hr`)).toBe(
    "",
  );
});

it("keeps priorities within two bounds, both included [tasks-priorities]", async () => {
  expect(await listed("--min-priority 70 --max-priority 80")).toEqual(["2", "3", "4"]);
  expect(await listed("--min-priority 70 --max-priority 70")).toEqual(["3", "4"]);
});

it("keeps a workflow's tasks, by name, path or pattern [tasks-workflow]", async () => {
  for (const workflow of ["backup", "b*", "[a-c]ackup"]) expect(await listed(`-w '${workflow}'`)).toEqual(["5"]);
});

it("names the known workflows for one that no task has, wherever the tasks are from [workflow-unknown]", async () => {
  const error = await nuError("orch tasks -d data/small --workflow bakcup");
  expect(error).toMatch(/orch::unknown_workflow.*Unknown workflow "bakcup"; did you mean "backup"\?/s);
  expect(error).toMatch(/no task that can be read has it.*Known workflows: backup, rotate-certificates\./s);
  expect(await nuError("orch stats -d data/small --workflow 'x*'")).toMatch(/No workflow matches "x\*"/);
  const piped = "orch tasks -d data/small --long | orch stats --workflow bakcup";
  expect(await nuError(piped)).toContain('did you mean "backup"');
});

it("finds no task of a known workflow that other filters leave out, which is no error [workflow-unknown]", async () => {
  expect(await listed("--workflow backup --status running")).toEqual([]);
});

it("turns pages, whatever else is asked for [tasks-pages]", async () => {
  expect(await listed("--offset 2 --limit 2")).toEqual(["3", "4"]);
  expect(await listed("--status pending --min-priority 1 --offset 1 --limit 1")).toEqual(["4"]);
  const several = "orch tasks --data-dir [data/small data/small/../daemon] --offset 3 --limit 2 | get id";
  expect(await nuValue(several)).toEqual(["task-004", "task-005"]);
});

it("refuses what leaves nothing or is none, at its place [tasks-filter-errors]", async () => {
  const error = (flags: string) => nuError(`orch tasks -d data/small ${flags}`);
  expect(await error("--from 2026-03-02 --to 2026-03-01")).toMatch(/--to is before --from.*leaves nothing/);
  expect(await error("--ended-from 2026-03-02 --ended-to 2026-03-01")).toContain("--ended-to is before --ended-from");
  expect(await error("--status [queued running] --ended-to 1hr")).toContain(
    "--ended-to keeps what has ended, and --status",
  );
  expect(await error("--min-priority 3 --max-priority 2")).toMatch(/--max-priority is below --min-priority/);
  expect(await error("--from soon")).toMatch(/must be a date such as 2026-03-01, or a duration such as 2day/);
  expect(await error("--offset (-1)")).toMatch(/must be 0 or more.*-1 is below 0/);
});

it("lists as many as the configuration says, and says so where there are more [tasks-default-limit]", async () => {
  const set = (limit: number) => `$env.config.plugins.orchestrator = {default_limit: ${limit}}`;
  const cut = await nu(`${set(2)}; orch tasks -d data/small | length`);
  expect(cut.stdout).toBe("2\n");
  expect(cut.stderr).toBe(
    "orch tasks: showing only the first 2 tasks, as default_limit in the configuration says; use --limit for more\n",
  );
  expect(await nu(`${set(2)}; orch tasks -d data/small -n 3 | length`)).toMatchObject({ stdout: "3\n", stderr: "" });
  expect(await nu(`${set(8)}; orch tasks -d data/small | length`)).toMatchObject({ stdout: "8\n", stderr: "" });
  expect(await nu(`${set(2)}; orch tasks -qd data/small | length`)).toMatchObject({ stdout: "2\n", stderr: "" });
  expect(await nuError(`${set(-1)}; orch tasks -d data/small`)).toMatch(/default_limit must not be negative/);
});
