import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { writeOnCallData } from "../../fixtures/on-call.ts";
import { nu, nuError, pluginFile, root, type NuOptions } from "../support/nu.ts";
import { rowsOf, sectionOf } from "../support/pages.ts";
import { since } from "../support/releases.ts";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

const clock = fileURLToPath(new URL("../support/preload/other-clock.cjs", import.meta.url));
const module = `use '${root}/plugin/orch.nu'`;
const report = (name: string, flags: string) => `${module}; orch report ${name} ${flags}`;
const now = "--now 2026-03-14T12:00:00Z";
const reports = ["gate", "page", "prometheus", "summary"];

/** The data of a night in which it is two o'clock; no clock of a test shows that. */
function badNight(): string {
  const directory = temporaryDirectory();
  writeOnCallData(directory, Date.parse("2026-03-14T02:00:00Z"));
  return directory;
}

/** What a report prints, which must be the same in any time zone and whatever the plugin's clock shows. */
async function printed(name: string, flags: string): Promise<{ text: string; stderr: string; code: number | null }> {
  const at = async (env: NonNullable<NuOptions["env"]>) => {
    const { stdout, stderr, code } = await nu(report(name, name === "prometheus" ? flags : `${flags} --utc`), { env });
    return { text: stdout, stderr, code };
  };
  const [here, ...elsewhere] = await Promise.all([
    at({ TZ: "UTC" }),
    at({ TZ: "Asia/Kolkata" }),
    ...["2026-03-14T12:00:00Z", "2031-07-01T00:00:00Z"].map((time) =>
      at({ TZ: "America/St_Johns", NODE_OPTIONS: `--require="${clock}"`, OTHER_CLOCK: time }),
    ),
  ]);
  for (const other of elsewhere) expect(other).toEqual(here);
  return here;
}

describe("the module", () => {
  it("gives four commands with help, and nothing else [report-module]", async () => {
    const given = `${module}; scope commands | where type == custom | get name | sort | to json --raw`;
    expect(JSON.parse((await nu(given)).stdout)).toEqual(reports.map((name) => `orch report ${name}`));
    const helps = reports.map((name) => `print (orch report ${name} --help)`).join("; ");
    const { stdout } = await nu(`${module}; ${helps}`);
    for (const name of reports) expect(stdout).toMatch(new RegExp(`\\n> orch report ${name}\\b`));
    const flags = (text: string) => [...new Set(text.match(/--[a-z]+(-[a-z]+)*/g))].toSorted();
    const written = rowsOf(sectionOf("src/commands/README.md", "## Reports"), "flag").map(([cell = ""]) => cell);
    expect(flags(written.join())).toEqual(flags(stdout).filter((flag) => flag !== "--help" && flag !== "--force"));
  });

  it("stands beside the plugin's commands [report-module]", async () => {
    const { stdout, stderr } = await nu(
      `${module}; print (orch); orch status -d data/empty --quiet | get running | print; orch report gate -d data/empty`,
    );
    expect(stderr).toBe("");
    expect(stdout).toMatch(/\n {2}orch status /);
    expect(stdout.endsWith("\nfalse\nNo task has failed.\n")).toBe(true);
  });

  it.each(reports)("says that the plugin is not loaded, or was loaded after it: %s [report-unloaded]", async (name) => {
    const directory = temporaryDirectory();
    const registry = `${directory}/plugins.msgpackz`;
    await nu(`plugin add --plugin-config ${registry} '${pluginFile}'`, { plugins: [] });
    const late = `${module}\nplugin use --plugin-config ${registry} orchestrator\norch report ${name}`;
    for (const script of [report(name, ""), late]) {
      const { stderr, code } = await nu(script, { plugins: [] });
      expect(code).toBe(1);
      expect(stderr).toContain("The plugin was not loaded when this module was");
      expect(stderr).toMatch(/`use`\s+this\s+module/);
    }
  });
});

