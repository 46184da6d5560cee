import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import type { Targets } from "./yaml-aliases.ts";
import { isMergeKey, mergedNodes } from "./yaml-merge.ts";

/**
 * The most values that aliases and merge keys may stand for, because whatever reads the document visits all of them.
 */
export const mostAliased = 100_000;

/** Thrown when a document's aliases and merge keys stand for more values than that. */
export class TooManyAliased extends Error {}

/**
 * Returns a node as plain data, in which aliases share what they stand for. The library's own conversion would copy
 * what a merge key takes in for every merge key, along with all that this takes in.
 *
 * @throws TooManyAliased
 */
export function plainValue(root: Node | null, targets: Targets): unknown {
  const made = new Map<Node, unknown>();
  // How many values each value stands for, with what its aliases stand for. Sizes multiply where aliases refer to
  // aliases.
  const sizes = new Map<unknown, number>();
  let aliased = 0;
  const count = (size: number): number => {
    aliased += size;
    if (aliased > mostAliased) throw new TooManyAliased();
    return size;
  };
  const sizeOf = (value: unknown): number => sizes.get(value) ?? 1;

  const valueOf = (node: unknown): unknown => {
    if (isScalar(node)) return node.value;
    if (isAlias(node)) {
      const value = valueOf(targets.get(node));
      count(sizeOf(value));
      return value;
    }
    if (!isMap(node) && !isSeq(node)) return null;
    // A node that is found before it is done contains its own alias.
    if (made.has(node)) return made.get(node);
    const value: unknown[] | Record<string, unknown> = isSeq(node) ? [] : {};
    made.set(node, value);
    let size = 1;
    if (Array.isArray(value)) {
      for (const item of node.items) size += sizeOf(value[value.push(valueOf(item)) - 1]);
    } else if (isMap(node)) {
      for (const pair of node.items) {
        if (isMergeKey(pair.key)) {
          for (const map of mergedNodes(targets, pair.value)) size += merge(value, valueOf(map));
        } else {
          const inner = valueOf(pair.value);
          define(value, keyName(pair.key), inner);
          size += sizeOf(inner);
        }
      }
    }
    sizes.set(value, size);
    return value;
  };

  /** Merges one map into another. A key that is already there keeps its value, and counts all the same. */
  const merge = (into: Record<string, unknown>, from: unknown): number => {
    const size = count(sizeOf(from));
    for (const [key, value] of Object.entries(from ?? {})) {
      if (!Object.hasOwn(into, key)) define(into, key, value);
    }
    return size;
  };
  return valueOf(root);
}

/** Sets a field without giving `__proto__` its special meaning, because in YAML it is a key like any other. */
function define(record: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Returns the name under which a key stands in plain data. */
export function keyName(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
