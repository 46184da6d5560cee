import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { isAlive } from "../support/alive.ts";
import { cleanEnvironment, fixtures, nuBinary, pluginFile } from "../support/nu.ts";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";
import { openTerminal, type Terminal, type TerminalOptions } from "../support/terminal.ts";
import { daysAgo, topQueue } from "./top-queue.ts";

const keys = {
  up: "\u001b[A",
  down: "\u001b[B",
  pageUp: "\u001b[5~",
  pageDown: "\u001b[6~",
  home: "\u001b[H",
  end: "\u001b[F",
  tab: "\t",
  backTab: "\u001b[Z",
  enter: "\r",
  escape: "\u001b",
  interrupt: "\u0003",
};

// The machine may be busy.
const patient = { timeout: 10_000 };

/** A terminal in which `orch top` shows a data directory. */
async function openTop(dir: string, options: TerminalOptions = {}, before = ""): Promise<Terminal> {
  const terminal = await openTerminal(undefined, { columns: 80, rows: 24, ...options });
  await terminal.typeAtPrompt(`${before}orch top -d ${dir}\r`);
  await expect.poll(() => terminal.isAlternate(), patient).toBe(true);
  return terminal;
}

/** What stands below the title, which has a path and the time. */
const below = (terminal: Terminal) => terminal.lines().slice(1).join("\n").trimEnd();

const shows = (terminal: Terminal, expected: string | RegExp) =>
  expect.poll(() => below(terminal), patient).toMatch(expected);

/** The line that the cursor is on. */
const chosen = (terminal: Terminal) => terminal.lines().find((line) => line.startsWith(">"));

/** Types a key and waits until the cursor is on the task with this id. */
async function choose(terminal: Terminal, key: string, id: string): Promise<void> {
  terminal.type(key);
  await expect.poll(() => chosen(terminal), patient).toContain(`>${id} `);
}

// From 80 columns on there is room for all of them.
const panes = ` RUNNING 2  NAME            RUNS     PROGRESS
>run-1      nightly backup  2d        45% █████████░░░░░░░░░░░
 run-2      ship images     1d       unknown

 FAILED 2   NAME            ENDED    ERROR
 fail-1     migrate         2d       db-01: no space left
 fail-2     resize          5d       quota of 20 servers exceeded in zone a

 READY 2    NAME            WAITS    PRIORITY
 next-1     deploy web      3d       90
 next-2     日本語の仕事    4d       none

 BLOCKED 1  NAME            WAITS    WAITS FOR
 wait-1     smoke tests     3d       running run-1, unread lost-1

 UNCLEAR 1  NAME            WAITS    WHY
 odd-1      unknown needs   3d       its dependencies are unknown`;

const screens = {
  60: `pending 4 (2 ready, 1 blocked, 1 unclear)  running 2
completed 1  failed 2  cancelled 1
daemon silent for 2d, though it says running: it may have d…
1 file cannot be read: broken.json: holds a list where a
task record should be
 RUNNING 2  NAME            RUNS     PROGRESS
>run-1      nightly backup  2d        45% ████████░░░░░░░░░░
 run-2      ship images     1d       unknown

 FAILED 2   NAME            ENDED    ERROR
 fail-1     migrate         2d       db-01: no space left
 fail-2     resize          5d       quota of 20 servers ex…

 READY 2    NAME            WAITS    PRIORITY
 next-1     deploy web      3d       90
 next-2     日本語の仕事    4d       none

 BLOCKED 1  NAME            WAITS    WAITS FOR
 wait-1     smoke tests     3d       running run-1, unread …

 UNCLEAR 1  NAME            WAITS    WHY
 odd-1      unknown needs   3d       its dependencies are u…`,
  80: `pending 4 (2 ready, 1 blocked, 1 unclear)  running 2  completed 1  failed 2
cancelled 1
daemon silent for 2d, though it says running: it may have died
1 file cannot be read: broken.json: holds a list where a task record should be
${panes}`,
  120: `pending 4 (2 ready, 1 blocked, 1 unclear)  running 2  completed 1  failed 2  cancelled 1
daemon silent for 2d, though it says running: it may have died
1 file cannot be read: broken.json: holds a list where a task record should be
${panes}`,
};
const footer = "q quit  ? help  Enter open  / filter  s sort  Tab next group";

