import { type Document, isAlias, isMap, isScalar, isSeq, type Node, visit } from "yaml";
import type { Place, Problem } from "../../problem.ts";
import { syntaxError } from "./text-problem.ts";

/**
 * The first merge key (`<<: *name`) that the library would throw at, or follow without end: anchors stand before their
 * aliases, so that a map which takes itself in has somewhere a key that names a map around it.
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
      if (!maps.every(isMap)) found = at(key, "a merge key (<<) takes a map, or a list of maps");
      else if (maps.some((map) => around.has(map))) found = at(key, "a merge key (<<) takes in a map that it is in");
      return found === undefined ? undefined : visit.BREAK;
    },
  });
  return found;
}

/** A quoted `"<<"` is a key like any other. */
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
