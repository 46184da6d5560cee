import { chmodSync } from "node:fs";
import { expect, it } from "vitest";
import { fixtures, nu, nuError, nuValue } from "../support/nu.ts";
import { openTerminal } from "../support/terminal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const task = (id: string, fields = {}) => ({ [`tasks/${id}.json`]: { id, status: "pending", ...fields } });

it("is an empty table where nothing wrong is found [check-well]", async () => {
  expect(await nuValue("orch check -d data/empty")).toEqual([]);
  expect(await nuValue("orch check -d data/daemon --no-cache --quiet")).toEqual([]);
  expect((await nu("orch check -d data/broken | is-empty")).stderr).toBe("");
});

it("gives a row for each finding, errors first, to be filtered by severity [check-columns]", async () => {
  const rows = await nuValue("orch check -d data/broken");
  expect(rows).toMatchObject([
    {
      severity: "error",
      place: "tasks/task-002.json",
      code: "not-json",
      problem: expect.stringMatching(/^not JSON: /),
      path: expect.stringMatching(/data\/broken\/tasks\/task-002\.json$/),
      help: "Correct or remove it.",
    },
    { code: "empty" },
    { code: "stale-status" },
    { code: "bad-priority" },
    { code: "bad-date" },
  ]);
  expect(await nuValue("orch check -d data/broken | columns")).toEqual([
    "severity",
    "place",
    "problem",
    "help",
    "code",
    "path",
  ]);
  expect(await nuValue("orch check -d data/broken | where severity == error | length")).toBe(2);
});

it("gives a text with --text: lines as compilers print them, and what to do [check-text]", async () => {
  const text = (flags: string) => `(orch check -q --text ${flags} | lines)`;
  const scripts = [text("-d data/broken"), text("-d data/empty"), text("-d [data/broken data/empty]")];
  const [lines, well, several] = (await nuValue(`[${scripts.join("\n")}]`)) as string[][];
  expect(lines?.filter((line) => !line.includes("warning: "))).toEqual([
    expect.stringMatching(/^tasks\/task-002\.json: error: not JSON: /),
    "tasks/task-003.json: error: empty: no JSON in it",
    "  Correct or remove it.",
    "  Check whether the daemon is running: it should have written status.json since then.",
    "  Correct that field in the file.",
    `2 errors, 3 warnings in ${fixtures}/data/broken`,
  ]);
  expect(well).toEqual([`Nothing wrong was found in ${fixtures}/data/empty`]);
  expect(several?.[0]).toMatch(`${fixtures}/data/broken/tasks/task-002.json: error: `);
});

it("colours severities in that text where Nushell colours its own [check-text]", async () => {
  const terminal = await openTerminal(undefined, { env: { NO_COLOR: "" } });
  await terminal.typeAtPrompt("orch check -d data/broken --text\r");
  await terminal.shows("2 errors, 3 warnings");
  expect(terminal.written()).toContain("\u001b[1mtasks/task-003.json\u001b[22m: \u001b[31merror\u001b[39m: empty");
  expect(terminal.written()).toContain("\u001b[33mwarning\u001b[39m");
});

it("fails with --fail for errors, which it names, and not for warnings [check-fail]", async () => {
  const failing = "orch check -d data/broken --fail";
  const message = `try { ${failing} } catch {|error| $error.msg }`;
  expect(await nuValue(`[(orch check -q -d data/small --fail | get code) (${message})]`)).toEqual([
    ["stale-status"],
    `Found 2 errors in ${fixtures}/data/broken`,
  ]);
  const { stderr, code } = await nu(`${failing} | ignore`);
  expect(code).toBe(1);
  expect(stderr).toContain("orch::check_failed");
  expect(stderr).toMatch(
    /help: tasks\/task-002\.json: not JSON: [^]*\n +tasks\/task-003\.json: empty: no JSON in it\n/,
  );
});

it("says of several directories which is meant [check-several]", async () => {
  expect(await nuValue("orch check -d 'data/*' | columns")).toEqual([
    "dir",
    "severity",
    "place",
    "problem",
    "help",
    "code",
    "path",
    "source_dir",
  ]);
  const dirs = "orch check -d 'data/*' | update source_dir { path basename } | select dir source_dir code";
  expect(await nuValue(`${dirs} | first`)).toEqual({ dir: "broken", source_dir: "broken", code: "not-json" });
  expect(await nuValue("orch check -d [data/empty]")).toEqual([]);
});

it("works where no data directory is, and where the platform's configuration is broken [check-nothing]", async () => {
  const codes = "orch check | get code";
  const cwd = temporaryDirectory({ "config.toml": "[storage", ...task("a") });
  expect(await nuValue(`orch check -d ${cwd}/gone | get code`)).toEqual(["no-data-dir"]);
  const configured = (more = "") => `$env.config.plugins.orchestrator = {platform_config: ${cwd}/config.toml${more}}`;
  expect(await nuError(`${configured()}; orch tasks`, { cwd })).toContain("orch::platform_config");
  expect(await nuValue(`${configured()}; ${codes}`, { cwd })).toEqual(["platform-config"]);
  expect(await nuValue(`${configured(`, data_dir: ${cwd}`)}; ${codes}`, { cwd })).toEqual(["platform-config"]);
  expect(await nuValue(`${configured()}; orch check -d [${cwd}] | get source_dir`, { cwd })).toEqual([null]);
  // What is asked for in vain is no state of the data.
  expect(await nuError("orch check -d 'nowhere/*'")).toContain("orch::no_match");
  expect(await nuError("$env.config.plugins.orchestrator = {dir: x}; orch check")).toContain("orch::configuration");
});