it("shows counts, the daemon, what cannot be read, and tasks in groups, at any width [top-screen] [top-resize]", async () => {
  const terminal = await openTop(topQueue());
  await shows(terminal, /db-01/);
  for (const [columns, screen] of Object.entries({ ...screens, 200: screens[120] })) {
    terminal.resize(Number(columns), 26);
    const blank = "\n".repeat(25 - screen.split("\n").length);
    await expect.poll(() => below(terminal), patient).toBe(`${screen}${blank}${footer}`);
    await expect.poll(() => terminal.lines()[0], patient).toHaveLength(Number(columns));
    expect(terminal.lines()[0]).toMatch(/^orch top {2}\/.* \d\d:\d\d:\d\d GMT[+-]\d{4}$/);
  }
  // With fewer rows the groups share what there is, and that of the cursor never goes without.
  terminal.resize(60, 12);
  await expect.poll(() => terminal.lines().length, patient).toBe(12);
  await shows(terminal, /^>run-1/m);
  await shows(terminal, /^ fail-1/m);
  await choose(terminal, keys.end, "odd-1");
  await choose(terminal, keys.home, "run-1");
  terminal.resize(39, 12);
  await expect.poll(() => terminal.lines(), patient).toContain("Too small: needs 40 x 8");
  terminal.resize(80, 24);
  await shows(terminal, /wait-1/);
});

it("moves by arrows, letters, pages, ends and groups [top-keys]", async () => {
  const terminal = await openTop(topQueue());
  await choose(terminal, keys.down, "run-2");
  await choose(terminal, "j", "fail-1");
  await choose(terminal, "k", "run-2");
  await choose(terminal, keys.up, "run-1");
  await choose(terminal, keys.pageDown, "fail-1");
  await choose(terminal, keys.pageUp, "run-1");
  await choose(terminal, keys.end, "odd-1");
  await choose(terminal, keys.home, "run-1");
  await choose(terminal, "G", "odd-1");
  await choose(terminal, "g", "run-1");
  await choose(terminal, keys.tab, "fail-1");
  await choose(terminal, keys.tab, "next-1");
  await choose(terminal, keys.backTab, "fail-1");
  // A suspension of the plugin alone would leave nobody to give the terminal back.
  await choose(terminal, `\u001a${keys.up}`, "run-2");
  expect(terminal.isAlternate()).toBe(true);
});

it("opens a task with all of its file and its log, and a help, which Esc and q close [top-task] [top-help]", async () => {
  const terminal = await openTop(topQueue());
  await choose(terminal, keys.tab, "fail-1");
  terminal.type(keys.enter);
  await shows(terminal, /^fail-1 {2}migrate {2}failed$/m);
  await shows(terminal, /^name +migrate$/m);
  await shows(terminal, /^error\ndb-01: no space left\nthe second line\n\noutput\nlog 1$/m);
  terminal.resize(80, 12);
  await expect.poll(() => below(terminal), patient).not.toContain("log 1");
  terminal.type(keys.end);
  await shows(terminal, "log 1");
  terminal.type(keys.escape);
  // What follows an Esc at once is one key with it.
  await shows(terminal, /^>fail-1/m);
  await choose(terminal, keys.end, "odd-1");
  await choose(terminal, keys.up, "wait-1");
  terminal.type(keys.enter);
  await shows(terminal, /^waits for running run-1, unread lost-1$/m);
  terminal.type("q");
  await shows(terminal, />wait-1/);
  terminal.type("?");
  await shows(terminal, /^PgUp, PgDn, Space +move by what fits$/m);
  terminal.type(keys.end);
  await shows(terminal, /^q +leave; where a task or this help is open, go back$/m);
  terminal.type("q");
  await shows(terminal, />wait-1/);
  terminal.type("?");
  await shows(terminal, /^PgUp, PgDn, Space +move by what fits$/m);
  terminal.type(keys.escape);
  await shows(terminal, />wait-1/);
});

it("shows the tasks in its first frame, and takes keys from then on [top-first-frame]", async () => {
  // So many that a look at them takes longer than a frame.
  const tasks = Array.from({ length: 3000 }, (_, i) => [`tasks/${i}.json`, { id: `${i}`, status: "running" }]);
  const failed = { "tasks/x.json": { id: "x", status: "failed" } };
  const terminal = await openTop(temporaryDirectory({ ...Object.fromEntries(tasks), ...failed }));
  terminal.type(keys.tab);
  await shows(terminal, /^>x /m);
  expect(terminal.written()).not.toMatch(/RUNNING 0|running 0/);
});

