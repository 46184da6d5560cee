import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { datetime } from "../support/releases.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

const statuses = ["pending", "running", "completed", "completed", "completed", "failed", "cancelled"];

/** 97 tasks of a week, with what such tasks have. */
function someTasks(): Record<string, unknown> {
  const time = (seconds: number) => new Date(Date.UTC(2026, 2, 1) + seconds * 1000).toISOString();
  const files = Array.from({ length: 97 }, (_, i) => {
    const created = (i * 7919) % (7 * 86_400);
    const started = created + ((i * 31) % 600);
    const status = statuses[i % statuses.length] ?? "";
    const task = {
      id: `t${i}`,
      status,
      created_at: time(created),
      started_at: status === "pending" ? null : time(started),
      completed_at: ["pending", "running"].includes(status) ? null : time(started + ((i * 101.7) % 3000)),
      priority: i % 5,
      workflow: ["deploy", "backup", null][i % 3],
    };
    return [`tasks/t${i}.json`, task];
  });
  return Object.fromEntries(files);
}

/** Nushell's own arithmetic over the files of a directory. */
const arithmetic = (dir: string) => `
  def whole [] { ($in // 1ms) * 1ms }
  def times [] { sort | if ($in | is-empty) { {count: 0} } else {
    {count: ($in | length), mean: ($in | math avg | whole), median: ($in | math median | whole), p95: ($in | get ((($in | length) * 0.95 | math ceil) - 1) | whole), max: ($in | math max | whole)}
  } }
  def groups [name: string] {
    group-by {|t| $"($t | get $name)" } | transpose key members | each {|g|
      {key: $g.key, count: ($g.members | length), share: (($g.members | length) / 97)}
    } | sort-by key
  }
  let tasks = (glob ${dir}/tasks/*.json | each {|f| open $f } | each {|t| $t | upsert date ($t.created_at | str substring 0..9) })
  let ended = ($tasks | where completed_at != null)
  let completed = ($ended | where status == completed | get completed_at | each {|t| $t | into datetime })
  let failed = ($tasks | where status == failed | length)
  let theirs = {
    total: ($tasks | length),
    execution: ($ended | each {|t| ($t.completed_at | into datetime) - ($t.started_at | into datetime) } | times),
    wait: ($tasks | where started_at != null | each {|t| ($t.started_at | into datetime) - ($t.created_at | into datetime) } | times),
    failure_rate: ($failed / ($failed + ($completed | length))),
    throughput_per_hour: (($completed | length) / ((($completed | math max) - ($completed | math min)) / 1hr)),
    oldest_pending: ($tasks | where status == pending | get created_at | math min | into datetime),
    by_status: ($tasks | groups status),
    by_priority: ($tasks | groups priority),
    by_date: ($tasks | groups date),
    by_workflow: ($tasks | groups workflow),
  }
  def keyed [name: string] { each {|g| {key: $"($g | get $name)", count: $g.count, share: ($g.share? | default ($g.count / 97))} } | sort-by key }
  let stats = (orch stats --utc -d ${dir})
  let mine = {
    total: $stats.total,
    execution: $stats.execution,
    wait: $stats.wait,
    failure_rate: $stats.failure_rate,
    throughput_per_hour: $stats.throughput_per_hour,
    oldest_pending: $stats.oldest_pending,
    by_status: ($stats.by_status | keyed status),
    by_priority: ($stats.by_priority | keyed priority),
    by_date: ($stats.by_date | keyed date),
    by_workflow: (orch stats -d ${dir} --by workflow | keyed workflow),
  }`;

it("counts and measures what Nushell's own arithmetic over the same files does [stats-arithmetic]", async () => {
  const dir = temporaryDirectory(someTasks());
  const { mine, theirs } = (await nuValue(`${arithmetic(dir)}; {mine: $mine, theirs: $theirs}`)) as {
    mine: object;
    theirs: object;
  };
  expect(mine).toEqual(theirs);
  expect(mine).toMatchObject({ total: 97, execution: { count: 69 }, wait: { count: 83 } });
});

it("gives durations as durations, the oldest pending task's date as one, days as texts [stats-types]", async () => {
  const described = "orch stats -d data/small | [$in.execution.mean $in.oldest_pending $in.by_date.0.date]";
  expect(await nuValue(`${described} | each {|x| $x | describe }`)).toEqual(["duration", datetime, "string"]);
  expect(await nuValue("orch stats -d data/small | get by_date | select date count failed")).toEqual([
    { date: "2026-03-10", count: 1, failed: 0 },
    { date: "2026-03-12", count: 1, failed: 0 },
    { date: "2026-03-13", count: 1, failed: 1 },
    { date: "2026-03-14", count: 5, failed: 0 },
  ]);
});

