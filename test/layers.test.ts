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

/** The part of the house that a path belongs to, and which parts it may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  main: ["commands", "nushell", "orchestrator"],
  commands: ["commands", "nushell", "orchestrator"],
  nushell: ["nushell/host", "nushell/command", "nushell/protocol"],
  "nushell/testing": ["nushell/testing", "nushell/host", "nushell/command", "nushell/protocol"],
  "nushell/host": ["nushell/host", "nushell/command", "nushell/protocol"],
  "nushell/command": ["nushell/command", "nushell/protocol"],
  "nushell/protocol": ["nushell/protocol"],
  orchestrator: ["orchestrator"],
};

function partOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  if (path === "main.ts") return "main";
  return first === "nushell" && !second.endsWith(".ts") ? `${first}/${second}` : first;
}

it("imports in one direction only, and the two halves never meet [layers]", () => {
  const wrong = imports.filter(
    ({ file, target }) => files.includes(target) && !(mayImport[partOf(file)] ?? []).includes(partOf(target)),
  );
  expect(wrong).toEqual([]);
});

it("uses the SDK by its public face in commands and main [layers]", () => {
  const users = imports.filter(({ file, target }) => /^(main|commands)/.test(file) && target.startsWith("nushell/"));
  expect(users.filter(({ target }) => target !== "nushell/index.ts")).toEqual([]);
});

it("imports msgpackr in one place, and starts child processes for evaluators and in the test kit only [layers]", () => {
  const users = (name: RegExp) => new Set(imports.filter(({ target }) => name.test(target)).map(({ file }) => file));
  expect([...users(/^msgpackr/)]).toEqual(["nushell/protocol/codec.ts"]);
  for (const file of users(/child_process$/)) expect(file).toMatch(/^(orchestrator\/workflow|nushell\/testing)\//);
});

it("found the imports it judges", () => {
  expect(imports.length).toBeGreaterThan(50);
});