it("sums up what matters, in 80 columns [report-summary]", async () => {
  const { text, stderr } = await printed("summary", `--data-dir ${badNight()}/alpha --now 2026-03-14T02:10:00Z`);
  expect(stderr).toBe("");
  expect(text.trimEnd().split("\n")).toEqual([
    "Orchestrator at alpha, 2026-03-14 02:10 (UTC)",
    "Daemon: silent for 10min, although status.json says running",
    "  Check whether the daemon is running: it should have written status.json since",
    "  then.",
    "Tasks: 4 running, 28 pending, 255 completed, 7 failed, 6 cancelled",
    "Since 2026-03-13 02:10: 72 completed, 4 failed",
    "",
    "Failed since then, latest first: 4",
    "- 2026-03-14 01:56 task-265 migrate database of deploy-web, after 2min 27sec",
    "  Error: ERR042: quota of 20 servers exceeded",
    "- 2026-03-14 01:39 task-258 join nodes of provision-cluster, after 17min 47sec",
    "  Error: connection to 10.0.1.156:22 timed out after 80s",
    "- 2026-03-14 01:32 task-286 distribute certificates of rotate-certificates, a...",
    "  Error: taskserv postgres: exit code 137 after 71s ...",
    "- 2026-03-14 01:12 task-188 patch node of patch-servers, after 9min 42sec",
    "  Error: db-04: no space left on device (97% of 512 GiB used)",
    "",
    "Running, longest first: 4",
    "- STUCK? 7hr 9min task-248 dump databases of nightly-backup, at 35%",
    "- 28min 57sec task-282 install cilium of provision-cluster, at 20%",
    "- 15min 19sec task-295 patch node of patch-servers",
    "- 11min 52sec task-291 roll out web of deploy-web, at 64%",
    "",
    "Ready to run next: 4",
    "- task-288 resize staging servers, priority 90",
    "- task-298 issue certificates of rotate-certificates, priority 70",
    "- task-276 drain node of patch-servers, priority 50",
    "- task-243 delete old snapshots",
    "",
    "Blocked (5 by what failed, was cancelled or is gone): 24",
    "- task-267 roll out web of deploy-web waits for task-265 (failed)",
    "- task-287 reload proxies of rotate-certificates waits for task-286 (failed)",
    "- task-259 create cluster of provision-cluster waits for task-258 (failed)",
    "- task-189 reboot node of patch-servers waits for task-188 (failed)",
    "- task-275 attach volumes waits for task-of-last-week (gone)",
    "- task-269 warm caches of deploy-web waits for task-267 (pending)",
    "- task-271 smoke tests of deploy-web waits for task-269 (pending)",
    "- task-292 warm caches of deploy-web waits for task-291 (running)",
    "- task-293 smoke tests of deploy-web waits for task-292 (pending)",
    "- task-299 distribute certificates of rotate-certificates waits for task-298 ...",
    "- and 14 more: orch tasks --blocked",
    "",
    "Problems: 2",
    "- tasks/task-273.json: open tasks depend on each other: task-273 -> task-274 ->",
    "  task-273",
    "  Remove one of the dependencies, or cancel one of the tasks: as it is, those",
    "  that have not begun may never begin.",
    '- tasks/task-275.json: pending task "task-275" depends on "task-of-last-week",',
    "  which does not exist",
    "  Cancel the task, or submit again what it depends on.",
  ]);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});

it("tells of a day, or of what ended since then, in local time or in UTC [report-since]", async () => {
  const data = `--data-dir ${badNight()}/alpha ${now}`;
  const lines = async (flags: string) =>
    (await nu(report("summary", `${data} ${flags}`), { env: { TZ: "Asia/Kolkata" } })).stdout.split("\n");
  expect((await lines("--utc"))[0]).toBe("Orchestrator at alpha, 2026-03-14 12:00 (UTC)");
  expect((await lines(""))[0]).toBe("Orchestrator at alpha, 2026-03-14 17:30 (local time, UTC+05:30)");
  const failedSince = async (flags: string) => (await lines(flags)).find((line) => line.startsWith("Failed"));
  expect(await failedSince("--since 630min")).toBe("Failed since then, latest first: 3");
  expect(await failedSince("--since 2026-03-14T01:40:00Z")).toBe("Failed since then, latest first: 1");
  expect(await failedSince("--since '2026-03-14'")).toBe("Failed since then, latest first: 4");
  expect(await failedSince("--since 1hr")).toBe("Failed since then, latest first: none");
  for (const wrong of ["yesterday-ish", "5", "(-1hr)", "2027-01-01"]) {
    const error = await nuError(report("summary", `${data} --since ${wrong}`));
    expect(error).toContain("--since is neither a duration nor a date in the past");
  }
});

