import { readFileSync } from "node:fs";
import glob from "fast-glob";
import { describe, expect, it } from "vitest";
import { settingsSchema } from "../src/commands/call/settings-schema.ts";
import { workflowFlags } from "../src/commands/workflows/access.ts";
import { Duration } from "nu-plugin";
import type { RunOptions } from "nu-plugin/testing";
import { keyNames } from "../src/orchestrator/statistics/keys.ts";
import { extensions, languageOf } from "../src/orchestrator/workflow/language.ts";
import { fieldTable } from "../src/orchestrator/workflow/model/field-table.ts";
import { run } from "./commands/in-process.ts";
import { loadedCommands } from "./support/commands.ts";
import { root } from "./support/nu.ts";
import { namesIn, readPage, rowsOf, sectionOf } from "./support/pages.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const reference = "src/commands/README.md";
const files = "src/orchestrator/README.md";
const offered = (await loadedCommands()).filter(({ signature }) => signature.name !== "orch");

type Type = (typeof offered)[number]["signature"]["variants"][number][1];

/** As the reference calls it. */
function typeName(type: Type): string {
  if (typeof type === "string") return type === "Date" ? "datetime" : type === "Nothing" ? "null" : type.toLowerCase();
  if ("OneOf" in type) return type.OneOf.map(typeName).join(" or ");
  if ("List" in type) return `list<${typeName(type.List)}>`;
  return (Object.keys(type)[0] ?? "").toLowerCase();
}

/** The columns that a signature's type has at any depth, as `name: type`. */
function declaredColumns(type: Type): string[] {
  if (typeof type === "string") return [];
  if ("OneOf" in type) return type.OneOf.flatMap(declaredColumns);
  if ("List" in type) return declaredColumns(type.List);
  if (!("Record" in type) && !("Table" in type)) return [];
  const columns = "Record" in type ? type.Record : type.Table;
  return columns.flatMap(([name, inner]) => [`${name}: ${typeName(inner)}`].concat(declaredColumns(inner)));
}

const small = { "data-dir": "data/small" };
const one = {
  "x/tasks/a.json": { id: "a", status: "completed", created_at: "2026-03-14T08:00:00Z" },
  "x/checkpoints/w.json": { workflow_id: "w" },
  "w.yaml": "a: {operations: [{id: x}]}\nb: {operations: [{id: y}, {id: z, n: 1}]}",
};

/** Calls that together answer with every column that a command can have; `dir` holds `one`. */
const calls: Readonly<Record<string, (dir: string) => readonly RunOptions[]>> = {
  "orch status": () => [{ flags: { "data-dir": ["data/small"], long: true } }],
  "orch tasks": (dir) => [{ flags: { "data-dir": `${dir}/*`, long: true } }],
  "orch task": (dir) => [{ flags: { "data-dir": `${dir}/*` }, rest: ["a"] }],
  "orch stats": () => [{ flags: small }, ...keyNames.map((by) => ({ flags: { ...small, by } }))],
  "orch workflows": (dir) => [{ flags: { "data-dir": `${dir}/*` } }],
  "orch watch": (dir) => [{ flags: { "data-dir": `${dir}/*`, initial: true, for: new Duration(0n) } }],
  "orch wait": (dir) => [{ flags: { "data-dir": `${dir}/*` }, rest: ["a"] }],
  "orch check": () => [{ flags: { "data-dir": "data/*", quiet: true } }, { flags: { where: true } }],
  "orch checkpoints": (dir) => [{ flags: { "data-dir": `${dir}/*` } }],
  "orch validate": (dir) => [{ rest: [`${dir}/*.yaml`] }, { flags: { fields: true } }],
  "orch plan": (dir) => [{ rest: [`${dir}/*.yaml`] }],
};

// What they hold has names of its own, which are the data's.
const free = new Set(["counts", "current_state", "metadata"]);

function columnsIn(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(columnsIn))];
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name].concat(free.has(name) ? [] : columnsIn(inner)));
}

