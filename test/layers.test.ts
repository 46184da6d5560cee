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

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => /(?<!\.d)\.ts$/.test(file));
const imports = files.flatMap((file): Import[] => {
  const text = readFileSync(`${source}/${file}`, "utf8");
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, target = ""]) => target);
  return targets.map((target) => ({
    file,
    target: target.startsWith(".") ? relative(source, resolve(source, dirname(file), target)) : target,
  }));
});

const protocol = "nushell/protocol";

/** Which parts of the house each part may import, with all that is in them. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["commands", "nushell", "orchestrator"],
  commands: ["commands", "nushell", "orchestrator"],
  nushell: ["nushell/host", "nushell/command", protocol],
  "nushell/testing": ["nushell/testing", "nushell/command", protocol],
  "nushell/host": ["nushell/host", "nushell/command", protocol],
  "nushell/command": ["nushell/command", protocol],
  "nushell/command/value-types": ["nushell/command/value-types", protocol],
  [protocol]: [],
  [`${protocol}/messages`]: [protocol],
  [`${protocol}/values`]: [`${protocol}/values`, `${protocol}/msgpack`, `${protocol}/version.ts`],
  [`${protocol}/msgpack`]: [`${protocol}/msgpack`],
  orchestrator: ["orchestrator"],
};

function isIn(part: string, path: string): boolean {
  return path === part || path.startsWith(`${part}/`);
}

/** What the innermost part that a file belongs to may import. */
function allowedIn(file: string): readonly string[] {
  const parts = Object.keys(mayImport).filter((part) => isIn(part, file));
  return mayImport[parts.toSorted((a, b) => b.length - a.length)[0] ?? ""] ?? [];
}

it("imports in one direction only, and the two halves never meet [layers]", () => {
  const wrong = imports.filter(
    ({ file, target }) => files.includes(target) && !allowedIn(file).some((part) => isIn(part, target)),
  );
  expect(wrong).toEqual([]);
});

it("uses the SDK by its public face in commands and main [layers]", () => {
  const users = imports.filter(({ file, target }) => /^(main|commands)/.test(file) && target.startsWith("nushell/"));
  expect(users.filter(({ target }) => target !== "nushell/index.ts")).toEqual([]);
});

it("imports msgpackr in one place, and starts child processes for evaluators and in the test kit only [layers]", () => {
  const users = (name: RegExp) => new Set(imports.filter(({ target }) => name.test(target)).map(({ file }) => file));
  expect([...users(/^msgpackr/)]).toEqual(["nushell/protocol/msgpack/msgpack-reader.ts"]);
  for (const file of users(/child_process$/)) expect(file).toMatch(/^(orchestrator\/workflow|nushell\/testing)\//);
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
  const found = files
    .filter((file) => file.startsWith("orchestrator/"))
    .flatMap((file) => {
      const named = readFileSync(`${source}/${file}`, "utf8").match(words) ?? [];
      return named.filter((word) => otherPrograms[file]?.includes(word) !== true).map((word) => `${file}: ${word}`);
    });
  expect(found).toEqual([]);
});
