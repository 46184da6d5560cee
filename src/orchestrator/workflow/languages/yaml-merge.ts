import { type Document, isAlias, isMap, isScalar, isSeq, type Node, visit } from "yaml";
import type { Place, Problem } from "../../problem.ts";
import { syntaxError } from "./text-diagnostic.ts";
import type { Targets } from "./yaml-aliases.ts";

/**
 * The first merge key (`<<: *name`) that takes in no map, or that could be followed without end: anchors stand before their
 * aliases, so that a map which takes itself in has somewhere a key that names a map around it.
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
      if (!maps.every(isMap)) found = at(key, "a merge key (<<) takes a map, or a list of maps");
      else if (maps.some((map) => around.has(map))) found = at(key, "a merge key (<<) takes in a map that it is in");
      return found === undefined ? undefined : visit.BREAK;
    },
  });
  return found;
}

/** A quoted `"<<"` is a key like any other. */
export function isMergeKey(key: unknown): boolean {
  if (!isScalar(key)) return false;
  return typeof key.value === "symbol" || (key.value === "<<" && key.type === "PLAIN");
}

/** What a merge key's value names: maps, where the document is right. */
export function mergedNodes(targets: Targets, value: unknown): (Node | undefined)[] {
  const named = resolved(targets, value);
  return isSeq(named) ? named.items.map((item) => resolved(targets, item)) : [named];
}

function resolved(targets: Targets, node: unknown): Node | undefined {
  if (isAlias(node)) return targets.get(node);
  return isMap(node) || isSeq(node) ? node : undefined;
}