describe.each(offered.map(({ signature }) => [signature.name] as const))("%s in the reference", (name) => {
  const command = offered.find(({ signature }) => signature.name === name);
  const section = sectionOf(reference, `## ${name}`);

  it("has every flag with its short form, and no other [reference-flags]", () => {
    const declared = command?.signature.flags.map(
      ({ long, short }) => `--${long}${short === undefined ? "" : ` -${short}`}`,
    );
    const written = rowsOf(section, "flag").flatMap(([cell = ""]) =>
      [...cell.matchAll(/`(--[\w-]+)`(?:, `(-\w)`)?/g)].map(([, long, short]) =>
        [long, short].filter(Boolean).join(" "),
      ),
    );
    expect(written.toSorted()).toEqual(declared?.toSorted());
  });

  it("has every column that it answers with, and no other [reference-columns]", async () => {
    const answered = new Set<string>();
    for (const call of calls[name]?.(temporaryDirectory(one)) ?? []) {
      if (command !== undefined) columnsIn((await run(command, call)).value).forEach((column) => answered.add(column));
    }
    const written = new Set(rowsOf(section, "column").flatMap(([cell]) => namesIn(cell)));
    expect([...written].toSorted()).toEqual([...answered].toSorted());
  });

  it("has the types of the columns that its signature declares [reference-columns]", () => {
    const declared = new Set(command?.signature.variants.flatMap(([, type]) => declaredColumns(type)));
    const rows = rowsOf(section, "column");
    const written = new Set(rows.flatMap(([cell, type = ""]) => namesIn(cell).map((each) => `${each}: ${type}`)));
    expect([...declared].filter((each) => !written.has(each))).toEqual([]);
  });
});

it("has every key of the configuration, and no other [reference-configuration]", () => {
  const [, listing = ""] = /orchestrator = \{\n(.*?)^\}/ms.exec(sectionOf(reference, "## Configuration")) ?? [];
  const written = [...listing.matchAll(/^ {2}(\w+):/gm)].map(([, key = ""]) => key);
  expect(written.toSorted()).toEqual(Object.keys(settingsSchema.shape).toSorted());
});

/** A cell without links and marks. A default in brackets is the platform's own. */
function plainCell(cell = ""): string {
  return cell.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/`|^\(|\)$/g, "");
}

it("has the fields of a workflow as the program lists them [reference-fields]", () => {
  const titles = ["a workflow", "an operation", "a dependency", "a rollback strategy", "a retry policy"];
  const written = titles.flatMap((title) => rowsOf(readPage(files), `field of ${title}`));
  const listed = fieldTable().map((row) => [row.field, row.type, row.default ?? "", row.meaning]);
  expect(written.map((cells) => [0, 1, 2, 3].map((index) => plainCell(cells[index])))).toEqual(listed);
});

it("has every extension of a workflow file, and --format the language of each [reference-languages]", () => {
  const written = rowsOf(sectionOf(files, "## Workflow files"), "extension").flatMap(([cell]) => namesIn(cell));
  expect(written.toSorted()).toEqual(extensions.toSorted());
  const languages = extensions.map((extension) => languageOf(extension.replace(".", "x.")).toLowerCase());
  const { description, takes } = workflowFlags.format;
  const words = description.split(/\W+/);
  expect(languages.filter((language) => !words.includes(language))).toEqual([]);
  expect(takes.completions).toEqual(expect.arrayContaining(languages));
});

/** What a pattern finds in the source of some files. */
function inSource(pattern: RegExp, ...paths: string[]): string[] {
  const found = glob
    .sync(paths, { cwd: root })
    .flatMap((path) =>
      [...readFileSync(`${root}/${path}`, "utf8").matchAll(pattern)].flatMap(([, ...codes]) => codes.filter(Boolean)),
    );
  return [...new Set(found)].toSorted();
}

const codesIn = (heading: string, name: string) =>
  rowsOf(sectionOf(files, heading), name)
    .flatMap(([cell]) => namesIn(cell))
    .toSorted();

describe("the tables of codes", () => {
  it("have every code that an error can have [reference-codes]", () => {
    expect(codesIn("### Errors", "error")).toEqual(inSource(/"(orch::[a-z_]+)"/g, "src/**/*.ts"));
  });
});
