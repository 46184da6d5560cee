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

const sources = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => /(?<!\.d)\.ts$/.test(file));
const imports = sources.flatMap((file): Import[] => {
  const text = readFileSync(`${source}/${file}`, "utf8");
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, target = ""]) => target);
  return targets.map((target) => ({
    file,
    target: target.startsWith(".") ? relative(source, resolve(source, dirname(file), target)) : target,
  }));
});

const protocol = "nushell/protocol";
const errors = "orchestrator/orchestrator-error.ts";
const problem = "orchestrator/problem.ts";
const text = "orchestrator/text";
const files = "orchestrator/files";
const layout = "orchestrator/data-dir/layout.ts";
const timestamp = "orchestrator/timestamp.ts";
const workflow = "orchestrator/workflow";
const evaluators = `${workflow}/evaluators`;
const halves = ["nushell/", "orchestrator/"];

/**
 * What each part of the house may import. A part is a file, or a folder with whatever below it is no part by itself; with a
 * slash at its end a name stands for all parts below it.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["commands/commands.ts", "commands/call", ...halves],
  "commands/commands.ts": ["commands", "commands/call", "nushell"],
  // No command imports another.
  commands: ["commands/call", "commands/tasks", "commands/workflows", ...halves],
  "commands/tasks": ["commands/tasks", "commands/call", ...halves],
  "commands/workflows": ["commands/workflows", "commands/call", ...halves],
  "commands/call": ["commands/call", ...halves],

  nushell: ["nushell/host", "nushell/command", "nushell/command/value-types", `${protocol}/`],
  "nushell/testing": ["nushell/testing", "nushell/command", "nushell/command/value-types", `${protocol}/`],
  "nushell/host": ["nushell/host", "nushell/command", "nushell/command/value-types", `${protocol}/`],
  "nushell/command": ["nushell/command", "nushell/command/value-types", `${protocol}/`],
  "nushell/command/value-types": ["nushell/command/value-types", `${protocol}/`],
  [protocol]: [],
  [`${protocol}/messages`]: [`${protocol}/`],
  [`${protocol}/values`]: [`${protocol}/values`, `${protocol}/msgpack`, protocol],
  [`${protocol}/msgpack`]: [`${protocol}/msgpack`],

  "orchestrator/check": [
    ...["orchestrator/check", "orchestrator/status.ts", "orchestrator/checkpoints.ts", "orchestrator/queue"],
    ...[
      "orchestrator/tasks",
      "orchestrator/data-dir",
      layout,
      "orchestrator/platform",
      files,
      text,
      problem,
      timestamp,
    ],
  ],
  "orchestrator/queue": [
    ...["orchestrator/queue", "orchestrator/tasks", "orchestrator/data-dir", layout, files, text, problem],
  ],
  "orchestrator/status.ts": [layout, files, text, `${text}/record-fields.ts`, problem, errors],
  "orchestrator/checkpoints.ts": [layout, files, text, `${text}/record-fields.ts`, problem, errors, timestamp],
  "orchestrator/tasks": [
    ...["orchestrator/tasks", layout, files, text, `${text}/record-fields.ts`, problem, errors, timestamp],
  ],
  "orchestrator/data-dir": ["orchestrator/data-dir", layout, "orchestrator/platform", files, text, problem, errors],
  [layout]: [files],
  "orchestrator/platform": ["orchestrator/platform", files, text, `${text}/record-fields.ts`, errors],
  [files]: [files, text, problem, errors],
  [`${text}/record-fields.ts`]: [text, problem, timestamp],
  [problem]: ["orchestrator/problem-codes.ts", text, errors],
  "orchestrator/problem-codes.ts": [],
  [errors]: [text],
  [timestamp]: [],
  [text]: [text],

  [`${workflow}/validate.ts`]: [
    ...[`${workflow}/origin.ts`, `${workflow}/read.ts`, `${workflow}/validation`, `${workflow}/problem-text.ts`],
    ...[`${workflow}/unplaced-problem.ts`, problem, text],
  ],
  [`${workflow}/origin.ts`]: [
    ...[`${workflow}/read.ts`, `${workflow}/workflow-file.ts`, `${workflow}/language.ts`, `${workflow}/document.ts`],
    ...[`${workflow}/languages`, evaluators, `${evaluators}/process`, text, errors],
  ],
  [`${workflow}/read.ts`]: [
    ...[`${workflow}/workflow-file.ts`, `${workflow}/language.ts`, `${workflow}/document.ts`, `${workflow}/languages`],
    ...[`${evaluators}/evaluators.ts`, evaluators],
  ],
  [`${workflow}/workflow-file.ts`]: [files, errors],
  [`${workflow}/language.ts`]: [text, errors],
  [`${workflow}/validation`]: [
    ...[`${workflow}/validation`, `${workflow}/plan`, `${workflow}/model`, `${workflow}/unplaced-problem.ts`, text],
  ],
  [`${workflow}/plan`]: [`${workflow}/plan`, `${workflow}/model`, text],
  [`${workflow}/model`]: [
    ...[`${workflow}/model`, `${workflow}/unplaced-problem.ts`, `${workflow}/place.ts`],
    ...[text, `${text}/record-fields.ts`],
  ],
  [`${evaluators}/evaluators.ts`]: [
    ...[evaluators, `${evaluators}/kcl`, `${evaluators}/nickel`, `${evaluators}/process`],
    ...[`${workflow}/document.ts`, files],
  ],
  [`${evaluators}/kcl`]: [
    ...[`${evaluators}/kcl`, `${evaluators}/process`, evaluators, `${workflow}/languages`, `${workflow}/document.ts`],
    ...[`${workflow}/place.ts`, files, text, problem],
  ],
  [`${evaluators}/nickel`]: [
    ...[`${evaluators}/nickel`, `${evaluators}/process`, evaluators],
    ...[`${workflow}/document.ts`, `${workflow}/place.ts`, problem],
  ],
  [`${evaluators}/process`]: [`${evaluators}/process`, evaluators],
  // What all tools have in common.
  [evaluators]: [evaluators, `${workflow}/place.ts`, text, problem, errors],
  [`${workflow}/languages`]: [
    ...[`${workflow}/languages`, `${workflow}/document.ts`, `${workflow}/place.ts`, text, problem],
  ],
  [`${workflow}/unplaced-problem.ts`]: [`${workflow}/place.ts`, problem, "orchestrator/problem-codes.ts"],
  [`${workflow}/problem-text.ts`]: [text, problem],
  [`${workflow}/document.ts`]: [`${workflow}/place.ts`, problem],
  [`${workflow}/place.ts`]: [problem],
};
const parts = Object.keys(mayImport);

function isIn(part: string, path: string): boolean {
  return path === part || path.startsWith(`${part}/`);
}

/** The innermost part that a file belongs to. */
function partOf(file: string): string | undefined {
  return parts.filter((part) => isIn(part, file)).toSorted((a, b) => b.length - a.length)[0];
}

