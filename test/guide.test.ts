import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { listings, type Listing } from "./support/listings.ts";
import { cleanEnvironment, nuBinary, root } from "./support/nu.ts";
import { exportsOf } from "./support/sdk-exports.ts";
import { errorsIn, projectWithSource } from "./support/typescript.ts";

const namesIn = (index: string) => exportsOf(index).map(({ name }) => name);
const exported = { "nu-plugin": namesIn("index"), "nu-plugin/testing": namesIn("testing/index") };

const parts = listings.filter(({ file }) => file !== undefined);
const modules = listings.filter(({ file }) => file === undefined);
// A listing that shows what does not compile may fail when it is run.
const programs = modules.filter(({ code }) => !code.includes("@ts-expect-error"));

it.each(parts)("shows of $file on $page what is there [sdk-guide]", ({ file = "", code }) => {
  const source = unindented(readFileSync(`${root}/${file}`, "utf8"));
  // Commands are left out between those that are shown.
  for (const part of code.trim().split(/\n\n(?=\S)/)) expect(source).toContain(unindented(part));
});

it("shows nothing that does not compile [sdk-guide]", { timeout: 60_000 }, () => {
  expect(errorsIn(project())).toBe("");
});

it.each(programs)("runs the listing on line $line of $page [sdk-guide]", { timeout: 60_000 }, async (listing) => {
  const cwd = project();
  const env = cleanEnvironment({ TSX_TSCONFIG_PATH: join(cwd, "tsconfig.json") });
  env["PATH"] = `${dirname(nuBinary())}${delimiter}${env["PATH"]}`;
  const loader = join(root, "node_modules/tsx/dist/loader.mjs");
  const child = spawn(process.execPath, ["--import", loader, nameOf(listing)], { cwd, env, stdio: "pipe" });
  const [stderr, code] = await Promise.all([
    text(child.stderr),
    new Promise((resolve) => child.on("close", resolve)),
    text(child.stdout),
  ]);
  // What it prints is a prompt, unless it fails.
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
});

it("found the listings", () => {
  expect(parts.length).toBeGreaterThanOrEqual(5);
  expect(programs.length).toBeGreaterThanOrEqual(1);
});

/** A part of a function is shown by itself. */
function unindented(code: string): string {
  return code.replaceAll(/^ +/gm, "");
}

/** A folder that has the example plugins and each module of the pages. */
function project(): string {
  return projectWithSource(Object.fromEntries(modules.map((listing) => [nameOf(listing), moduleOf(listing)])));
}

function nameOf({ page, line, language }: Listing): string {
  return `${page.replaceAll("/", "-")}-${line}.${language}`;
}

/** The listing, with the imports that it leaves out, and on the lines that it has on its page. */
function moduleOf({ code, line, language }: Listing): string {
  const missing =
    language === "ts" ? Object.entries(exported).map(([entry, names]) => importOf(entry, names, code)) : [];
  return `${missing.join(" ")}${"\n".repeat(line - 1)}${code}`;
}

/** The import of those names that the code uses, but neither imports nor declares. */
function importOf(entry: string, names: readonly string[], code: string): string {
  const own = [...code.matchAll(/^import\b[^;]*;|\b(?:const|let|function|class|type|interface)\s+(?:\w+|[{[][^=]*)/gm)];
  const known = new Set(own.join("\n").match(/\w+/g));
  const used = new Set(code.match(/(?<![.\w])\w+/g));
  const missing = names.filter((name) => used.has(name) && !known.has(name));
  return missing.length === 0 ? "" : `import { ${missing.join(", ")} } from "${entry}";`;
}
