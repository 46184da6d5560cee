import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { fixtures, nu, nuError, nuValue, pluginFile, type NuOptions } from "../support/nu.ts";
import { since } from "../support/releases.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

const clock = fileURLToPath(new URL("../support/preload/other-clock.cjs", import.meta.url));
const report = (name: string, flags: string) => `use reports/${name}.nu; ${name} ${flags}`;
const now = "--now 2026-03-14T12:00:00Z";

/** What a report prints, which must be the same in any time zone and whatever the plugin's clock shows. */
async function printed(name: string, flags: string): Promise<{ text: string; code: number | null }> {
  const at = async (env: NonNullable<NuOptions["env"]>) => {
    const { stdout, stderr, code } = await nu(report(name, flags), { env });
    expect(stderr).toBe("");
    return { text: stdout, code };
  };
  const [here, ...elsewhere] = await Promise.all([
    at({ TZ: "UTC" }),
    at({ TZ: "Asia/Kolkata" }),
    ...["2026-03-14T12:00:00Z", "2031-07-01T00:00:00Z"].map((time) =>
      at({ TZ: "America/St_Johns", NODE_OPTIONS: `--require=${clock}`, OTHER_CLOCK: time }),
    ),
  ]);
  for (const other of elsewhere) expect(other).toEqual(here);
  return here;
}

it("sums up a day as text [report-summary]", async () => {
  expect((await printed("summary", `--data-dir data/small ${now}`)).text.trimEnd().split("\n")).toEqual([
    "Orchestrator at small, 2026-03-14 12:00 UTC: running, last checked 2026-03-14 09:05 UTC",
    "8 tasks: 1 completed, 1 running, 4 pending, 1 failed, 1 cancelled",
    "Ended in the last 24 hours: 2",
    "Next: install cilium, create cluster, rotate certificates",
    "Failed: nightly backup, 2026-03-13 22:31 UTC after 1min 15sec: db-01: no space left on device",
    expect.stringMatching(/^Problem: .*status\.json: says running, but was last written at 2026-03-14T09:05:00Z\./),
  ]);
  const ended = async (end: string) =>
    /hours: (\d+)/.exec((await nu(report("summary", `--data-dir data/small --now ${end}`))).stdout)?.[1];
  expect(await ended("2026-03-14T08:00:00Z")).toBe("1");
  expect(await ended("2026-03-15T08:00:00Z")).toBe("1");
  expect(await ended("2026-03-16T08:00:00Z")).toBe("0");
  expect((await nu(report("summary", `--data-dir data/daemon ${now}`))).stdout).toContain(
    "2026-03-14 12:00 UTC: state not known, last checked never",
  );
});

it("makes a page of HTML, in which nothing of a task is markup [report-page]", async () => {
  const { text } = await printed("page", `--data-dir data/small ${now}`);
  expect(text).toMatch(/^<!doctype html>\n<html lang="en">\n.*<\/html>\n/s);
  expect(text).toContain("<p>2026-03-14 12:00 UTC: running</p>");
  const row = (id: string) =>
    new RegExp(`<tr><td>${id}</td>(.*?)</tr>`).exec(text)?.[1]?.match(/(?<=>)[^<]*(?=<\/td>)/g);
  expect(row("task-002")).toEqual([
    "install kubernetes",
    "running",
    "80",
    "2026-03-14 08:05 UTC",
    "2026-03-14 08:05 UTC",
    "3hr 54min 50sec",
    "",
  ]);
  const cwd = temporaryDirectory({
    "<b>&/tasks/a.json": { id: "<i>", status: "failed", name: 'a & "b"', error: "<script>alert(1)" },
  });
  const { stdout } = await nu(report("page", `--data-dir '${cwd}/<b>&'`));
  expect(stdout).toContain("<title>Orchestrator at &lt;b>&amp;</title>");
  expect(stdout).toContain("<td>&lt;script&gt;alert(1)</td>");
  expect(stdout).not.toMatch(/<(b|i|script)>/);
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

it("ends with 1 where tasks have failed, with 2 where nobody can say [report-gate]", async () => {
  expect(await printed("gate", "--data-dir data/small")).toEqual({
    text: "Failed: task-005, 2026-03-13 22:31 UTC: db-01: no space left on device\n",
    code: 1,
  });
  const well = { text: "No task has failed.\n", code: 0 };
  const failedWithin = (time: string) => printed("gate", `--data-dir data/small --since ${time} ${now}`);
  expect(await failedWithin("13hr")).toEqual(well);
  expect(await failedWithin("14hr")).toMatchObject({ code: 1 });
  expect(await printed("gate", "--data-dir data/empty")).toEqual(well);
  const broken = await printed("gate", "--data-dir data/broken");
  expect(broken.code).toBe(2);
  expect(broken.text).toMatch(
    /^Problem: .*data\/broken\/tasks\/task-003\.json: empty: no JSON in it\. Correct or remove it\.$/m,
  );
  // An error of Nushell's own would end with 1.
  expect(await printed("gate", "--data-dir data/gone")).toEqual({
    text: expect.stringMatching(
      /data\/gone: No orchestrator data directory: .*data\/gone does not exist\. Give .*--data-dir <path>\.\n$/,
    ),
    code: 2,
  });
  expect(await printed("gate", "--data-dir ''")).toEqual({ text: "The path is empty\n", code: 2 });
});

it("says nothing of what waits for a task that has failed or was cancelled [report-gate]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "cancelled" },
    "tasks/b.json": { id: "b", status: "pending", dependencies: ["a"] },
  });
  expect(await nu(report("gate", `--data-dir ${dir}`))).toMatchObject({ stdout: "No task has failed.\n", code: 0 });
});