it("finds tasks that run longer than the platform's task_timeout_seconds [check-timeout]", async () => {
  const cwd = temporaryDirectory({
    "config.toml": '[storage]\ndata_dir = "{{paths.base}}"\n[executor]\ntask_timeout_seconds = 3600',
    ...task("a", { status: "running", started_at: "2026-03-14T08:00:00Z" }),
    ...task("b", { status: "running", started_at: new Date().toISOString() }),
  });
  const configured = `$env.config.plugins.orchestrator = {platform_config: ${cwd}/config.toml}`;
  const found = await nuValue(`${configured}; orch check | select severity code problem`, { cwd });
  expect(found).toEqual([
    {
      severity: "error",
      code: "running-too-long",
      problem: 'task "a" has been running since 2026-03-14T08:00:00Z, longer than task_timeout_seconds (3600) allows',
    },
  ]);
  // The flag says how long a task may run, with a configuration and without.
  expect(await nuValue(`${configured}; orch check --older-than 1000wk`, { cwd })).toEqual([]);
  expect(await nuValue(`orch check -d . --older-than 1hr | get problem`, { cwd })).toEqual([
    'task "a" has been running since 2026-03-14T08:00:00Z, longer than --older-than (1hr) allows',
  ]);
  for (const given of ["2day", "90min", "61sec"]) {
    expect(await nuValue(`orch check -d . --older-than ${given} | get 0.problem`, { cwd })).toContain(`(${given})`);
  }
  const { stdout, stderr } = await nu("orch check -d . --quiet | ignore; orch check -d . | to nuon", { cwd });
  expect([stdout.trim(), stderr]).toEqual([
    "[]",
    "orch check: 2 running tasks were not judged: no task_timeout_seconds is known; give a limit with --older-than\n",
  ]);
});

it("tells of a storage backend that keeps no files [check-nothing]", async () => {
  const config = '[storage]\nbackend = "surrealdb-server"\ndata_dir = "{{paths.base}}"';
  const cwd = temporaryDirectory({ "config.toml": config, ...task("a") });
  const configured = `$env.config.plugins.orchestrator = {platform_config: ${cwd}/config.toml}`;
  expect(await nuValue(`${configured}; orch check | get code`, { cwd })).toEqual(["backend-without-files"]);
});

it("sees what was mended since the last call of one plugin [check-fresh]", async () => {
  const dir = temporaryDirectory({ ...task("a", { dependencies: ["b"] }), "tasks/b.json": "{" });
  chmodSync(`${dir}/tasks`, 0o777);
  const codes = `(orch check -d ${dir} | get code | sort)`;
  const mend = `{id: b, status: pending} | to json | save -f ${dir}/tasks/b.json; ^chmod 755 ${dir}/tasks`;
  expect(await nuValue(`let before = ${codes}; ${mend}; [$before ${codes}]`)).toEqual([
    ["not-json", "unread-dependency", "world-writable"],
    [],
  ]);
});

it("shows every place that is looked at, and which is chosen [check-where]", async () => {
  const cwd = temporaryDirectory({ "ws/.orchestrator/data/x": "" });
  const rows = await nuValue("cd ws; orch check --where", { cwd, env: { PROVISIONING_ENV: "prod" } });
  expect(rows).toEqual([
    { place: "--data-dir", path: null, chosen: false, exists: false, problem: null },
    { place: "data_dir in the plugin's configuration", path: null, chosen: false, exists: false, problem: null },
    { place: "PROVISIONING_ORCHESTRATOR_DATA_DIR", path: null, chosen: false, exists: false, problem: null },
    expect.objectContaining({ place: "/usr/local/share/provisioning/platform/config.toml", path: null }),
    { place: `${cwd}/ws and above`, path: `${cwd}/ws/.orchestrator/data`, chosen: true, exists: true, problem: null },
    expect.objectContaining({ path: "/var/lib/provisioning/orchestrator", chosen: false }),
    expect.objectContaining({ path: "/var/lib/provisioning/queue", chosen: false }),
  ]);
  expect(await nuValue("orch check -d gone --where | where chosen | get exists", { cwd })).toEqual([false]);
  expect(await nuError("orch check --where --text", { cwd })).toContain("--where and --text ask for different answers");
});

it("says where a terminal has no room for the whole table that `--text` shows what to do [check-room]", async () => {
  const narrow = await openTerminal(undefined, { columns: 80 });
  await narrow.typeAtPrompt("orch check -d data/broken\r");
  await narrow.shows("orch check: no room for the whole table: `orch check --text` shows what to do about each");
  const wide = await openTerminal(undefined, { columns: 300 });
  await wide.typeAtPrompt("orch check -d data/broken\r");
  await wide.shows("Correct or remove it.");
  expect(wide.screen()).not.toContain("no room");
  expect((await nu("orch check -d data/broken")).stderr).not.toContain("no room");
});