it("says which tasks are stuck, what a dead daemon's last word was, and how many more there are [report-stuck]", async () => {
  const night = badNight();
  const { stdout } = await nu(report("summary", `--data-dir ${night}/beta ${now} --stuck-after 20hr`));
  expect(stdout).toMatch(/^Daemon: silent for 15hr, although status\.json says running$/m);
  expect(stdout.match(/^- STUCK\? .*$/gm)).toEqual([
    expect.stringMatching(/^- STUCK\? 21hr 58min \w{8} dump databases/),
  ]);
  expect(stdout).toContain("\n- and 14 more: orch tasks --blocked\n");
});

it("reports on now where no time is given [report-now]", async () => {
  const alive = temporaryDirectory();
  writeOnCallData(alive, Date.now());
  expect((await nu(report("summary", `--data-dir ${alive}/alpha`))).stdout).toMatch(
    /^Daemon: working, last heard of [\d.]+(ms|sec).* ago$/m,
  );
});

it("lists what cannot run without help first among the blocked, and nothing that nobody knows [report-stuck]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "pending", priority: 9, dependencies: ["b"] },
    "tasks/b.json": { id: "b", status: "pending", priority: 8 },
    "tasks/c.json": { id: "c", status: "queued", priority: 7, dependencies: ["b", "d"] },
    "tasks/d.json": { id: "d", status: "cancelled" },
    "tasks/e.json": { id: "e", status: "pending", dependencies: [["a"]] },
  });
  const { stdout } = await nu(report("summary", `--data-dir ${dir}`));
  expect(stdout).toContain(
    [
      "Ready to run next: 1",
      "- b, priority 8",
      "",
      "Blocked (1 by what failed, was cancelled or is gone): 2",
      "- c waits for b (pending), d (cancelled)",
      "- a waits for b (pending)",
      "",
      "Nobody can say what these wait for: 1 pending task",
    ].join("\n"),
  );
  // What is not among the tasks may be in a file that cannot be read.
  writeFiles(dir, { "tasks/f.json": { id: "f", status: "pending", dependencies: ["x"] }, "tasks/torn.json": "{" });
  const torn = await nu(report("summary", `--data-dir ${dir}`));
  expect(torn.stdout).toContain("Blocked (1 by what failed, was cancelled or is gone): 3\n");
  expect(torn.stdout).toContain("\n- f waits for x (cannot be read)\n");
});

it("tells of times that are farther away than Nushell's durations reach [report-far-times]", async () => {
  const times = (time: string) => ({ created_at: time, started_at: time, completed_at: time });
  const dir = temporaryDirectory({
    "status.json": { running: true, last_check: "0001-01-01T00:00:00Z" },
    "tasks/a.json": { id: "a", status: "running", ...times("0001-01-01T00:00:00Z") },
    "tasks/b.json": { id: "b", status: "pending", ...times("0001-01-01T00:00:00Z") },
    "tasks/c.json": { id: "c", status: "failed", ...times("0001-01-01T00:00:00Z") },
    "tasks/d.json": { id: "d", status: "failed", ...times("9999-01-01T00:00:00Z") },
  });
  const { stdout, stderr } = await nu(
    `${module}; ${["summary", "page"].map((name) => `print (orch report ${name} -d ${dir} --since 0000-12-31 --utc)`).join("; ")}; orch report prometheus -d ${dir}`,
  );
  expect(stderr).toBe("");
  expect(stdout).toContain("\nDaemon: silent for an unknown time, although status.json says running\n");
  expect(stdout).toContain("\n- an unknown time a\n");
  expect(stdout).toMatch(/\n- 0001-01-01 00:00 c\b/);
  // Bars of more days would be too narrow to be seen.
  expect(stdout).toMatch(/<h2>Ended per day since 20\d\d-/);
  expect(stdout).toMatch(/\norchestrator_last_check_timestamp_seconds\{.*\} -62135596800\n/);
});

