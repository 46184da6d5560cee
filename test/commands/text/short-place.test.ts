import { join, sep } from "node:path";
import { expect, it } from "vitest";
import { pathBelow, shortPlace } from "../../../src/commands/text/short-place.ts";

it.each([
  ["tasks/task-001.json", undefined, "tasks/task-001.json"],
  ["queue.rkvs/tasks/task-1.json", undefined, "queue.rkvs/tasks/task-1.json"],
  ["queue.rkvs/tasks/task-12.json", undefined, `…${sep}task-12.json`],
  ["flows/deploy.yaml", { line: 12, column: 9 }, "flows/deploy.yaml:12:9"],
  ["infrastructure/flows/deploy.yaml", { line: 12, column: 9 }, `…${sep}deploy.yaml:12:9`],
  ["queue.rkvs/tasks/157e4795-993d-4f11-a5da-7d513980333f.json", undefined, "157e4795-993…513980333f.json"],
  [`tasks/${"🚀".repeat(30)}.json`, undefined, `${"🚀".repeat(12)}…${"🚀".repeat(10)}.json`],
  ["tasks/a\u001b[2J.json", undefined, "tasks/a\\u{1b}[2J.json"],
])("shows %s in few characters [place-short]", (path, place, short) => {
  expect(shortPlace({ path, place })).toBe(short);
});

it("shows a path as seen from a directory that it is in [place-short]", () => {
  expect(pathBelow("/data/a/tasks/x.json", "/data/a")).toBe(join("tasks", "x.json"));
  expect(pathBelow("/data/a", "/data/a")).toBe("/data/a");
  expect(pathBelow("/data/ab/x.json", "/data/a")).toBe("/data/ab/x.json");
});
