import { readFileSync } from "node:fs";
import { join } from "node:path";
import glob from "fast-glob";
import { root } from "./nu.ts";

/** Every page of documentation below a folder that is laid out as this repository, by its path from there. */
export function pagesIn(folder: string): string[] {
  const ignore = ["**/node_modules/**", "**/target/**"];
  return glob.sync(["*.md", ".github/*.md", "{src,test,benches,fixtures}/**/*.md"], { cwd: folder, ignore }).toSorted();
}

export const pages: readonly string[] = pagesIn(root);

export function readPage(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** What stands under a heading, down to the next one of its level or a higher one. */
export function sectionOf(page: string, heading: string): string {
  const level = heading.indexOf(" ");
  const [, found = ""] = readPage(page).split(`\n${heading}\n`);
  return found.split(new RegExp(`^#{1,${level}} `, "m"))[0] ?? "";
}

/** The rows of all tables in a text whose first column is called `name`, each as its cells. */
export function rowsOf(text: string, name: string): string[][] {
  return [...text.matchAll(/(?:^\|.*\|\n)+/gm)].flatMap(([table]) => {
    const [head = [], , ...rows] = table.trimEnd().split("\n").map(cellsOf);
    return head[0] === name ? rows : [];
  });
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** What a cell has between backticks. */
export function namesIn(cell = ""): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}