/** The parts that a name in the table stands for. */
function namedBy(name: string): readonly string[] {
  return name.endsWith("/") ? parts.filter((part) => isIn(name.slice(0, -1), part)) : [name];
}

/** The other parts that each part imports, as the files have it. */
const imported = new Map(parts.map((part): [string, Set<string>] => [part, new Set()]));
for (const { file, target } of imports) {
  const [from, to] = [partOf(file), sources.includes(target) ? partOf(target) : undefined];
  if (from !== undefined && to !== undefined && from !== to) imported.get(from)?.add(to);
}

it("imports in one direction only, and the two halves never meet [layers]", () => {
  const wrong = imports.filter(({ file, target }) => {
    if (!sources.includes(target)) return false;
    const allowed = mayImport[partOf(file) ?? ""] ?? [];
    return !allowed.flatMap(namedBy).includes(partOf(target) ?? "");
  });
  expect(wrong).toEqual([]);
});

// oxlint refuses circles of files; these are of rooms.
it("has no circle of rooms [layers]", () => {
  let left = new Map(imported);
  for (;;) {
    const free = [...left].filter(([, others]) => ![...others].some((other) => left.has(other)));
    if (free.length === 0) break;
    left = new Map([...left].filter(([part]) => !free.some(([each]) => each === part)));
  }
  expect([...left.keys()]).toEqual([]);
});

it("knows every file, and allows no import that nobody needs [layers]", () => {
  expect(sources.filter((file) => /^(commands|orchestrator)/.test(file) && partOf(file) === undefined)).toEqual([]);
  const idle = parts
    .filter((part) => part.startsWith("orchestrator"))
    .flatMap((part) => {
      const unneeded = (mayImport[part] ?? []).filter((other) => other !== part && !imported.get(part)?.has(other));
      return unneeded.map((other) => `${part}: ${other}`);
    });
  expect(idle).toEqual([]);
});

it("uses the SDK by its public face in commands and main [layers]", () => {
  const users = imports.filter(({ file, target }) => /^(main|commands)/.test(file) && target.startsWith("nushell/"));
  expect(users.filter(({ target }) => target !== "nushell/index.ts")).toEqual([]);
});

it("imports msgpackr in one place, and starts child processes in one room and the test kit only [layers]", () => {
  const users = (name: RegExp) => new Set(imports.filter(({ target }) => name.test(target)).map(({ file }) => file));
  expect([...users(/^msgpackr/)]).toEqual(["nushell/protocol/msgpack/msgpack-reader.ts"]);
  for (const file of users(/child_process$/)) {
    expect(file).toMatch(/^(orchestrator\/workflow\/evaluators\/process|nushell\/testing)\//);
  }
});

it("found the imports it judges", () => {
  expect(imports.length).toBeGreaterThan(50);
});

// What a flag or a command is called is no business of the orchestrator's half, but for the flags of other programs: those
// that evaluate workflows or install what does, and the one by which a task's own arguments name its workflow.
const otherPrograms: Readonly<Record<string, readonly string[]>> = {
  "orchestrator/tasks/workflow.ts": ["--workflow"],
  "orchestrator/workflow/evaluators/evaluator-missing.ts": ["--locked"],
  "orchestrator/workflow/evaluators/kcl/command.ts": ["--format", "--no_style", "--setting"],
  "orchestrator/workflow/evaluators/nickel/nickel.ts": ["--error-format", "--color", "--format"],
  "orchestrator/workflow/evaluators/nickel/problems.ts": ["--error-format"],
};

it("names no flag, no setting's place and no command in the orchestrator's half [halves-apart]", () => {
  const commands = readdirSync(`${source}/commands`)
    .filter((name) => /^(?!orch\.|commands\.).*\.ts$/.test(name))
    .map((name) => name.slice(0, -".ts".length));
  const words = new RegExp(String.raw`--[a-z][\w-]*|\$env\b|\borch (?:${commands.join("|")})\b`, "g");
  const found = sources
    .filter((file) => file.startsWith("orchestrator/"))
    .flatMap((file) => {
      const named = readFileSync(`${source}/${file}`, "utf8").match(words) ?? [];
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
