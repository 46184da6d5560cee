import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../../support/nu.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const pending = { id: "a", status: "pending", created_at: "2026-03-14T09:00:00Z", priority: 5 };
const counts = { tasks_pending: 1, tasks_running: 0 };
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

it("STALE-1: a status.json that says running and is months old is a finding [check-silence] [status-silence]", async () => {
  const cwd = temporaryDirectory({
    "died/status.json": { running: true, ...counts, last_check: "2026-03-14T09:05:00Z", version: "3.5.0" },
    "died/tasks/a.json": pending,
    // Just now, an hour ago, stopped on purpose, and never checked.
    "alive/status.json": { running: true, last_check: ago(1) },
    "slow/status.json": { running: true, last_check: ago(60) },
    "stopped/status.json": { running: false, last_check: "2026-03-14T09:05:00Z" },
    "unknown/status.json": { running: true },
  });
  const check = "orch check -d '*' | update source_dir { path basename }";
  const found = await nuValue(
    `[(${check}) (${check.replace("check", "check --max-silence 2hr")})] | each { select source_dir severity code problem }`,
    { cwd },
  );
  const finding = (source_dir: string, problem: unknown) => ({
    source_dir,
    severity: "warning",
    code: "stale-status",
    problem,
  });
  const died = finding("died", expect.stringMatching(/^says running, but was last written at 2026-03-14T09:05:00Z$/));
  const slow = finding("slow", expect.stringMatching(/^says running/));
  expect(found).toEqual([[died, slow], [died]]);

  const status = "orch status -d '*'";
  const { stdout, stderr } = await nu(
    `${status} --quiet | ignore; ${status} | get silent_for | each { if $in == null { "unknown" } else { $in > 30min } } | to json -r`,
    { cwd },
  );
  expect(JSON.parse(stdout)).toEqual([false, true, true, true, "unknown"]);
  expect(stderr).toMatch(
    /^orch status: 2 files have problems:\n {2}\S+died\/status\.json: says running, but was last written at 2026-03-14T09:05:00Z\n {2}\S+slow\/status\.json: .*\n {4}Check whether the daemon is running.*\n$/,
  );
  const configured = "$env.config.plugins.orchestrator = {max_silence: 2hr}";
  expect((await nu(`${configured}; orch status -d slow`, { cwd })).stderr).toBe("");
});

it("STALE-1: so is one without a last_check, or with one in the future, if the file is old [check-silence] [status-silence]", async () => {
  const cwd = temporaryDirectory({
    "untimed/status.json": { running: true, ...counts },
    "future/status.json": { running: true, last_check: "2999-01-01T00:00:00Z" },
  });
  const age = "^touch -d 2026-03-14T09:05:00Z untimed/status.json future/status.json";
  const rows = await nuValue(
    `${age}; orch check -d '*' | each {|row| $"($row.source_dir | path basename) ($row.code)" }`,
    { cwd },
  );
  expect(rows).toEqual(["future stale-status", "future time-in-future", "untimed stale-status"]);
  const { stdout, stderr } = await nu("orch status -d '*' | get silent_for | to nuon", { cwd });
  expect(stdout).toBe("[null, null]\n");
  expect(stderr).toMatch(/last_check 2999-01-01T00:00:00Z is in the future\n {4}Correct the clock/);
  expect(stderr.match(/says running, but was last written at 2026-03-14/g)).toHaveLength(2);
});

