import { relative } from "node:path";
import { build, type OutputChunk } from "rolldown";
import { expect, it } from "vitest";
import config from "../src/rolldown.config.ts";
import { root } from "./support/nu.ts";

const { output } = await build({ ...config, cwd: root, write: false });
const chunks = new Map(output.flatMap((each) => (each.type === "chunk" ? [[each.fileName, each] as const] : [])));

/** The chunk that a file of the source is in. */
function chunkOf(file: string): OutputChunk {
  const chunk = [...chunks.values()].find(({ modules }) => `${root}/${file}` in modules);
  if (chunk === undefined) throw new Error(`${file} is in no chunk`);
  return chunk;
}

/** The files of the bundle that loading one brings along, by the names without their hashes, and Node's modules. */
function loadedWith(chunk: OutputChunk, loaded = new Set<string>()): Set<string> {
  for (const file of [chunk.fileName, ...chunk.imports]) {
    const other = chunks.get(file);
    const name = file.replace(/(-[\w-]{8})?\.cjs$/, "");
    if (loaded.has(name)) continue;
    loaded.add(name);
    if (other !== undefined) loadedWith(other, loaded);
  }
  return loaded;
}

/** The rooms that chunks have anything of, and the packages. A file of which nothing is used is still named, without code. */
function roomsIn(...loaded: readonly OutputChunk[]): readonly string[] {
  const used = loaded.flatMap(({ modules }) => Object.entries(modules)).filter(([, { code }]) => Boolean(code));
  const files = used.map(([file]) => relative(root, file)).filter((file) => /^(?:src|node_modules)\//.test(file));
  return [...new Set(files.map((file) => file.replace(/\/[^/]*$/, "")))].toSorted();
}

const main = chunkOf("src/main.ts");
const host = chunkOf("src/nushell/host/run-plugin.ts");
const status = chunkOf("src/commands/status.ts");

/** The rooms of which an `orch status` needs anything: of `task` what a status is, of `patterns` whether a path is one. */
const statusRooms = `src/commands src/commands/call src/commands/text src/orchestrator src/orchestrator/data-dir
src/orchestrator/files src/orchestrator/files/patterns src/orchestrator/platform src/orchestrator/records
src/orchestrator/syntax src/orchestrator/system src/orchestrator/task src/orchestrator/text`.split(/\s+/);

it("writes the first bytes before it loads more than a few files [start-loads]", () => {
  expect(main.fileName).toBe("main.cjs");
  expect([...loadedWith(main)].toSorted()).toEqual(["main", "node:fs", "node:url"]);
  const used = Object.entries(main.modules).filter(([, { code }]) => Boolean(code));
  expect(used.map(([file]) => relative(root, file)).toSorted()).toEqual([
    "package.json",
    "src/commands/call/session.ts",
    "src/commands/commands.ts",
    "src/main.ts",
    "src/nushell/command/served-plugin.ts",
    "src/nushell/host/serve-plugin.ts",
    "src/nushell/host/transport/guarded-stdout.ts",
  ]);
});

it("loads then only the SDK, and of Node neither net nor streams [start-loads]", () => {
  expect([...loadedWith(host)].toSorted()).toEqual([
    "host",
    "node:buffer",
    "node:fs",
    "node:os",
    "node:path",
    "node:util",
    "rolldown-runtime",
  ]);
  expect(roomsIn(host).filter((room) => !room.startsWith("src/nushell"))).toEqual([
    "node_modules/fastest-levenshtein",
    "node_modules/msgpackr",
  ]);
});

it("has the worker thread load what others do and never `main`, which would begin to serve [worker-loads]", () => {
  const worker = chunkOf("src/orchestrator/workflow/aside/worker.ts");
  expect(worker.facadeModuleId).toBe(`${root}/src/orchestrator/workflow/aside/worker.ts`);
  expect(roomsIn(worker)).toEqual(["src/orchestrator/workflow/aside"]);
  expect([...chunks.values()].filter(({ imports }) => imports.includes("main.cjs"))).toEqual([]);
});

it("loads for `orch status` one file more, without the queue, patterns, evaluators and workflows [status-loads]", () => {
  expect([...loadedWith(status)].filter((name) => !loadedWith(host).has(name)).toSorted()).toEqual([
    "node:timers/promises",
    "status",
  ]);
  expect(roomsIn(status).filter((room) => !room.startsWith("src/nushell"))).toEqual(statusRooms);
});