it("reports on all tasks, whatever the configured limit [report-limit]", async () => {
  const limited = `$env.config.plugins = {orchestrator: {default_limit: 2}}; ${report("summary", "--data-dir data/small")}`;
  expect((await nu(limited)).stdout).toContain("Tasks: 1 running, 4 pending, 1 completed, 1 failed, 1 cancelled\n");
});

it("writes what Prometheus reads, labels escaped [report-prometheus]", async () => {
  const { text } = await printed("prometheus", "--data-dir data/small");
  const samples = readExposition(text);
  expect(samples.map(({ name, labels, value }) => [name, labels["status"] ?? labels["severity"] ?? "", value])).toEqual(
    [
      ["orchestrator_running", "", 1],
      ["orchestrator_last_check_timestamp_seconds", "", Date.parse("2026-03-14T09:05:00Z") / 1000],
      ["orchestrator_tasks", "pending", 4],
      ["orchestrator_tasks", "running", 1],
      ["orchestrator_tasks", "completed", 1],
      ["orchestrator_tasks", "failed", 1],
      ["orchestrator_tasks", "cancelled", 1],
      ["orchestrator_tasks_ready", "", 2],
      ["orchestrator_tasks_blocked", "", 2],
      ["orchestrator_tasks_unread", "", 0],
      ["orchestrator_oldest_pending_timestamp_seconds", "", Date.parse("2026-03-10T06:00:00Z") / 1000],
      ["orchestrator_findings", "error", 0],
      ["orchestrator_findings", "warning", 1],
    ],
  );
  expect(new Set(samples.map(({ labels }) => labels["data_dir"]?.split("/").at(-1)))).toEqual(new Set(["small"]));
  const odd = 'a"b\\c';
  const cwd = temporaryDirectory({ [`${odd}/tasks/a.json`]: { id: "a", status: 'we"i\nr\\n' } });
  const { stdout } = await nu(report("prometheus", `--data-dir '${cwd}/${odd}'`));
  const labels = readExposition(stdout).map((sample) => sample.labels);
  expect(labels).toContainEqual({ data_dir: `${cwd}/${odd}`, status: 'we"i\nr\\n' });
  expect(stdout).not.toMatch(/orchestrator_(running|last_check\w*|oldest\w*)\{/);
  const waiting = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "queued", created_at: "2026-03-14T08:00:00Z" },
  });
  expect(readExposition((await nu(report("prometheus", `--data-dir ${waiting}`))).stdout)).toContainEqual(
    expect.objectContaining({
      name: "orchestrator_oldest_pending_timestamp_seconds",
      value: Date.parse("2026-03-14T08:00:00Z") / 1000,
    }),
  );
});

