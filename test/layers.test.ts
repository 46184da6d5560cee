import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { expect, it } from "vitest";
import { root } from "./support/nu.ts";

const source = `${root}/src`;

interface Import {
  readonly file: string;
  /** A path below src, or a package's name. */
  readonly target: string;
}

/** The entries of the SDK, which whoever is not part of it knows by its package's name only. */
const sdk: Readonly<Record<string, string>> = {
  "nu-plugin": "nushell/index.ts",
  "nu-plugin/testing": "nushell/testing/index.ts",
};

const sources = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
  (file) => /(?<!\.d|config)\.ts$/.test(file) && !file.startsWith("nushell/dist/"),
);
const imports = sources.flatMap((file): Import[] => {
  const text = readFileSync(`${source}/${file}`, "utf8");
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, target = ""]) => target);
  return targets.map((target) => ({
    file,
    target: target.startsWith(".") ? relative(source, resolve(source, dirname(file), target)) : (sdk[target] ?? target),
  }));
});

const halves = "nushell/** orchestrator/**";
const layout = "orchestrator/data-dir/layout.ts";

/**
 * What each part of the house may import besides itself. A part is a file, or a folder with all below it that is no part by
 * itself; `room/**` is the room with all parts in it.
 */
const table = {
  "main.ts": "commands/commands.ts commands/signatures.ts commands/call setup/setup.ts nushell",
  "setup/setup.ts": "setup setup/doctor nushell orchestrator/**",
  "setup/doctor": "setup nushell nushell/protocol orchestrator/**",
  setup: "nushell nushell/protocol orchestrator/**",
  "commands/commands.ts": "commands commands/call nushell",
  "commands/signatures.ts": "commands/commands.ts commands/call nushell",
  "create-nu-plugin/template": "nushell nushell/testing",
  // The text of the worker thread, for a bundle that is one file.
  build: "orchestrator/workflow/aside",

  commands: `commands/call commands/text commands/tasks commands/workflows commands/graph commands/stats commands/top commands/watch ${halves}`,
  "commands/tasks": `commands/call ${halves}`,
  "commands/graph": `commands/call commands/text commands/tasks ${halves}`,
  "commands/stats": `commands/text commands/tasks ${halves}`,
  "commands/watch": `commands/text commands/tasks ${halves}`,
  "commands/top": `commands/call commands/text ${halves}`,
  "commands/workflows": `commands/call commands/text ${halves}`,
  "commands/call": `commands/text ${halves}`,
  "commands/text": halves,

  nushell: "nushell/host nushell/host/transport nushell/command/** nushell/protocol/**",
  "nushell/testing": "nushell/testing/**",
  "nushell/testing/nu": "nushell/testing/values nushell/command/** nushell/protocol/**",
  "nushell/testing/calls": "nushell/testing/values nushell/command/** nushell/protocol/**",
  "nushell/testing/values": "nushell/command/** nushell/protocol/**",
  "nushell/host": "nushell/host/transport nushell/command/** nushell/protocol/**",
  "nushell/host/transport": "nushell/protocol/messages",
  "nushell/command": "nushell/command/** nushell/protocol/**",
  "nushell/command/arguments": "nushell/command/engine nushell/command/value-types nushell/protocol/**",
  "nushell/command/engine": "nushell/command/data nushell/command/value-types nushell/protocol/**",
  "nushell/command/data": "nushell/command/value-types nushell/protocol/**",
  "nushell/command/value-types": "nushell/protocol/**",
  "nushell/protocol": "",
  "nushell/protocol/messages":
    "nushell/protocol nushell/protocol/values nushell/protocol/texts nushell/protocol/msgpack",
  "nushell/protocol/cell-paths": "nushell/protocol/values",
  "nushell/protocol/texts": "nushell/protocol/values",
  "nushell/protocol/values": "nushell/protocol/msgpack nushell/protocol",
  "nushell/protocol/msgpack": "",
};