// Escapes, a terminal's title, C1, DEL, marks that reorder text, what nobody sees, and commands of pipelines' logs.
const marks =
  "\u001b[31m\u001b]0;t\u0007\b\r\u007f\u009b31m\u202e\u2066\u2028\u200b\u00a0\u3164\u2800\u034f\ufe0f\tx##vso[task]###[error]";
const unsafe = /(?! )[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u{2800}]|##|^\s*::/u;

it.each(["gate", "summary", "page", "prometheus"])(
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
    expect(code).toBe(name === "gate" ? 2 : 0);
    expect(stderr).toBe("");
    for (const line of stdout.split("\n")) {
      expect([line, unsafe.exec(line)?.[0]]).toEqual([line, undefined]);
      expect(line).not.toMatch(/^No task has failed/);
    }
    expect(stdout).toContain("\\u{1b}[31m");
  },
);

it.each(["gate", "summary", "page", "prometheus"])(
  "says nothing hostile where it cannot read the data: %s [report-safe]",
  async (name) => {
    const dir = temporaryDirectory({ "status.json": "##vso[task.complete result=Succeeded]", "##vso[x]/y": "" });
    for (const place of [dir, `${dir}/##vso[[]x]`, `${dir}/##vso[[]y]`]) {
      const { stdout, stderr, code } = await nu(report(name, `--data-dir '${place}'`));
      expect(code).toBe(name === "gate" ? 2 : 1);
      expect(stdout + stderr).toContain("#\\u{23}vso[");
      expect(stdout + stderr).not.toContain("##");
    }
  },
);

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
  const problem = "not JSON: Expected property name or '}' in JSON at position 1";
  const summary = await nu(report("summary", `--data-dir ${dir}`));
  expect(summary.stderr).toBe("");
  expect(summary.stdout).toContain(`\nProblem: ${dir}/tasks/b.json: ${problem}. Correct or remove it.\n`);
  const page = await nu(report("page", `--data-dir ${dir}`));
  expect(page.stderr).toBe("");
  expect(page.stdout).toContain("<h2>Problems</h2>");
  expect(page.stdout).toContain("<td>Correct or remove it.</td>");
});

it.each(["summary", "page", "prometheus"])("refuses several data directories: %s [report-one]", async (name) => {
  const error = await nuError(report(name, "--data-dir 'data/s*'"));
  expect(error).toContain("This report is on one data directory: give its path, not a pattern");
});

it.each(["gate", "summary"])("says that the plugin is not loaded: %s [report-unloaded]", async (name) => {
  const { stdout, stderr, code } = await nu(report(name, ""), { plugins: [] });
  expect(code).toBe(name === "gate" ? 2 : 1);
  expect(stdout + stderr).toContain("The plugin is not loaded: register it (plugin add)");
});

