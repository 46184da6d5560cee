import { existsSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import glob from "fast-glob";
import { expect, it } from "vitest";
import { Session } from "../src/commands/call/session.ts";
import type { Command } from "nu-plugin";
import { run } from "./commands/in-process.ts";
import { root } from "./support/nu.ts";
import { namesIn, readPage, rowsOf, sectionOf } from "./support/pages.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";
import { errorsIn } from "./support/typescript.ts";

const page = "src/README.md";

it("has every room of the source in its table, and no other [house]", () => {
  const folders = glob.sync("*/**/*.ts", { cwd: `${root}/src`, ignore: ["**/dist/**"] }).map(dirname);
  // The SDK's rooms may have rooms of their own.
  const rooms = new Set(folders.map((folder) => folder.replace(/^(nushell\/[^/]+)\/.*/, "$1")));
  const written = rowsOf(readPage(page), "room").flatMap(([cell]) => namesIn(cell));
  expect(written.toSorted()).toEqual([...rooms].toSorted());
});

it("draws rooms and files that are there [house]", () => {
  const [, picture = ""] = /```mermaid\n(.*?)```/s.exec(readPage(page)) ?? [];
  const [, orchestrator = ""] = /subgraph Orchestrator(.*?)\bend\b/s.exec(picture) ?? [];
  const drawn = [...orchestrator.matchAll(/\["([\w/., -]+)"\]/g)].flatMap(([, label = ""]) => label.split(", "));
  expect(drawn.length).toBeGreaterThan(5);
  expect(drawn.filter((name) => !existsSync(join(root, "src/orchestrator", name)))).toEqual([]);
});

it("names files that are there [house]", () => {
  const named = namesIn(readPage(page).replaceAll(/```.*?```/gs, "")).filter((name) =>
    /^(src|test|fixtures)\//.test(name),
  );
  expect(named.length).toBeGreaterThan(10);
  // But for the one that is to be added.
  expect(named.filter((name) => !existsSync(join(root, name)))).toEqual(["src/commands/next.ts"]);
});

it("begins with a test that there is [house]", () => {
  const [, file = "", claim = ""] = / (test\S+\.test\.ts) -t (\S+)\n/.exec(readPage(page)) ?? [];
  expect(readPage(file)).toContain(`[${claim}]`);
});

it("names parts of the source that are there [house]", () => {
  const texts = glob.sync("src/**/*.ts", { cwd: root, ignore: ["**/dist/**"] }).map(readPage);
  const steps = ["a column", "a workflow language"].flatMap((part) => namesIn(sectionOf(page, `## To add ${part}`)));
  const names = steps.filter((name) => /^[a-z]+[A-Z]\w*$|^[A-Z]\w*[a-z]\w*$/.test(name));
  expect(names).toEqual(expect.arrayContaining(["fileColumns", "rowOf", "parseText", "EvaluatedLanguage"]));
  expect(names.filter((name) => !texts.some((text) => new RegExp(`\\b${name}\\b`).test(text)))).toEqual([]);
});

it("shows how to add a command that compiles and answers [house]", async () => {
  const [, listing = ""] = /```ts\n(.*?)```/s.exec(sectionOf(page, "## To add a command")) ?? [];
  const source = listing.replaceAll(
    /from "(\.[^"]+)"/g,
    (_, path: string) => `from "${join(root, "src/commands", path)}"`,
  );
  const directory = temporaryDirectory({
    "next.ts": source,
    "tsconfig.json": {
      extends: `${root}/tsconfig.json`,
      include: ["next.ts", `${root}/src/**/*.d.ts`],
    },
    "package.json": { type: "module" },
  });
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  expect(errorsIn(directory)).toBe("");
  const { next }: { next: (session: Session) => Command } = await import(pathToFileURL(`${directory}/next.ts`).href);
  expect(await run(next(new Session()), { flags: { "data-dir": "data/small" } })).toMatchObject({ value: "task-006" });
});