it("filters as one types, completed tasks too, and sorts in several ways [top-filter] [top-sort]", async () => {
  const terminal = await openTop(topQueue());
  terminal.type("/SETUP");
  await shows(terminal, /^ OTHERS 1 .*\n>done-1 .* completed$/m);
  expect(terminal.lines().at(-1)).toBe("/SETUP");
  terminal.type(keys.escape);
  await shows(terminal, /run-1[^]*fail-1[^]*next-1/);
  terminal.type(`/fail${keys.enter}`);
  await shows(terminal, /RUNNING 0[^]*FAILED 2[^]*READY 0/);
  await shows(terminal, /^filter: fail /m);
  await choose(terminal, keys.end, "fail-2");
  terminal.type("s");
  await shows(terminal, /fail-2[^]*fail-1[^]*sorted by age/);
  terminal.type("s");
  await shows(terminal, /fail-1[^]*fail-2[^]*sorted by name/);
  terminal.type("ss");
  await expect.poll(() => below(terminal), patient).not.toContain("sorted");
  terminal.type(keys.escape);
  await shows(terminal, /next-1[^]*wait-1/);
});

it("shows each change as it happens, and what can no longer be read [top-live]", async () => {
  const dir = topQueue();
  const terminal = await openTop(dir, {}, "$env.config.plugins.orchestrator = {max_silence: 10wk}; ");
  await shows(terminal, /daemon running, wrote its status 2d ago/);
  await shows(terminal, /^>run-1/m);
  terminal.type(keys.enter);
  await shows(terminal, /^progress +45$/m);
  const run = { id: "run-1", name: "nightly backup", status: "running", started_at: daysAgo(2) };
  writeFiles(dir, { "tasks/run-1.json": { ...run, progress: 46 } });
  await shows(terminal, /^progress +46$/m);
  writeFiles(dir, { "tasks/run-1.json": "{" });
  await shows(terminal, /^As it was before: .*/m);
  await shows(terminal, /2 files cannot be read/);
  writeFiles(dir, {
    "tasks/run-1.json": { ...run, status: "failed", completed_at: daysAgo(0), error: "disk on fire" },
  });
  terminal.type(keys.escape);
  await shows(terminal, /FAILED 3 .*\n.run-1 .* disk on fire/);
  writeFiles(dir, { "status.json": { running: false, last_check: daysAgo(3) } });
  await shows(terminal, /daemon stopped, wrote its status 3d ago/);
  rmSync(`${dir}/status.json`);
  await shows(terminal, /daemon unknown, as there is no status.json/);
  rmSync(`${dir}/tasks/run-1.json`);
  await shows(terminal, /FAILED 2/);
  expect(below(terminal)).not.toContain("run-1 ");
});

it("shortens an id that is a UUID to what finds the task, so that its name has room [top-short-ids]", async () => {
  const [failed, waiting] = ["7746cde4-fb05-4560-a7a3-03a09b48b98e", "157e4795-993d-4f11-a5da-7d513980333f"];
  const dir = temporaryDirectory({
    "tasks/a.json": { id: failed, name: "distribute certificates", status: "failed" },
    "tasks/b.json": { id: waiting, name: "reload proxies", status: "pending", dependencies: [failed] },
  });
  const terminal = await openTop(dir);
  terminal.resize(60, 20);
  await shows(terminal, /^.7746cde4 +distribute cert/m);
  await shows(terminal, /^.157e4795 +reload proxies .* failed 7746cde4$/m);
  terminal.type(`/${waiting}${keys.enter}${keys.enter}`);
  await expect.poll(() => below(terminal), patient).toMatch(new RegExp(`^id +${waiting}$`, "m"));
});

it("tells several data directories apart, and shows one that cannot be used [top-many]", async () => {
  const task = { name: "backup", status: "running", started_at: daysAgo(1) };
  const silent = { running: true, last_check: daysAgo(1) };
  const dir = temporaryDirectory({
    "alpha/tasks/a.json": task,
    "alpha/status.json": { ...silent, running: false },
    "beta/tasks/a.json": task,
    "beta/status.json": silent,
  });
  mkdirSync(`${dir}/gamma`);
  symlinkSync("tasks", `${dir}/gamma/tasks`);
  const terminal = await openTop(`[${dir}/alpha ${dir}/beta ${dir}/gamma]`);
  await shows(terminal, /^ RUNNING 2 {2}DIR .*\n>a {10}alpha .*\n a {10}beta /m);
  await shows(terminal, /^daemon of beta silent for 1d/m);
  await shows(terminal, /^daemon of alpha stopped/m);
  await shows(terminal, /^1 directory cannot be read: gamma/m);
  expect(below(terminal)).toContain("daemon of gamma unknown");
});