it("names what is no status, and what a checkpoint's fields are not [status-empty] [status-response] [checkpoint-schema]", async () => {
  const cwd = temporaryDirectory({
    "empty/status.json": {},
    "health/status.json": { success: true, data: "Orchestrator is healthy" },
    "saved/status.json": { status: "success", data: { running: false, tasks_pending: 3 } },
    "w/checkpoints/a.json": { workflow_id: "a", step: "two", metadata: "text", timestamp: "2999-01-01T00:00:00Z" },
    "w/checkpoints/b.json": { workflow_id: "b", step: -1, metadata: { by: 5 } },
    "w/status.json": { running: false, version: "v1" },
  });
  const rows = await nuValue(
    `orch check -d '*' | each {|row| $"($row.source_dir | path basename) ($row.code): ($row.problem | str replace -r '.*status\\.json: ' '')" }`,
    { cwd },
  );
  expect(rows).toEqual([
    "empty no-status-fields: has no field of a status, such as running, tasks_pending or last_check",
    'health bad-status-file: holds a response that says "success", with "Orchestrator is healthy" in it, where a status should be',
    'saved in-response: the status is inside a response that says "success"',
    'w bad-field: step "two" is not a count',
    'w bad-field: metadata "text" is not a map of strings',
    "w time-in-future: timestamp 2999-01-01T00:00:00Z is in the future",
    "w bad-field: step -1 is not a count",
    "w bad-field: metadata.by 5 is not a string",
    'w unknown-version: version is "v1", and this plugin knows only 2.x to 5.x: what it understands is shown',
  ]);
  const both = "orch status -d empty | ignore; orch status -d saved | get tasks_pending";
  const { stdout, stderr } = await nu(both, { cwd });
  expect(stdout).toBe("3\n");
  expect(stderr).toMatch(/^orch status: .* has no field of a status.*\norch status: .* inside a response.*\n$/);
  expect(await nuError("orch status -d health", { cwd })).toContain("Orchestrator is healthy");
});

it("gives an empty table and a line for a directory that is named and has no tasks [tasks-none]", async () => {
  const cwd = temporaryDirectory({ "here/notes.txt": "" });
  const listing = "has no tasks: neither tasks/ nor queue.rkvs/tasks/ is in it. Give the directory that contains";
  const { stdout, stderr } = await nu(
    "[(orch tasks -d here) (orch wait -d here) (orch watch -d here --for 1ms) (orch stats -d here | get by_status)] | to json -r",
    { cwd },
  );
  expect(JSON.parse(stdout)).toEqual([[], [], [], []]);
  expect(stderr.trim().split("\n")).toEqual(
    ["tasks", "wait", "watch", "stats"].map((command) =>
      expect.stringMatching(`^orch ${command}: 1 directory has a problem: here: ${listing}`),
    ),
  );
  expect((await nu("orch tasks -d here --quiet", { cwd })).stderr).toBe("");
  expect(await nuError("orch tasks -d gone", { cwd })).toContain("orch::no_data_dir");
  // One that was only looked for stays an error, and so does a status that is not there.
  const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: `${cwd}/here` };
  expect(await nuError("orch tasks", { cwd, env })).toContain("orch::no_data_dir");
  expect((await nuError("orch status -d here", { cwd })).replaceAll(" ", "")).toContain(
    `Statusfilenotfound:${cwd}/here/status.json`,
  );
});

it("takes limits and placeholders of the platform's configuration as documented [platform-git-branch] [check-concurrency]", async () => {
  const task = (id: string) => ({ id, status: "running", started_at: ago(90) });
  const cwd = temporaryDirectory({
    ".git/HEAD": "ref: refs/heads/main\n",
    "config.toml":
      '[orchestrator]\ntask_timeout_seconds = 60\n[storage]\ndata_dir = "{{paths.base}}/{{git.branch}}"\n[executor]\nmax_concurrent_tasks = 1\n',
    "spoiled.toml": '[storage]\ndata_dir = "/{{workspace}}"\n[executor]\ntask_timeout_seconds = 3600\n',
    "main/tasks/a.json": task("a"),
    "main/tasks/b.json": task("b"),
    "main/tasks/c.json": "{",
  });
  const checked = (config: string, flags: string) =>
    nu(
      `$env.config.plugins.orchestrator = {platform_config: ${cwd}/${config}}; orch check ${flags} | each { $"($in.code): ($in.problem)" } | to json -r`,
      { cwd },
    );
  const first = await checked("config.toml", "");
  expect(JSON.parse(first.stdout)).toEqual([
    expect.stringMatching(/^not-json: /),
    "too-many-running: 2 tasks are running, more than max_concurrent_tasks (1) allows",
  ]);
  // The time-out stands in a table that is not the documented one.
  expect(first.stderr).toBe(
    "orch check: 2 running tasks were not judged: no task_timeout_seconds is known; give a limit with --older-than\n",
  );
  const second = await checked("spoiled.toml", "-d main");
  expect(JSON.parse(second.stdout)).toEqual([
    'platform-config: data_dir "/{{workspace}}": {{workspace}} is not a known placeholder',
    expect.stringMatching(/^running-too-long: task "a" .* longer than task_timeout_seconds \(3600\) allows$/),
    expect.stringMatching(/^running-too-long: task "b"/),
    expect.stringMatching(/^not-json: /),
  ]);
});