const times = ["hour", "date", "ended_hour", "ended_date"];
const keys = [
  "workflow",
  ...times,
  "command",
  "dir",
  "source_dir",
  "error",
  "status",
  "priority",
  "task_type",
  "infra",
];

it("gives one table with --by, with the keys in front [stats-by]", async () => {
  const lists = [...keys.map((key) => [key]), ["source_dir", "status"]];
  const columns = lists.map((by) => `(orch stats -d data/small --by [${by.join(" ")}] | columns)`);
  const measured = ["count", "failed", "failure_rate", "mean", "p95", "example", "last_failure", "share"];
  const ofFailures = ["count", "last_failure", "example", "mean", "p95", "share"];
  expect(await nuValue(`[${columns.join(" ")}]`)).toEqual(
    lists.map((by) => by.concat(by.includes("error") ? ofFailures : measured)),
  );
  const counts = "orch stats -d [data/small data/broken] -q --by [dir status] | select dir status count | first 2";
  expect(await nuValue(counts)).toEqual([
    { dir: "small", status: "pending", count: 4 },
    { dir: "small", status: "running", count: 1 },
  ]);
  const described = `orch stats -d data/small --by workflow | where workflow == backup | first | [$in.mean $in.last_failure]`;
  expect(await nuValue(`${described} | each {|x| $x | describe }`)).toEqual(["duration", datetime]);
});

it("says what tasks are counted by, with what was meant [stats-unknown-key]", async () => {
  const error = await nuError("orch stats -d data/small --by [status wokflow]");
  expect(error).toMatch(/orch::unknown_key.*cannot be counted by "wokflow"; did you mean "workflow"\?/);
  expect(error).toContain(keys.slice(0, 3).join(", "));
});

it("counts failures by kind of error, with the latest of each [stats-by-error]", async () => {
  const failed = (id: string, minute: number, error: unknown) => ({
    [`tasks/${id}.json`]: {
      id,
      status: "Failed",
      completed_at: `2026-03-14T09:${minute}:00Z`,
      error,
    },
  });
  const dir = temporaryDirectory({
    ...failed("a", 10, "db-01: no space left (97%)\nat line 5"),
    ...failed("b", 20, "db-02: no space left (99%)"),
    ...failed("c", 15, { code: "ERR001", message: "lost 10.0.0.7" }),
    ...failed("d", 16, null),
    "tasks/e.json": { id: "e", status: "cancelled", error: "db-03: no space left (9%)" },
  });
  expect(await nuValue(`orch stats -d ${dir} --by error | select error count example`)).toEqual([
    { error: "db-#: no space left (#%)", count: 2, example: "b" },
    { error: "ERR001: lost #", count: 1, example: "c" },
    { error: null, count: 1, example: "d" },
  ]);
  const rows = `orch tasks -d ${dir} --long | orch stats --by error`;
  expect(await nuValue(rows)).toEqual(await nuValue(`orch stats -d ${dir} --by error`));
});

it("counts days and hours in the caller's time zone, or in UTC [stats-time-zone]", async () => {
  const night = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "completed", created_at: "2026-03-14T23:30:00Z" },
    "tasks/b.json": { id: "b", status: "completed", created_at: "2026-10-25T00:30:00Z" },
    "tasks/c.json": { id: "c", status: "completed", created_at: "2026-10-25T01:30:00Z" },
  });
  const hours = (flags = "") => `orch stats -d ${night} --by hour ${flags} | get hour`;
  const [berlin, tokyo, utc, system, file] = (await nuValue(`[
    (with-env {TZ: Europe/Berlin} { ${hours()} })
    (with-env {TZ: Asia/Tokyo} { ${hours()} })
    (with-env {TZ: Asia/Tokyo} { ${hours("--utc")} })
    (with-env {TZ: ''} { ${hours()} })
    (with-env {TZ: ':/usr/share/zoneinfo/Asia/Tokyo'} { ${hours()} })
  ]`)) as string[][];
  expect(berlin).toEqual(["2026-03-15 00:00", "2026-10-25 02:00 +02:00", "2026-10-25 02:00 +01:00"]);
  expect(tokyo).toEqual(["2026-03-15 08:00", "2026-10-25 09:00", "2026-10-25 10:00"]);
  expect(file).toEqual(tokyo);
  expect(utc).toEqual(["2026-03-14 23:00", "2026-10-25 00:00", "2026-10-25 01:00"]);
  // Nushell's own commands tell the system's time zone, unless it was started with another.
  const own = `['2026-03-14T23:30:00Z' '2026-10-25T00:30:00Z' '2026-10-25T01:30:00Z'] | into datetime`;
  const local = await nuValue(`${own} | each {|time| $time | date to-timezone local | format date '%Y-%m-%d %H:00' }`);
  expect(system?.map((hour) => hour.slice(0, 16))).toEqual(local);
  const error = await nuError(`with-env {TZ: CET-1CEST} { ${hours()} }`);
  expect(error).toMatch(
    /orch::environment.*TZ "CET-1CEST" is not a time zone.*Europe\/Berlin, or count in UTC with --utc/,
  );
  // Nobody needs a time zone for the rest.
  const rest = "(orch stats -d data/small --by [status error]) | length";
  expect(await nuValue(`with-env {TZ: CET-1CEST} { ${rest} }`)).toBe(1);
});

