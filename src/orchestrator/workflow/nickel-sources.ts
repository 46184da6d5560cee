import { dirname, resolve } from "node:path";
import { type SourceRecord, UnknowableSources } from "./source-record.ts";

// `import "file"`. A path with an escape or something computed in it is none that could be told from the text.
const wholeImport = /^\s*"([^"\\%]+)"/;
const longestImport = 5000;

/**
 * Records a Nickel file and all that it imports. Throws `UnknowableSources` for an import that is found through
 * NICKEL_IMPORT_PATH or a package, and for the word `import` wherever it might be one that is written otherwise.
 */
export function recordNickel(path: string, record: SourceRecord): void {
  const queue = [path];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (record.knows(file)) continue;
    const text = record.read(file);
    // Nickel looks beside the importing file first.
    if (text === undefined) throw new UnknowableSources("not beside what imports it");
    const code = codeOf(text);
    for (const { index } of code.matchAll(/\bimport\b/g)) {
      const [, imported] = wholeImport.exec(code.slice(index + "import".length, index + longestImport)) ?? [];
      if (imported === undefined) throw new UnknowableSources("an import of another kind");
      queue.push(resolve(dirname(file), imported));
    }
  }
}

/**
 * The text without what is surely a comment. A line that looks like one may be a string's: then code may follow where the
 * string ends, and what is computed within it is code too.
 */
function codeOf(text: string): string {
  return text.includes("%{") ? text : text.replaceAll(/^[ \t]*#[^"\n]*/gm, "#");
}