/** The same for the orchestrator's half, where all names are below `orchestrator`. Nothing that it allows may be idle. */
const orchestrator = {
  check:
    "queue status.ts checkpoints future.ts tasks task data-dir data-dir/layout.ts platform files system graph problem.ts orchestrator-error.ts timestamp.ts compare.ts text",
  queue: "tasks task data-dir data-dir/layout.ts files files/watch system problem.ts grouped.ts compare.ts text",
  "status.ts": "future.ts data-dir/layout.ts files system records problem.ts orchestrator-error.ts timestamp.ts text",
  checkpoints:
    "data-dir data-dir/layout.ts files records problem.ts orchestrator-error.ts timestamp.ts compare.ts text",
  "workflow-states.ts": "checkpoints statistics tasks task grouped.ts compare.ts",
  statistics: "task files problem.ts grouped.ts compare.ts",
  "future.ts": "problem.ts timestamp.ts",
  tasks: "task files/patterns graph problem.ts orchestrator-error.ts timestamp.ts grouped.ts compare.ts text",
  task: "data-dir/layout.ts files system records problem.ts timestamp.ts text",
  "data-dir": "data-dir/layout.ts platform files system files/patterns problem.ts orchestrator-error.ts text",
  "data-dir/layout.ts": "files system",
  platform: "system files/patterns records problem.ts orchestrator-error.ts text workflow/languages",
  files: "files/watch system problem.ts orchestrator-error.ts syntax text",
  "files/watch": "system",
  system: "text problem.ts orchestrator-error.ts",
  "files/patterns": "files system orchestrator-error.ts text",
  graph: "text",
  records: "files problem.ts timestamp.ts text",
  "problem.ts": "problem-codes.ts text orchestrator-error.ts",
  "problem-codes.ts": "",
  "orchestrator-error.ts": "text",
  "timestamp.ts": "",
  "grouped.ts": "",
  "compare.ts": "",
  syntax: "text problem.ts",
  text: "",

  "workflow/validate.ts":
    "workflow/origin.ts workflow/read.ts workflow/aside workflow/parse-text.ts workflow/check-document.ts",
  "workflow/aside": "workflow/parse-text.ts workflow/check-document.ts workflow/evaluators orchestrator-error.ts text",
  "workflow/check-document.ts":
    "workflow/document.ts workflow/validation workflow/unplaced-problem.ts problem.ts compare.ts text",
  "workflow/parse-text.ts": "workflow/document.ts workflow/language.ts workflow/languages",
  "workflow/origin.ts":
    "workflow/read.ts workflow/parse-text.ts workflow/workflow-file.ts workflow/language.ts workflow/document.ts workflow/languages workflow/evaluators workflow/evaluators/process text orchestrator-error.ts",
  "workflow/read.ts":
    "workflow/parse-text.ts workflow/workflow-file.ts workflow/language.ts workflow/document.ts syntax workflow/languages workflow/evaluators workflow/evaluators/evaluators.ts",
  "workflow/workflow-file.ts": "files system orchestrator-error.ts text",
  "workflow/language.ts": "text orchestrator-error.ts",
  "workflow/validation": "workflow/plan workflow/model workflow/unplaced-problem.ts syntax graph text",
  "workflow/plan": "workflow/model graph",
  "workflow/model": "records syntax text workflow/unplaced-problem.ts",
  "workflow/evaluators/evaluators.ts":
    "workflow/evaluators workflow/evaluators/kcl workflow/evaluators/nickel workflow/evaluators/process workflow/document.ts files/patterns",
  "workflow/evaluators/kcl":
    "system records problem.ts syntax text workflow/evaluators/process workflow/evaluators workflow/languages workflow/document.ts",
  "workflow/evaluators/nickel":
    "workflow/evaluators workflow/evaluators/process workflow/languages workflow/document.ts syntax problem.ts",
  "workflow/evaluators/process": "system workflow/evaluators",
  // What all evaluators have in common.
  "workflow/evaluators": "system problem.ts orchestrator-error.ts grouped.ts syntax text workflow/languages",
  "workflow/languages": "workflow/document.ts syntax text problem.ts",
  "workflow/unplaced-problem.ts": "workflow/document.ts syntax text problem.ts problem-codes.ts",
  "workflow/document.ts": "syntax problem.ts",
};

const words = (text: string) => text.split(" ").filter((word) => word !== "");
const below = (name: string) => `orchestrator/${name}`;
const mayImport = new Map([
  ...Object.entries(table).map(([part, others]) => [part, words(others)] as const),
  ...Object.entries(orchestrator).map(([part, others]) => [below(part), words(others).map(below)] as const),
]);
const parts = [...mayImport.keys()];

function isIn(part: string, path: string): boolean {
  return path === part || path.startsWith(`${part}/`);
}

/** The innermost part that a file belongs to. */
function partOf(file: string): string {
  return parts.filter((part) => isIn(part, file)).toSorted((a, b) => b.length - a.length)[0] ?? "";
}

/** The parts that a name in the table stands for. */
function namedBy(name: string): readonly string[] {
  return name.endsWith("/**") ? parts.filter((part) => isIn(name.slice(0, -"/**".length), part)) : [name];
}