it("tells of a task by its id and what is known of it [report-missing]", async () => {
  const plain = { created_at: "2026-03-14T08:00:00Z", priority: 50 };
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "task-5", status: "failed", ...plain },
    "tasks/b.json": { id: "task-6", status: "failed", name: "", error: "", completed_at: "2026-03-14T09:00:00Z" },
    "tasks/c.json": { id: "task-7", status: "pending", ...plain },
  });
  const lines = async (name: string, of = dir) =>
    (await nu(report(name, `--data-dir ${of} ${now}`))).stdout.trimEnd().split("\n");
  const failed = ["Failed: task-5, at an unknown time", "Failed: task-6, 2026-03-14 09:00 UTC"];
  expect((await lines("summary")).slice(1)).toEqual([
    "3 tasks: 2 failed, 1 pending",
    "Ended in the last 24 hours: 1",
    "Next: task-7",
    ...failed,
  ]);
  expect(await lines("gate")).toEqual(failed);
  const empty = temporaryDirectory({ "tasks/x.txt": "" });
  expect((await lines("summary", empty)).slice(1)).toEqual(["0 tasks", "Ended in the last 24 hours: 0", "Next: none"]);
});

it.each([
  ["a failed task", "data/small", "Tasks have failed"],
  ["data with errors", "data/broken", "The data has errors"],
  ["no data", "data/gone", "The data cannot be read"],
])("leaves the shell open at whose prompt it is called: %s [gate-shell]", async (_, dir, why) => {
  const terminal = await openTerminal();
  terminal.type(`use reports/gate.nu; gate --data-dir ${dir}\r`);
  await terminal.shows(why);
  terminal.type("print $'the shell (1 + 1) is still here'\r");
  await terminal.shows("the shell 2 is still here");
});

it.each([
  ["small", 1],
  ["broken", 2],
  ["gone", 2],
  ["empty", 0],
])("ends a script with the same codes, from any folder: %s [gate-shell]", async (dir, code) => {
  const data = `--data-dir ${fixtures}/data/${dir}`;
  const cwd = temporaryDirectory({
    "module.nu": `use ${fixtures}/reports/gate.nu\ngate ${data}\nprint "went on"`,
    "caught.nu": `use ${fixtures}/reports/gate.nu\ntry { gate ${data} }`,
  });
  const started = (script: string) =>
    nu(`^$nu.current-exe -n --plugins $'["($env.PLUGIN)"]' ${script}; exit $env.LAST_EXIT_CODE`, {
      cwd,
      env: { PLUGIN: pluginFile },
    });
  for (const script of [`${fixtures}/reports/gate.nu ${data}`, "module.nu", "caught.nu"]) {
    const result = await started(script);
    expect([script, result.code]).toEqual([script, code]);
    expect(result.stdout.includes("went on")).toBe(code === 0 && script === "module.nu");
  }
});

it("is an error of its own where Nushell is interactive or allows no exit [gate-shell]", async () => {
  const started = (script: string) =>
    nu(`^$nu.current-exe -n --plugins $'["($env.PLUGIN)"]' ${script}; exit $env.LAST_EXIT_CODE`, {
      env: { PLUGIN: pluginFile },
    });
  const gate = `gate --data-dir ${fixtures}/data/broken`;
  expect((await started(`-i -c 'use reports/gate.nu; ${gate}'`)).code).toBe(1);
  expect((await started(`-c 'use reports/gate.nu; for x in [1] { ${gate} }'`)).code).toBe(2);
  expect((await started(`-c 'use reports/gate.nu; [1] | each { ${gate} }'`)).code).toBe(since("0.114") ? 1 : 2);
});

it("reports on now where no time is given [report-now]", async () => {
  const script = "use reports/summary.nu; summary --data-dir data/small";
  const day = await nuValue("date now | date to-timezone UTC | format date '%Y-%m-%d'");
  const { stdout } = await nu(script);
  const later = await nuValue("date now | date to-timezone UTC | format date '%Y-%m-%d'");
  expect([day, later]).toContain(/small, (\S+)/.exec(stdout)?.[1]);
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