it("counts days of the summary as --by date does [stats-time-zone]", async () => {
  const days = "with-env {TZ: Asia/Tokyo} { orch stats -d data/small | get by_date }";
  expect(await nuValue(days)).toEqual(
    await nuValue("with-env {TZ: Asia/Tokyo} { orch stats -d data/small --by date }"),
  );
});

it("counts rows of the pipeline by what their columns carry, and says which to add [stats-rows-by]", async () => {
  const both = keys
    .filter((key) => !key.endsWith("dir"))
    .map(
      (key) => `((orch tasks -d data/small --long | orch stats --by ${key}) == (orch stats -d data/small --by ${key}))`,
    );
  expect(await nuValue(`[${both.join(" ")}]`)).toEqual(both.map(() => true));
  const several = "orch tasks -d [data/small data/daemon] | orch stats --by [dir source_dir] | select dir count";
  expect(await nuValue(several)).toEqual([
    { dir: "small", count: 8 },
    { dir: "daemon", count: 5 },
  ]);
  const error = await nuError("orch tasks -d data/small | orch stats --by [status ended_hour]");
  expect(error).toMatch(/has no column "completed_at".*add it with --long or --columns of `orch tasks`/);
});

it("filters rows of the pipeline by what their columns carry, and says which to add [stats-rows-by]", async () => {
  const lacking = async (rows: string, filter: string) =>
    /has no column "(\w+)"/.exec(await nuError(`orch tasks -d data/small ${rows} | orch stats ${filter}`))?.[1];
  expect(await lacking("", "--ended-to 1hr")).toBe("completed_at");
  expect(await lacking("", "--workflow backup")).toBe("workflow");
  expect(await lacking("-c status", "--from 2026-03-14")).toBe("created_at");
  expect(await lacking("-c status", "--max-priority 60")).toBe("priority");
  const ended = "orch tasks -d data/small -c [status completed_at] | orch stats --ended-from 2026-03-13 | get total";
  expect(await nuValue(ended)).toBe(2);
});

it("counts what filters leave, as orch tasks has them [stats-filters]", async () => {
  const total = (flags: string) => nuValue(`orch stats -d data/small ${flags} | get total`);
  expect(await total("--status [failed cancelled]")).toBe(2);
  expect(await total("--from 2026-03-14 --min-priority 60")).toBe(4);
  expect(await total("--workflow backup")).toBe(1);
  expect(await nuError("orch stats -d data/small --status runing")).toContain('did you mean "running"');
});

it("counts rows from the pipeline instead of the queue, with filters too [stats-rows]", async () => {
  const queue = await nuValue("orch stats -d data/small");
  expect(await nuValue("orch tasks -d data/small --long | orch stats")).toEqual(queue);
  expect(await nuValue("orch tasks -d data/small --long --raw | orch stats")).toEqual(queue);
  expect(await nuValue("orch tasks -d data/small | where priority > 60 | orch stats | get total")).toBe(4);
  expect(await nuValue("orch tasks -d data/small | orch stats --status failed --by status | get count")).toEqual([1]);
  // Of rows without times only the number is known.
  expect(await nuValue("orch tasks -d data/small | orch stats | get execution.mean")).toBe(null);
  expect(await nuValue("[] | orch stats | get total")).toBe(0);
  expect(await nuValue("1..3 | each {|i| {status: pending} } | orch stats --by status | get count")).toEqual([3]);
  const largest = "[{status: ' Pending ', priority: 9223372036854775807}] | orch stats";
  expect(await nuValue(`${largest} --by priority | get priority | each { to nuon }`)).toEqual(["9223372036854775807"]);
});