/** What each part imports of others. */
const imported = new Map(parts.map((part): [string, Import[]] => [part, []]));
for (const { file, target } of imports.filter((each) => sources.includes(each.target))) {
  if (partOf(file) !== partOf(target)) imported.get(partOf(file))?.push({ file, target });
}
const importedParts = (part: string) => (imported.get(part) ?? []).map(({ target }) => partOf(target));

it("imports in one direction only, and the two halves never meet [layers]", () => {
  const wrong = [...mayImport].flatMap(([part, others]) => {
    const allowed = new Set(others.flatMap(namedBy));
    return (imported.get(part) ?? []).filter(({ target }) => !allowed.has(partOf(target)));
  });
  expect(wrong).toEqual([]);
});

// These circles are of rooms; oxlint refuses those of files (import/no-cycle).
it("has no circle of rooms [layers]", () => {
  let left = parts;
  for (let before = -1; before !== left.length;) {
    before = left.length;
    const rest = new Set(left);
    left = left.filter((part) => importedParts(part).some((other) => rest.has(other)));
  }
  expect(left).toEqual([]);
});

it("has each file in a room, and allows no room what it does not need [layers]", () => {
  expect(sources.filter((file) => partOf(file) === "")).toEqual([]);
  const idle = [...mayImport].flatMap(([part, others]) =>
    others.filter((other) => isIn("orchestrator", part) && !importedParts(part).includes(other)),
  );
  expect(idle).toEqual([]);
});

it("uses the SDK by its package's name, as any other plugin does [layers]", () => {
  const users = sources.filter((file) => /^(main|commands)/.test(file));
  const byPath = users.filter((file) => /from "[./]+\/nushell\//.test(readFileSync(`${source}/${file}`, "utf8")));
  expect(byPath).toEqual([]);
});

it("imports msgpackr in one place, and starts child processes in one room, the test kit and what builds only [layers]", () => {
  const users = (name: RegExp) => new Set(imports.filter(({ target }) => name.test(target)).map(({ file }) => file));
  expect([...users(/^msgpackr/)]).toEqual(["nushell/protocol/msgpack/msgpack-reader.ts"]);
  for (const file of users(/child_process$/)) {
    expect(file).toMatch(/^(orchestrator\/workflow\/evaluators\/process|nushell\/testing|build)\//);
  }
});

it("found the imports it judges", () => {
  expect(imports.length).toBeGreaterThan(50);
});

// What a flag or a command is called is no business of the orchestrator's half, but for the flags of other programs: those
// that evaluate workflows or install what does, and the one by which a task's own arguments name its workflow.
const otherPrograms: Readonly<Record<string, readonly string[]>> = {
  "orchestrator/files/new-space.ts": ["--semi-space-growth-factor"],
  "orchestrator/task/workflow.ts": ["--workflow"],
  "orchestrator/workflow/evaluators/evaluator-missing.ts": ["--locked"],
  "orchestrator/workflow/evaluators/kcl/command.ts": ["--format", "--no_style", "--setting"],
  "orchestrator/workflow/evaluators/nickel/nickel.ts": ["--error-format", "--color", "--format", "--import-path"],
  "orchestrator/workflow/evaluators/nickel/problems.ts": ["--error-format"],
};

it("names no flag, no setting's place and no command in the orchestrator's half [halves-apart]", () => {
  const commands = readdirSync(`${source}/commands`)
    .filter((name) => /^(?!orch\.|commands\.).*\.ts$/.test(name))
    .map((name) => name.slice(0, -".ts".length));
  const forbidden = new RegExp(String.raw`--[a-z][\w-]*|\$env\b|\borch (?:${commands.join("|")})\b`, "g");
  const found = sources
    .filter((file) => file.startsWith("orchestrator/"))
    .flatMap((file) => {
      const named = readFileSync(`${source}/${file}`, "utf8").match(forbidden) ?? [];
      return named.filter((word) => otherPrograms[file]?.includes(word) !== true).map((word) => `${file}: ${word}`);
    });
  expect(found).toEqual([]);
});

it("names what is on disk in one place [disk-names]", () => {
  const names = /"(?:status\.json|queue\.rkvs)[\w/]*"|join\([^)]*"(?:tasks|queue|checkpoints)"|"\.json"\.length/g;
  const found = sources
    .filter((file) => file.startsWith("orchestrator/") && file !== layout)
    .flatMap((file) =>
      (readFileSync(`${source}/${file}`, "utf8").match(names) ?? []).map((name) => `${file}: ${name}`),
    );
  expect(found).toEqual([]);
});
