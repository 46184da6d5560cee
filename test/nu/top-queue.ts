import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A time so many days ago, and half an hour more, so that its age stays the same while a test runs. */
export const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000 - 1_800_000).toISOString();

const ended = (status: string, days: number) => ({ status, created_at: daysAgo(9), completed_at: daysAgo(days) });
const pending = (days: number) => ({ status: "pending", created_at: daysAgo(days) });

/** A data directory with tasks in every state that `orch top` tells apart, and one file that cannot be read. */
export function topQueue(): string {
  const tasks = {
    "run-1": { name: "nightly backup", status: "running", started_at: daysAgo(2), progress: 45 },
    "run-2": { name: "ship images", status: "in_progress", started_at: daysAgo(1) },
    "fail-1": {
      name: "migrate",
      ...ended("failed", 2),
      error: "db-01: no space left\nthe second line",
      output: "log 1",
    },
    "fail-2": { name: "resize", ...ended("failed", 5), error: "quota of 20 servers exceeded in zone a" },
    "next-1": { name: "deploy web", ...pending(3), priority: 90 },
    "next-2": { name: "日本語の仕事", ...pending(4) },
    "wait-1": { name: "smoke tests", ...pending(3), dependencies: ["run-1", "lost-1"] },
    "odd-1": { name: "unknown needs", ...pending(3), dependencies: 7 },
    "done-1": { name: "create servers", ...ended("completed", 6), workflow_id: "setup" },
    "gone-1": { name: "old clean-up", ...ended("cancelled", 6) },
  };
  const files = Object.entries(tasks).map(([id, task]) => [`tasks/${id}.json`, { id, ...task }]);
  return temporaryDirectory({
    ...Object.fromEntries(files),
    "tasks/broken.json": "[1, 2]",
    "status.json": { running: true, last_check: daysAgo(2) },
  });
}
