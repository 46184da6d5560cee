import { basename, dirname, relative } from "node:path";
import { build } from "rolldown";
import { expect, it } from "vitest";
import config from "../src/rolldown.config.ts";
import { root } from "./support/nu.ts";

const commands = "commands orch status tasks";

/** The rooms and the packages that a start loads anything of, besides those of the SDK. */
const rooms = `node_modules/fastest-levenshtein node_modules/msgpackr src/commands src/commands/call src/commands/tasks src/commands/text
src/orchestrator src/orchestrator/data-dir src/orchestrator/files src/orchestrator/files/patterns src/orchestrator/files/watch
src/orchestrator/platform src/orchestrator/queue src/orchestrator/syntax src/orchestrator/tasks src/orchestrator/text
src/orchestrator/workflow/evaluators src/orchestrator/workflow/evaluators/process`;

/** The files of the SDK that a start loads. What no command uses is not among them, but for the fields of a custom value. */
const sdk = {
  command: "command custom-value declaration-check kept-signatures lazy-command served-plugin",
  "command/arguments": "argument read-argument typed-arguments",
  "command/data": "input pipeline-data",
  "command/engine": "engine-options refused-questions take-result terminal-width use-colors",
  "command/value-types": "callers-value columns invalid-value parameter row-reader row-writer type type-check",
  host: `call-engine connection engine-answers engine-calls error-boundary foreground guarded-stdout keep-alive local-socket
plugin-calls plugin-check progress-line serve serve-plugin stdio wire-trace`,
  "host/streams": "input-stream input-streams output-stream output-streams",
  protocol: "fields version",
  "protocol/messages": `block-ir custom-value-op help-text list-items literal message-reader message-writer metadata operator
pipeline-header signature suggestion type`,
  "protocol/msgpack": "message-framer msgpack-reader msgpack-writer wire",
  "protocol/values": `cell-path date-time float-text labeled-error plain quoting range scalar span system-error terminal-text to-value
unwritable value value-classes value-reader value-writer`,
};

/** What it loads of Node. `node:crypto` alone would take 3 ms. */
const node = "buffer console fs module net os path process timers/promises tty url util";

it("loads at its start one file: the commands that are called most, and the rooms that these need [start-loads]", async () => {
  const { output } = await build({ ...config, cwd: root, write: false });
  const [start] = output;
  expect(start.fileName).toBe("main.cjs");
  const ofNode = node.split(" ").map((name) => `node:${name}`);
  expect(start.imports.toSorted()).toEqual([...ofNode, expect.stringMatching(/^rolldown-runtime-/)]);
  // A file of which nothing is used is still named, without code.
  const used = Object.entries(start.modules).filter(([, { code }]) => code !== null && code !== "");
  const files = used.map(([file]) => relative(root, file));
  const inRoom = (room: string) => files.filter((file) => dirname(file) === room).map((file) => basename(file, ".ts"));
  expect(inRoom("src/commands").toSorted()).toEqual(commands.split(" "));
  for (const [room, names] of Object.entries(sdk))
    expect(inRoom(`src/nushell/${room}`).toSorted()).toEqual(names.split(/\s+/));
  const others = new Set(files.map(dirname).filter((room) => !["src", "."].includes(room)));
  const all = [...rooms.split(/\s+/), ...Object.keys(sdk).map((room) => `src/nushell/${room}`)];
  expect([...others].toSorted()).toEqual(all.toSorted());
});
