import { type Document, isAlias, isMap, isScalar, isSeq, type Node, visit } from "yaml";
import type { Place, Problem } from "../../problem.ts";
import { syntaxError } from "./text-problem.ts";

/**
 * Finds the first merge key (`<<: *name`) at which the library would throw or recurse without end. Because an anchor always
 * precedes its aliases, a map that includes itself has a merge key somewhere that names an enclosing map.
 */
export function mergeProblem(
  path: string,
  document: Document.Parsed,
  placeAt: (offset: number) => Place,
): Problem | undefined {
  let found: Problem | undefined;
  const at = (key: unknown, message: string): Problem =>
    syntaxError(path, placeAt((isScalar(key) ? key.range?.[0] : undefined) ?? 0), message);
  visit(document, {
    Pair: (_, { key, value }, ancestors) => {
      if (!isMergeKey(key)) return undefined;
      const around = new Set<unknown>(ancestors);
      const maps = mergedNodes(document, value);
      if (!maps.every(isMap)) found = at(key, "a merge key (<<) needs a map or a list of maps");
      else if (maps.some((map) => around.has(map))) found = at(key, "a merge key (<<) includes a map that contains it");
      return found === undefined ? undefined : visit.BREAK;
    },
  });
  return found;
}

/** Whether a key is an unquoted `<<`. A quoted one is a key like any other. */
function isMergeKey(key: unknown): boolean {
  if (!isScalar(key)) return false;
  return typeof key.value === "symbol" || (key.value === "<<" && key.type === "PLAIN");
}

function mergedNodes(document: Document.Parsed, value: unknown): (Node | undefined)[] {
  const named = resolved(document, value);
  return isSeq(named) ? named.items.map((item) => resolved(document, item)) : [named];
}

function resolved(document: Document.Parsed, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isMap(node) || isSeq(node) ? node : undefined;
}