describe("the gate", () => {
  it("is an error where tasks have failed, or nobody can say [report-gate]", async () => {
    const failed = "Failed: task-005 nightly backup, 2026-03-13 22:31 UTC: db-01: no space left on device\n";
    const told = expect.stringContaining("1 task has failed\n");
    expect(await printed("gate", "--data-dir data/small")).toEqual({ text: failed, stderr: told, code: 1 });
    const gate = async (flags: string) => {
      const { stdout, ...rest } = await nu(report("gate", `${flags} --utc`));
      return { text: stdout, ...rest };
    };
    const well = { text: "No task has failed.\n", stderr: "", code: 0 };
    expect(await gate(`--data-dir data/small --since 13hr ${now}`)).toEqual(well);
    expect(await gate(`--data-dir data/small --since 14hr ${now}`)).toMatchObject({ code: 1 });
    expect(await gate("--data-dir data/empty")).toEqual(well);
    const broken = await gate("--data-dir data/broken");
    expect(broken.code).toBe(1);
    expect(broken.text).toMatch(
      /^Problem: .*data\/broken\/tasks\/task-003\.json: empty: no JSON in it\. Correct or remove it\.$/m,
    );
    expect(broken.stderr).toContain("1 task has failed, and the data has 2 errors");
    const gone = await gate("--data-dir data/gone");
    expect(gone.text).toMatch(/^Problem: .*data\/gone: No orchestrator data directory: .*--data-dir <path>\.\n$/);
    expect(gone.stderr).toContain("Nobody can say whether tasks have failed");
    expect(await gate("--data-dir ''")).toMatchObject({
      text: "",
      stderr: expect.stringContaining("The path is empty"),
    });
  });

  it("is one that a script ends with and `try` catches, with a code of its own [report-gate]", async () => {
    const data = temporaryDirectory({ "x/tasks/a.json": "{", "x/tasks/b.json": { id: "b", status: "pending" } });
    const caught = (dir: string) =>
      `try { orch report gate --data-dir ${dir} } catch {|error| print $error.msg${since("0.109") ? " ($error.json? | default ($error.details? | to json) | from json | get code)" : ""} }`;
    const script = `${module}; ${[`data/small`, `${data}/x`, "data/gone"].map(caught).join("; ")}; print "went on"`;
    const { stdout, stderr, code } = await nu(script);
    expect([stderr, code]).toEqual(["", 0]);
    expect(stdout).toContain("1 task has failed\n");
    expect(stdout).toContain("No task is known to have failed, but the data has 1 error\n");
    expect(stdout).toContain("Nobody can say whether tasks have failed: No orchestrator data directory");
    expect(stdout).toContain("went on\n");
    const codes = stdout.split("\n").filter((line) => line.startsWith("orch::"));
    expect(codes).toEqual(since("0.109") ? ["orch::tasks_failed", "orch::data_errors", "orch::no_report"] : []);
    const { stdout: before, code: end } = await nu(
      `${module}; print first; [1] | each { orch report gate --data-dir data/small }; print second`,
    );
    expect([before, end]).toEqual([expect.stringMatching(/^first\nFailed: /), 1]);
    expect(before).not.toContain("second");
  });

  it("gives one error where the data cannot be read [report-gate]", async () => {
    const { stderr } = await nu(report("gate", "--data-dir data/gone"));
    expect(stderr.match(/Error: /g)).toHaveLength(1);
  });

  it("counts what a daemon whose clock is ahead says of a time to come [report-ahead]", async () => {
    const dir = temporaryDirectory({
      "tasks/a.json": { id: "a", status: "failed", completed_at: "2026-03-14T12:00:05Z" },
    });
    const { stdout, stderr, code } = await nu(report("gate", `--data-dir ${dir} --since 1hr ${now} --utc`));
    expect([stdout, code]).toEqual(["Failed: a, 2026-03-14 12:00 UTC\n", 1]);
    expect(stderr).toContain("1 task has failed");
    const summary = (await nu(report("summary", `--data-dir ${dir} ${now}`))).stdout;
    expect(summary).toContain("\nFailed since then, latest first: 1\n");
  });

  it("leaves the shell open at whose prompt it is called [report-gate]", async () => {
    const terminal = await openTerminal();
    await terminal.typeAtPrompt(`${module}; orch report gate --data-dir data/small\r`);
    await terminal.shows("1 task has failed");
    await terminal.typeAtPrompt("print $'the shell (1 + 1) is still here'\r");
    await terminal.shows("the shell 2 is still here");
  });

  it("says nothing of what waits for a task that has failed or was cancelled [report-gate]", async () => {
    const dir = temporaryDirectory({
      "tasks/a.json": { id: "a", status: "cancelled" },
      "tasks/b.json": { id: "b", status: "pending", dependencies: ["a"] },
    });
    expect(await nu(report("gate", `--data-dir ${dir}`))).toMatchObject({ stdout: "No task has failed.\n", code: 0 });
  });
});

