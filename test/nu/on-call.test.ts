import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod/mini";
import { writeOnCallData } from "../../fixtures/on-call.ts";
import { nu, nuValue, pluginFile, root } from "../support/nu.ts";
import { readPage } from "../support/pages.ts";
import { contentsOf, temporaryDirectory } from "../support/temporary-directory.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const pipelines = ["README.md", "src/commands/README.md"].flatMap((page) => {
  const [, listing = ""] = /^## On call\n.*?^```nu\n(.*?)^```$/ms.exec(readPage(page)) ?? [];
  return [...listing.matchAll(/^# .*\n(.*)$/gm)].map(([, line = ""]) => line);
});
const tried = new Set<string>();

/** The pipeline that has this in it, with the places and ids of its example replaced by those of the test. */
function pipeline(part: string, replaced: Readonly<Record<string, string>> = {}): string {
  const found = pipelines.filter((each) => each.includes(part));
  expect([part, found.length]).toEqual([part, 1]);
  tried.add(found[0] ?? "");
  return Object.entries(replaced).reduce((line, [from, to]) => {
    expect(line).toContain(from);
    return line.replaceAll(from, to);
  }, found[0] ?? "");
}

/** Two hosts in a bad night, of which the first is the one that is asked. */
function badNight() {
  const directory = temporaryDirectory();
  writeOnCallData(directory, Date.now());
  const alpha = join(directory, "alpha");
  return {
    directory,
    tasks: join(alpha, "tasks"),
    options: { cwd: directory, env: { PROVISIONING_ORCHESTRATOR_DATA_DIR: alpha } },
  };
}

const taskFields = z.looseObject({
  name: z.string(),
  status: z.string(),
  output: z.nullable(z.string()),
  workflow_id: z.optional(z.string()),
});
type TaskFields = z.infer<typeof taskFields>;

/** Ends the open tasks that are meant. */
function end(tasks: string, isMeant: (task: TaskFields) => boolean): void {
  for (const file of readdirSync(tasks).map((name) => join(tasks, name))) {
    const task = taskFields.parse(JSON.parse(readFileSync(file, "utf8")));
    if (!["pending", "running"].includes(task.status) || !isMeant(task)) continue;
    const output = `${task.output ?? ""}${task.name}: done\n`;
    writeFileSync(
      file,
      JSON.stringify({ ...task, status: "completed", output, completed_at: new Date().toISOString() }),
    );
  }
}

const ofWorkflow = (id: string) => (task: TaskFields) => task.workflow_id === id;

/** A shell of a person on call, who has typed this. */
async function terminalIn({ options }: ReturnType<typeof badNight>, ...lines: readonly string[]): Promise<Terminal> {
  const terminal = await openTerminal([pluginFile], options);
  for (const line of lines) await terminal.typeAtPrompt(`${line}\r`);
  return terminal;
}

it("has in the data of a bad night what it was written for, and nothing else that is wrong [on-call-data]", async () => {
  const { directory } = badNight();
  const again = temporaryDirectory();
  const [first, second] = [directory, again].map((each) => {
    expect(writeOnCallData(each, Date.parse("2026-03-14T02:00:00Z"))).toHaveLength(2);
    return contentsOf(each);
  });
  expect(second).toEqual(first);
  expect(Object.keys(first ?? {}).filter((name) => /tasks\/.*json$/.test(name))).toHaveLength(600);
  writeOnCallData(directory, Date.now());
  const found = await nuValue(
    "['alpha' 'beta'] | each {|host| orch check --quiet --data-dir $host | get code | sort | str join ' ' }",
    { cwd: directory },
  );
  const both = `dependency-cycle ${"failed-dependency ".repeat(4)}`;
  expect(found).toEqual([`${both}unknown-dependency`, `${both}stale-status unknown-dependency`]);
});

