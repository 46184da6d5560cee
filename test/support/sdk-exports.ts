import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./nu.ts";

/** What an index exports. */
export interface Exported {
  readonly name: string;
  readonly isType: boolean;
  /** The file that it is declared in, below the SDK's folder. */
  readonly file: string;
}

/** What the index of an entry exports, in its order. Throws on an `export *`, in which no name stands. */
export function exportsOf(index: string): readonly Exported[] {
  const text = readFileSync(join(root, "src/nushell", `${index}.ts`), "utf8");
  if (text.includes("*")) throw new Error(`${index}.ts does not list what it exports`);
  return [...text.matchAll(/^export (type )?\{([^}]*)\} from "([^"]+)";$/gm)].flatMap(
    ([, type, names = "", file = ""]) =>
      [...names.matchAll(/(type )?(\w+)/g)].map(([, typed, name = ""]) => ({
        name,
        isType: (type ?? typed) !== undefined,
        file: join(index, "..", file),
      })),
  );
}