// Escapes, a terminal's title, C1, DEL, marks that reorder text, what nobody sees, and commands of pipelines' logs.
const marks =
  "\u001b[31m\u001b]0;t\u0007\b\r\u007f\u009b31m\u202e\u2066\u2028\u200b\u00a0\u3164\u2800\u034f\ufe0f\tx##vso[task]###[error]";
const unsafe = /(?! )[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u{2800}]|##|^\s*::/u;

it.each(reports)(
  "prints nothing of a hostile task as it is, and no line that one forged: %s [report-safe]",
  async (name) => {
    const hostile = `::error::${marks}\nNo task has failed.\n::error::x`;
    const told = { name: hostile, error: hostile, created_at: hostile, output: hostile, workflow: hostile };
    const cwd = temporaryDirectory({
      [`${hostile}/tasks/${hostile}.json`]: { id: hostile, status: "failed", ...told },
      [`${hostile}/tasks/b.json`]: { id: `${hostile}2`, status: "pending", ...told },
      [`${hostile}/tasks/c.json`]: { id: `${hostile}3`, status: hostile, ...told },
      [`${hostile}/tasks/${hostile}2.json`]: "{",
      [`${hostile}/status.json`]: { running: hostile, last_check: hostile },
    });
    const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: `${cwd}/${hostile}` };
    const { stdout, stderr, code } = await nu(report(name, ""), { env });
    expect([code, stderr === ""]).toEqual(name === "gate" ? [1, false] : [0, true]);
    for (const line of (stdout + stderr).split("\n")) {
      expect([line, unsafe.exec(line)?.[0]]).toEqual([line, undefined]);
      expect(line).not.toMatch(/^No task has failed/);
    }
    expect(stdout).toContain("\\u{1b}[31m");
  },
);

it.each(reports)("says nothing hostile where it cannot read the data: %s [report-safe]", async (name) => {
  const dir = temporaryDirectory({ "status.json": "##vso[task.complete result=Succeeded]", "##vso[x]/y": "" });
  for (const place of [dir, `${dir}/##vso[[]x]`, `${dir}/##vso[[]y]`]) {
    const { stdout, stderr, code } = await nu(report(name, `--data-dir '${place}'`));
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("#\\u{23}vso[");
    expect(stdout + stderr).not.toContain("##");
  }
});

// What is invisible in these is a part of them.
const legitimate = [
  "数据库 ⚠\u{fe0f} # 1 – Ünï\\n e\u{301}",
  "👨\u{200d}👩\u{200d}👧 👨🏽\u{200d}🚀 🏳\u{fe0f}\u{200d}🌈 1\u{fe0f}\u{20e3} ☎\u{fe0e}",
  "می\u{200c}خواهم क\u{94d}\u{200d}ष",
];
// And in these it is not; of a letter with a mark before it, the letter stays.
const suspicious = [
  ["pay\u{200d}roll a\u{200c}b", "pay\\u{200d}roll a\\u{200c}b"],
  ["1\u{fe0f}2 ⚠\u{fe0f}\u{fe0f}", "1\\u{fe0f}2 ⚠\u{fe0f}\\u{fe0f}"],
  ["👨\u{200d} \u{200d}👩", "👨\\u{200d} \\u{200d}👩"],
  ["é\u{200b}x 日本\u{3000}語\u{e0041}", "é\\u{200b}x 日本\\u{3000}語\\u{e0041}"],
] as const;

it("shows what belongs to emoji and letters as it is, and all else as the plugin does [report-safe]", async () => {
  const pairs = [...legitimate.map((text) => [text, text] as const), ...suspicious];
  const dir = temporaryDirectory({
    ...Object.fromEntries(pairs.map(([id], i) => [`tasks/${i}.json`, { id, status: "failed" }])),
    // The plugin's own words quote it.
    ...Object.fromEntries(pairs.map(([id], i) => [`tasks/x${i}.json`, { id, status: "failed" }])),
  });
  const { stdout } = await nu(report("gate", `--data-dir ${dir}`));
  for (const [, shown] of pairs) {
    expect(stdout).toContain(`\nFailed: ${shown}, at`);
    expect(stdout).toContain(`: id "${shown}" also stands in `);
  }
});