describe("the pages' pipelines for a person on call", () => {
  it("tell what failed lately, whenever it was submitted [on-call]", async () => {
    const { options } = badNight();
    const failed = await nuValue(`${pipeline("--ended-from 1hr")} | get id`, options);
    expect(failed).toEqual(["task-265", "task-286", "task-258", "task-188"]);
  });

  it("tell what is stuck [on-call]", async () => {
    const { options } = badNight();
    const stuck = await nuValue(`${pipeline("duration > 1hr")} | select id name progress`, options);
    expect(stuck).toEqual([{ id: "task-248", name: "dump databases", progress: 35 }]);
  });

  it("tell which workflow is slowest, and when tasks failed [on-call]", async () => {
    const { options } = badNight();
    const slowest = await nuValue(`${pipeline("--by workflow")} | get workflow`, options);
    expect(slowest).toEqual(["nightly-backup", "provision-cluster", "patch-servers"]);
    const failed = await nuValue(`${pipeline("--by ended_hour")} | get failed | math sum`, options);
    expect(failed).toBe(7);
  });

  it("follow what a task says until it ends [on-call]", async () => {
    const night = badNight();
    const terminal = await terminalIn(night, pipeline("orch logs task-"));
    await terminal.shows("roll out web: begin");
    expect(terminal.screen()).not.toContain("roll out web: done");
    end(night.tasks, ({ name }) => name === "roll out web");
    await terminal.shows("roll out web: done");
    await terminal.typeAtPrompt("print $'that was all (1 + 1)'\r");
    await terminal.shows("that was all 2");
  });

  it("export everything as a table of texts [on-call]", async () => {
    const { options, directory } = badNight();
    expect(await nu(pipeline("to csv"), options)).toMatchObject({ code: 0, stderr: "" });
    const rows = await nuValue(`open ${directory}/tasks.csv | where status == failed | get id | length`, options);
    expect(rows).toBe(7);
    const [head = ""] = readFileSync(join(directory, "tasks.csv"), "utf8").split("\n");
    expect(head.split(",")).toEqual(expect.arrayContaining(["id", "name", "blocked_by", "error"]));
  });

  it("notify on the desktop once a workflow has ended [on-call]", async () => {
    const night = badNight();
    // In place of the real one, which needs a desktop.
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "notify-send"), `#!/bin/sh\nprintf '%s|' "$@" > '${folder}/told'\n`);
    chmodSync(join(folder, "notify-send"), 0o755);
    const terminal = await terminalIn(night, `$env.PATH = ($env.PATH | prepend '${folder}')`, pipeline("notify-send"));
    await terminal.shows(/orch wait: 0 of 6/);
    expect(existsSync(join(folder, "told"))).toBe(false);
    end(night.tasks, ofWorkflow("deploy-web"));
    await expect.poll(() => contentsOf(folder)["told"]).toBe("deploy-web has ended|0 failed|");
  });

  it("notify by a webhook once a workflow has ended [on-call]", async () => {
    const night = badNight();
    const bodies: unknown[] = [];
    const server = createServer((request, response) => {
      text(request).then(
        (body) => {
          bodies.push(JSON.parse(body));
          response.end("noted");
        },
        (error) => response.destroy(error),
      );
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const hook = { "https://chat.example.com/hook": `http://127.0.0.1:${port}/hook` };
    const terminal = await terminalIn(night, pipeline("http post", hook));
    await terminal.shows(/orch wait: 0 of 6/);
    expect(bodies).toEqual([]);
    end(night.tasks, ofWorkflow("deploy-web"));
    await terminal.shows("noted");
    const ids = ["task-267", "task-269", "task-271", "task-291", "task-292", "task-293"];
    expect(bodies).toEqual([expect.arrayContaining(ids.map((id) => ({ id, status: "completed" })))]);
  });

  it("end a job of CI where something has failed lately, and let it go on where nothing has [on-call]", async () => {
    const { options, tasks } = badNight();
    const gate = pipeline("orch report gate", { "/path/to/this/folder/plugin/orch.nu": `"${root}/plugin/orch.nu"` });
    const { stdout, stderr, code } = await nu(`${gate}; print "went on"`, options);
    expect(stdout).toContain("Failed: task-265 migrate database, ");
    expect(stderr).toContain("4 tasks have failed, and the data has 2 errors");
    expect(stdout).not.toContain("went on");
    expect(code).toBe(1);
    end(tasks, () => true);
    const later = `${gate} --now (date now | $in + 2hr); print "went on"`;
    expect(await nu(later, options)).toMatchObject({ stdout: expect.stringContaining("went on\n"), code: 0 });
  });

  it("compare two hosts [on-call]", async () => {
    const { options, directory } = badNight();
    const hosts = await nuValue(pipeline("/srv/alpha", { "/srv": directory }), options);
    expect(hosts).toMatchObject([
      { dir: "alpha", tasks_running: 4, tasks_failed: 7 },
      { dir: "beta", tasks_running: 4, tasks_failed: 16 },
    ]);
  });

  it("let one pick a failure and read what it says [on-call]", async () => {
    const terminal = await terminalIn(badNight(), pipeline("input list"));
    await terminal.shows("task-286");
    terminal.type("migrate");
    terminal.type("\r");
    await terminal.shows("ERR042: quota of 20 servers exceeded");
  });

  it("are all tried here [on-call]", () => {
    expect(pipelines.length).toBeGreaterThanOrEqual(10);
    expect(pipelines.filter((each) => !tried.has(each))).toEqual([]);
  });
});