it("draws what files hold without harm, and with colours only where Nushell has them [top-printable] [top-colors]", async () => {
  const evil = {
    name: "\u001b[2Jevil\u0007\n\u202e",
    status: "failed",
    error: "\u001b]0;title\u0007\u001b[31mred\tend",
  };
  const dir = temporaryDirectory({ "tasks/a.json": evil });
  const terminal = await openTop(dir);
  await shows(terminal, /^>a .*\\u\{1b\}\[2Jevil/m);
  terminal.type(keys.enter);
  await shows(terminal, /^name +\\u\{1b\}\[2Jevil\\u\{7\}\\n\\u\{202e\}$/m);
  await shows(terminal, /^\\u\{1b\}\]0;title\\u\{7\}red {4}end$/m);
  const drawn = terminal.written().slice(terminal.written().indexOf("\u001b[?1049h"));
  expect(drawn).not.toMatch(/\u001b\[(?!0m)[\d;]+m|\u001b\]0/);
  const coloured = await openTop(dir, { env: { NO_COLOR: "" } });
  await shows(coloured, /^>a /m);
  expect(coloured.written()).toMatch(/\u001b\[7m>a /);
});

it.each([
  ["q", async (terminal: Terminal) => terminal.type("q")],
  ["Ctrl-C", async (terminal: Terminal) => terminal.type(keys.interrupt)],
  ["Ctrl-C in an open task", async (terminal: Terminal) => terminal.type(keys.enter + keys.interrupt)],
  ["an end of the plugin", async (terminal: Terminal) => process.kill(pluginId(terminal), "SIGTERM")],
  ["an error", async (_: Terminal, dir: string) => breakQueue(dir)],
])("leaves the terminal as it was after %s [top-restores]", async (_, leave) => {
  const dir = topQueue();
  const terminal = await openTerminal();
  // The prompt sets the terminal for itself, so the settings are those that a program finds.
  await terminal.typeAtPrompt(`^stty -a | save ~/before; orch top -d ${dir}\r`);
  await shows(terminal, /^>run-1/m);
  const shown = terminal.screen().length;
  await leave(terminal, dir);
  await expect.poll(() => terminal.isAlternate(), patient).toBe(false);
  await expect.poll(() => terminal.screen().slice(shown), patient).toMatch(/> \d/);
  await terminal.typeAtPrompt("^stty -a | save ~/after; 'and ' + 'on'\r");
  await terminal.shows("and on");
  const [before, after] = ["before", "after"].map((name) => readFileSync(`${terminal.home}/${name}`, "utf8"));
  expect(after).toBe(before);
  expect(isCursorShown(terminal)).toBe(true);
});

it("leaves the terminal as it was after a kill of nu [top-restores]", async () => {
  const terminal = await openTop(topQueue(), { after: "sleep 60" });
  await shows(terminal, /^>run-1/m);
  const plugin = pluginId(terminal);
  process.kill(terminal.nuId, "SIGKILL");
  await expect.poll(() => terminal.isAlternate(), patient).toBe(false);
  await expect.poll(() => isAlive(plugin), patient).toBe(false);
  expect(terminal.settings()).toMatch(/(?<!-)\bicanon\b[^]*(?<!-)\becho\b/);
  expect(isCursorShown(terminal)).toBe(true);
});

const isCursorShown = (terminal: Terminal) =>
  terminal
    .written()
    .match(/\u001b\[\?25[hl]/g)
    ?.at(-1) === "\u001b[?25h";

function pluginId({ nuId }: Terminal): number {
  return Number(execFileSync("pgrep", ["-P", `${nuId}`], { encoding: "utf8" }));
}

function breakQueue(dir: string): void {
  rmSync(`${dir}/tasks`, { recursive: true });
  symlinkSync("tasks", `${dir}/tasks`);
}

it("refuses without a terminal, and says what to use instead [top-refuses]", async () => {
  const args = ["-n", "--plugins", JSON.stringify([pluginFile]), "-c", "orch top -d data/small"];
  // In a session of its own it has no terminal, whatever the tests were started from.
  const child = spawn(nuBinary(), args, { cwd: fixtures, env: cleanEnvironment(), detached: true });
  const error = stripVTControlCharacters(await text(child.stderr));
  expect(error).toContain("There is no terminal to draw on");
  expect(error).toMatch(/`orch watch --text`[^]*`orch\s+tasks`/);
});

it("waits where another program of the pipeline has the terminal [top-waits]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`^sleep 2 | orch top -d ${topQueue()}\r`);
  await terminal.shows("Waiting for another command of the pipeline");
  expect(terminal.isAlternate()).toBe(false);
  await shows(terminal, /^>run-1/m);
});
