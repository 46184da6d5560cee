import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { makeDataDir, type Layout } from "../../benches/data-dir.ts";
import { startRestServer } from "../../benches/rest/start.ts";
import { fixtures, nuValue } from "../support/nu.ts";

async function served(directory: string): Promise<string> {
  const { url, stop } = await startRestServer(directory);
  onTestFinished(stop);
  return url;
}

async function get(url: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(url);
  const text = await response.text();
  return { status: response.status, body: response.ok ? JSON.parse(text) : text };
}

function recordsIn(folder: string): Record<string, unknown>[] {
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

it("answers as the documents say, and nothing that they do not name [bench-rest]", async () => {
  const url = await served(`${fixtures}/data/small`);
  const task = recordsIn(`${fixtures}/data/small/tasks`).find(({ id }) => id === "task-001");
  // The integration model: `$response.status == "healthy"`.
  expect(await get(`${url}/health`)).toEqual({ status: 200, body: { status: "healthy" } });
  // The integration patterns: the routes of a workflow, and the "Standard Response Format".
  const metadata = { timestamp: expect.stringMatching(/^\d{4}-.*Z$/), request_id: "req-1", version: "3.1.0" };
  const standard = { status: "success", data: task, metadata, error: null };
  expect(await get(`${url}/workflows/task-001`)).toEqual({ status: 200, body: standard });
  // Other public pages of the platform: the routes of tasks, their form, and a limit of 1 to 1000.
  expect(await get(`${url}/tasks/task-001`)).toEqual({ status: 200, body: { success: true, data: task } });
  expect(await get(`${url}/tasks?limit=1`)).toEqual({ status: 200, body: { success: true, data: [task] } });
  for (const query of ["limit=0", "limit=1001", "limit=ten", "offset=-1"]) {
    expect(await get(`${url}/tasks?${query}`)).toHaveProperty("status", 400);
  }
  for (const route of ["/", "/status", "/tasks/task-0", "/workflows/task-0", "/workflows/validate"]) {
    expect(await get(`${url}${route}`)).toHaveProperty("status", 404);
  }
});

it.each<Layout>(["plain", "daemon"])(
  "has the tasks of the files, in the plugin's order (%s) [bench-rest]",
  async (layout) => {
    const directory = makeDataDir(120, layout);
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const url = await served(directory);
    const folder = layout === "plain" ? "tasks" : "queue.rkvs/tasks";
    const entries = layout === "plain" ? [] : recordsIn(join(directory, "queue.rkvs/queue"));
    const tasks = recordsIn(join(directory, folder)).map((task, i) => Object.assign(task, entries[i]));

    const { body } = await get(`${url}/workflows`);
    const { data } = body as { readonly data: readonly Record<string, unknown>[] };
    expect(data.toSorted((a, b) => String(a["id"]).localeCompare(String(b["id"])))).toEqual(tasks);
    // As many as `/tasks` gives where no limit is asked.
    expect(await get(`${url}/tasks`)).toHaveProperty("body.data.length", 50);

    const page = "status=pending&limit=10&offset=3";
    const flags = "--status pending --limit 10 --offset 3";
    const script = `{
    all: ((http get '${url}/workflows' | get data.id) == (orch tasks -d '${directory}' | get id))
    page: ((http get '${url}/tasks?${page}' | get data.id) == (orch tasks -d '${directory}' ${flags} | get id))
  }`;
    expect(await nuValue(script)).toEqual({ all: true, page: true });
  },
);
