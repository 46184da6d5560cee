import { basename, dirname, relative } from "node:path";
import { build } from "rolldown";
import { expect, it } from "vitest";
import config from "../src/rolldown.config.ts";
import { root } from "./support/nu.ts";

const commands = "commands orch status tasks";

/** The rooms and the packages that a start loads anything of, besides the SDK. */
const rooms = `node_modules/fastest-levenshtein node_modules/msgpackr src/commands src/commands/call src/commands/tasks src/commands/text
src/orchestrator src/orchestrator/data-dir src/orchestrator/files src/orchestrator/files/patterns src/orchestrator/files/watch
src/orchestrator/platform src/orchestrator/queue src/orchestrator/syntax src/orchestrator/tasks src/orchestrator/text
src/orchestrator/workflow/evaluators src/orchestrator/workflow/evaluators/process`;

it("loads at its start one file: the commands that are called most, and the rooms that these need [start-loads]", async () => {
  const { output } = await build({ ...config, cwd: root, write: false });
  const [start, ...chunks] = output;
  expect(start.fileName).toBe("main.cjs");
  const others = chunks.filter(({ fileName }) => start.imports.includes(fileName)).map(({ fileName }) => fileName);
  expect(others).toEqual(["rolldown-runtime.cjs"]);
  const files = Object.keys(start.modules).map((file) => relative(root, file));
  const inRoom = (room: string) => files.filter((file) => dirname(file) === room).map((file) => basename(file, ".ts"));
  expect(inRoom("src/commands").toSorted()).toEqual(commands.split(" "));
  const found = new Set(files.map(dirname).filter((room) => /^src\/(?!nushell)|^node_modules/.test(room)));
  expect([...found].toSorted()).toEqual(rooms.split(/\s+/));
});
