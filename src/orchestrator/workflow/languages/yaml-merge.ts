import { type Document, isAlias, isMap, isScalar, isSeq, type Node, visit } from "yaml";

/** Why a document's merge keys (`<<: *name`) cannot be followed, and where it shows. */
export interface MergeFault {
  readonly offset: number;
  readonly message: string;
}

/**
 * The first merge key that the library would throw at, or follow without end: anchors stand before their aliases, so that
 * a map which takes itself in has somewhere a key that names a map around it.
 */
export function findMergeFault(document: Document.Parsed): MergeFault | undefined {
  let fault: MergeFault | undefined;
  visit(document, {
    Pair: (_, { key, value }, path) => {
      if (!isMergeKey(key)) return undefined;
      const around = new Set<unknown>(path);
      const maps = mergedNodes(document, value);
      if (!maps.every(isMap)) fault = at(key, "a merge key (<<) takes a map, or a list of maps");
      else if (maps.some((map) => around.has(map))) fault = at(key, "a merge key (<<) takes in a map that it is in");
      return fault === undefined ? undefined : visit.BREAK;
    },
  });
  return fault;
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

function at(key: unknown, message: string): MergeFault {
  return { offset: (isScalar(key) ? key.range?.[0] : undefined) ?? 0, message };
}
