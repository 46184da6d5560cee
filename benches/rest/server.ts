// The orchestrator's REST API as far as documents tell of it, from the tasks of a data directory, which it has in memory: no database,
// no authentication, no other machine. `benches/README.md` says which document each route is from and what none says.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";

interface Task {
  readonly id: string;
  readonly status: string;
  readonly created_at: string;
  readonly priority: number;
}

const [directory = "."] = process.argv.slice(2);
const tasks = readTasks(directory).toSorted(
  (a, b) => b.priority - a.priority || Date.parse(a.created_at) - Date.parse(b.created_at),
);
const byId = new Map(tasks.map((task) => [task.id, task]));
let requests = 0;

function readTasks(dataDir: string): Task[] {
  const store = join(dataDir, "queue.rkvs");
  const isDaemons = readdirSync(dataDir).includes("queue.rkvs");
  const folder = join(isDaemons ? store : dataDir, "tasks");
  return readdirSync(folder).map((name) => {
    const task = readJson(join(folder, name));
    // Where there is an entry in the queue, its priority counts.
    return isDaemons ? Object.assign(task, readJson(join(store, "queue", name))) : task;
  });
}

// oxlint-disable-next-line typescript/no-unsafe-return -- files of `makeDataDir`.
function readJson(path: string) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The integration patterns' "Standard Response Format". */
function standardResponse(data: unknown) {
  const metadata = { timestamp: new Date().toISOString(), request_id: `req-${++requests}`, version: "3.1.0" };
  return { status: "success", data, metadata, error: null };
}

function findTask(id: string): Task {
  const task = byId.get(id);
  if (task === undefined) throw new HTTPException(404);
  return task;
}

/** A number of the query from `least` on, and at most `most`. */
function numberOf(text: string, least: number, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most) throw new HTTPException(400);
  return number;
}

const app = new Hono();
app.get("/health", (context) => context.json({ status: "healthy" }));
app.get("/workflows", (context) => context.json(standardResponse(tasks)));
app.get("/workflows/:id", (context) => context.json(standardResponse(findTask(context.req.param("id")))));
app.get("/tasks", (context) => {
  const { status, limit = "50", offset = "0" } = context.req.query();
  const start = numberOf(offset, 0, Infinity);
  const some = status === undefined ? tasks : tasks.filter((task) => task.status === status);
  return context.json({ success: true, data: some.slice(start, start + numberOf(limit, 1, 1000)) });
});
app.get("/tasks/:id", (context) => context.json({ success: true, data: findTask(context.req.param("id")) }));

// Whoever has started it holds the other end, and lets go of it however it ends.
process.stdin.resume().once("end", () => process.exit());
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => console.log(`http://127.0.0.1:${port}`));
