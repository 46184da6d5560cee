import { readFileSync } from "node:fs";
import { join } from "node:path";
import glob from "fast-glob";
import { root } from "./nu.ts";

/** Every page of documentation, by its path below the root. */
export const pages: readonly string[] = glob
  .sync(["*.md", "{src,test,benches,fixtures}/**/*.md"], { cwd: root, ignore: ["**/node_modules/**", "**/target/**"] })
  .toSorted();

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
