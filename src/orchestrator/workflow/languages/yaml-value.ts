import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, visit } from "yaml";
import { isMergeKey, mergedNodes } from "./yaml-merge.ts";

/** What each alias stands for. The library looks through the whole document for every one. */
export type Targets = ReadonlyMap<Alias, Node>;

/** How many values aliases and merge keys may stand for: what reads the document visits all of them. */
export const mostAliased = 100_000;

/** Thrown where a document's aliases stand for more. */
export class TooManyAliased extends Error {}

/** The targets of a document's aliases, and the first that has none. An anchor's name may be given again: the latest counts. */
export function aliasTargets(document: Document.Parsed): { targets: Targets; unresolved: Alias | undefined } {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  let unresolved: Alias | undefined;
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return undefined;
      }
      const target = anchors.get(node.source);
      if (target === undefined) {
        unresolved = node;
        return visit.BREAK;
      }
      targets.set(node, target);
      return undefined;
    },
  });
  return { targets, unresolved };
}

/**
 * A node as plain data, in which aliases share what they stand for. The library's own conversion makes what a merge key
 * takes in again for every one, and all that this takes in.
 *
 * @throws TooManyAliased
 */
export function plainValue(root: Node | null, targets: Targets): unknown {
  const made = new Map<Node, unknown>();
  // How many values each stands for, with what its aliases stand for: sizes multiply where aliases are of aliases.
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
    // One that is not done yet is around its own alias.
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

  /** A key that is there already stays as it is, and counts all the same. */
  const merge = (into: Record<string, unknown>, from: unknown): number => {
    const size = count(sizeOf(from));
    for (const [key, value] of Object.entries(from ?? {})) {
      if (!Object.hasOwn(into, key)) define(into, key, value);
    }
    return size;
  };
  return valueOf(root);
}

/** `__proto__` is a key like any other. */
function define(record: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
}

export function keyName(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