it("counts rows that were saved as CSV, JSON, NUON or YAML as it counted the rows, and says which times it cannot read [stats-saved]", async () => {
  const rows = "orch tasks -d data/small --long --flat";
  const by = "orch stats --utc --by [status workflow ended_hour command]";
  const formats = ["csv", "tsv", "json", "nuon", "yaml"];
  const saved = formats.map((format) => `(${rows} | to ${format} | from ${format} | ${by} --quiet)`);
  const all = (await nuValue(`[(${rows} | ${by}) ${saved.join(" ")}]`)) as unknown[];
  for (const counted of all) expect(counted).toEqual(all[0]);
  const odd = "[[status completed_at]; [failed tomorrow] [failed ''] [failed 2026-03-14T08:00:00Z]]";
  const { stdout, stderr } = await nu(`${odd} | orch stats --by ended_date --utc | get ended_date | to json -r`);
  expect(JSON.parse(stdout)).toEqual(["2026-03-14", null]);
  expect(stderr).toBe(
    'orch stats: what some rows have for completed_at is not a date and time, and taken as missing, such as "tomorrow"\n',
  );
  expect((await nu(`${odd} | orch stats --quiet --by ended_date --utc`)).stderr).toBe("");
});

it("counts the queue where a closure has a row of its own [input-ignored]", async () => {
  const totals = "orch tasks -d data/small --limit 2 | each {|task| orch stats -d data/small | get total }";
  expect(await nuValue(totals)).toEqual([8, 8]);
  expect(await nuValue("orch tasks -d data/small | first | orch stats -d data/small | get total")).toBe(8);
});

it("refuses what is no row of tasks [stats-rows]", async () => {
  expect(await nuError("[{a: 1}] | orch stats")).toContain('has no column "status"');
  expect(await nuError("[1] | orch stats")).toMatch(/must be a row of `orch tasks`, not int/);
});

it("counts several directories, and notes what is wrong with their files [stats-several]", async () => {
  const { stdout, stderr } = await nu("orch stats -d [data/small data/broken] | get total");
  expect(stdout.trim()).toBe("12");
  expect(stderr).toMatch(/^orch stats: 4 files have problems:\n/);
  expect((await nu("orch stats -q -d data/broken | get total")).stderr).toBe("");
  expect(await nuError("orch stats -d data/nowhere")).toContain("orch::no_data_dir");
});

it("knows of an empty queue that it is empty [stats-empty]", async () => {
  const none = { count: 0, mean: null, median: null, p95: null, max: null };
  expect(await nuValue("orch stats -d data/empty")).toEqual({
    total: 0,
    by_status: [],
    by_priority: [],
    by_date: [],
    execution: none,
    wait: none,
    failure_rate: null,
    throughput_per_hour: null,
    oldest_pending: null,
  });
  expect(await nuValue("orch stats -d data/empty --by date")).toEqual([]);
  expect(await nuValue("orch stats -d data/empty --by []")).toEqual([]);
  expect(await nuValue("orch stats -d data/empty --chart")).toBe("");
});

it("breaks an id at 120 columns into two lines, not into letters [stats-narrow]", async () => {
  const by = (key: string) => nuValue(`orch stats -q -d data/daemon --by ${key} | table --width 120 | lines | length`);
  // Three borders, the names, a row for each status, and a second line for the one that has failed.
  expect(await by("status")).toBeLessThanOrEqual(9);
});

it("has a help whose types are short [help-types]", async () => {
  const { stdout } = await nu("orch stats --help");
  const [types = ""] = /Input\/output types:.*Examples:/s.exec(stdout) ?? [];
  const lines = types.split("\n");
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.length).toBeLessThan(50);
});

it("draws bars, 80 columns wide where there is no terminal, each label on one line [stats-chart]", async () => {
  const chart = (await nuValue("orch stats -d data/small --chart")) as string;
  expect(chart.split("\n")[0]).toBe(`pending   4  50.0 % ${"█".repeat(60)}`);
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "failed", workflow: "a\u001b[2J\nb" } });
  const drawn = await nuValue(`orch stats -d ${dir} --chart --by [workflow status]`);
  expect(drawn).toMatch(/^a\\u\{1b\}\[2J\\nb, failed 1 100\.0 % █+$/);
});

it("draws bars as wide as the terminal [stats-chart]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt("orch stats -d data/small --chart\r");
  // 120 columns.
  await terminal.shows(`pending   4  50.0 % ${"█".repeat(100)}`);
});

it("ends at Ctrl-C while it counts an endless stream [stats-rows]", async () => {
  const terminal = await openTerminal();
  await terminal.typeAtPrompt("print ('wai' + 'ting'); 1.. | each {|i| sleep 10ms; {status: pending} } | orch stats\r");
  await terminal.shows("waiting");
  await terminal.interrupt();
  expect(terminal.screen()).toMatch(/[Ii]nterrupted/);
  await terminal.typeAtPrompt("'still ' + 'here'\r");
  await terminal.shows("still here");
});
