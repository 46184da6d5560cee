// Measured numbers stand in documents between comments, and only `npm run bench` writes them there.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pagesIn } from "../../test/support/pages.ts";
import { keyOf, type Results } from "../results.ts";
import { answersOf } from "./answers.ts";
import { numberText } from "./table.ts";
import { targetsOf } from "./targets.ts";

/** One number: `<!-- bench tasks-all, 10000, warm, Rust plugin, faster -->2.8<!-- -->`. */
const number = /<!-- bench ([^>]+?) -->(.*?)<!-- -->/g;

/** What is between two lines, such as `<!-- bench answers -->` and `<!-- /bench answers -->`. */
const block = /(<!-- bench (answers|targets) -->\n).*?(<!-- \/bench \2 -->)/gs;
const blocks: Readonly<Record<string, (results: Results) => string>> = { answers: answersOf, targets: targetsOf };

/** A document with the results in it. Throws if it names a number that they do not have. */
export function withResults(text: string, results: Results): string {
  return text
    .replace(block, (_, start: string, of: string, end: string) => `${start}\n${blocks[of]?.(results)}\n${end}`)
    .replace(number, (_, key: string) => `<!-- bench ${key} -->${numberOf(key, results)}<!-- -->`);
}

/** A document without what is written into it. */
export function withoutResults(text: string): string {
  return text.replace(block, "").replace(number, "");
}

/** Writes the results into all documents below a root, or into none if a number is missing. Returns the paths of those that changed. */
export function writeDocuments(root: string, results: Results): string[] {
  const changed = pagesIn(root).flatMap((path) => {
    const text = readFileSync(join(root, path), "utf8");
    const written = inDocument(path, () => withResults(text, results));
    return written === text ? [] : [{ path, written }];
  });
  for (const { path, written } of changed) writeFileSync(join(root, path), written);
  return changed.map(({ path }) => path);
}

function inDocument(path: string, write: () => string): string {
  try {
    return write();
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** A number by `id, size, when, side`, without what the group does not have; `, ratio` or `, faster` after it compares. */
function numberOf(key: string, { groups }: Results): string {
  const parts = key.split(", ");
  const last = parts.at(-1) ?? "";
  const asked = ["ratio", "faster"].includes(last) ? last : "median";
  const name = (asked === "median" ? parts : parts.slice(0, -1)).join(", ");
  for (const group of groups) {
    for (const side of group.sides) {
      if (`${keyOf(group)}, ${side.name}` !== name) continue;
      if (asked === "median") return `${numberText(side.median)} ${group.unit}`;
      if (side.ratio !== undefined) return numberText(asked === "ratio" ? side.ratio.median : 1 / side.ratio.median);
    }
  }
  throw new Error(`the results have no "${key}"`);
}
