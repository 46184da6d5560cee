import { type Document, isAlias, isMap, isScalar, isSeq, type Node, visit } from "yaml";
import type { Place, Problem } from "../../problem.ts";
import { syntaxError } from "./text-problem.ts";
import type { Targets } from "./yaml-aliases.ts";

/**
 * Finds the first merge key (`<<: *name`) at which the library would throw or recurse without end. Because an anchor
 * always precedes its aliases, a map that includes itself has a merge key somewhere that names an enclosing map.
 */
export function mergeProblem(
  path: string,
  document: Document.Parsed,
  targets: Targets,
  placeAt: (offset: number) => Place,
): Problem | undefined {
  let found: Problem | undefined;
  const at = (key: unknown, message: string): Problem =>
    syntaxError(path, placeAt((isScalar(key) ? key.range?.[0] : undefined) ?? 0), message);
  visit(document, {
    Pair: (_, { key, value }, ancestors) => {
      if (!isMergeKey(key)) return undefined;
      const around = new Set<unknown>(ancestors);
      const maps = mergedNodes(targets, value);
      if (!maps.every(isMap)) found = at(key, "a merge key (<<) needs a map or a list of maps");
      else if (maps.some((map) => around.has(map))) found = at(key, "a merge key (<<) includes a map that contains it");
      return found === undefined ? undefined : visit.BREAK;
    },
  });
  return found;
}

/** Whether a key is an unquoted `<<`. A quoted one is a key like any other. */
export function isMergeKey(key: unknown): boolean {
  if (!isScalar(key)) return false;
  return typeof key.value === "symbol" || (key.value === "<<" && key.type === "PLAIN");
}

/** Returns the nodes that a merge key's value names. In a correct document they are maps. */
export function mergedNodes(targets: Targets, value: unknown): (Node | undefined)[] {
  const named = resolved(targets, value);
  return isSeq(named) ? named.items.map((item) => resolved(targets, item)) : [named];
}

function resolved(targets: Targets, node: unknown): Node | undefined {
  if (isAlias(node)) return targets.get(node);
  return isMap(node) || isSeq(node) ? node : undefined;
}