it("tells of the files with problems in the report itself, with what to do [report-problems]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending" }, "tasks/b.json": "{" });
  const summary = await nu(report("summary", `--data-dir ${dir}`));
  expect(summary.stderr).toBe("");
  expect(summary.stdout).toContain(
    "\nProblems: 1\n- tasks/b.json: not JSON: Expected property name or '}' in JSON at position 1\n  (line 1 column 2)\n  Correct or remove it.",
  );
  expect(summary.stdout).toContain("Tasks: 1 pending; 1 file cannot be read\n");
});

it.each(["summary", "page", "prometheus"])("refuses several data directories: %s [report-one]", async (name) => {
  const error = await nuError(report(name, "--data-dir 'data/s*'"));
  expect(error).toContain("This report is on one data directory, and data/s* is a pattern");
});

it("tells of a task by its id and what is known of it [report-missing]", async () => {
  const plain = { created_at: "2026-03-14T08:00:00Z", priority: 50 };
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "task-5", status: "failed", ...plain },
    "tasks/b.json": { id: "task-6", status: "failed", name: "", error: "", completed_at: "2026-03-14T09:00:00Z" },
    "tasks/c.json": { id: "task-7", status: "pending", ...plain },
    "tasks/d.json": { id: "task-8", status: "running" },
  });
  const lines = async (name: string, of = dir) =>
    (await nu(report(name, `--data-dir ${of} ${now} --utc`))).stdout.trimEnd().split("\n");
  expect((await lines("summary")).slice(1)).toEqual([
    "Daemon: nothing says whether it is running",
    "Tasks: 1 running, 1 pending, 2 failed",
    "Since 2026-03-13 12:00: 1 failed",
    "",
    "Failed since then, latest first: 2",
    "- 2026-03-14 09:00 task-6",
    "- at an unknown time task-5",
    "",
    "Running, longest first: 1",
    "- an unknown time task-8",
    "",
    "Ready to run next: 1",
    "- task-7, priority 50",
    "",
    "Blocked: none",
    "",
    "Problems: none",
  ]);
  expect(await lines("gate")).toEqual(["Failed: task-6, 2026-03-14 09:00 UTC", "Failed: task-5, at an unknown time"]);
  const empty = temporaryDirectory({ "tasks/x.txt": "" });
  expect((await lines("summary", empty)).slice(2, 4)).toEqual(["Tasks: none", "Since 2026-03-13 12:00: none ended"]);
});

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const sampleLine = /^([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,(?!\})|(?=\})))*)\} (-?\d+)$/;

/** Reads Prometheus' text format strictly: HELP and TYPE once for each metric, its samples after them, a last newline. */
function readExposition(text: string): readonly Sample[] {
  // `print` of nu ends with one of its own.
  const blocks = text.replace(/\n\n$/, "\n").split(/^# HELP /m);
  const names = blocks.slice(1).map((block) => block.slice(0, block.indexOf(" ")));
  expect([blocks[0], new Set(names).size]).toEqual(["", names.length]);
  return blocks.slice(1).flatMap((block, i) => {
    const [help, type, ...lines] = block.split("\n");
    expect(help).toMatch(/^[a-z_]+ \S.*\.$/);
    expect([type, lines.pop()]).toEqual([`# TYPE ${names[i]} gauge`, ""]);
    return lines.map((line) => {
      const [, name = "", labels = "", value] = sampleLine.exec(line) ?? [];
      expect(`${name} of: ${line}`).toBe(`${names[i]} of: ${line}`);
      return { name, labels: readLabels(labels), value: Number(value) };
    });
  });
}

function readLabels(text: string): Readonly<Record<string, string>> {
  const pairs = text.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries(
    Array.from(pairs, ([, name = "", value = ""]) => [
      name,
      value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped)),
    ]),
  );
}
