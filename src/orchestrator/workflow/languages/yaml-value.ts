import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import { readNumeral } from "../../text/numeral.ts";
import { setField } from "../../syntax/set-field.ts";
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
    if (isScalar(node)) return scalarValue(node);
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
          setField(value, keyName(pair.key), inner);
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
      if (!Object.hasOwn(into, key)) setField(into, key, value);
    }
    return size;
  };
  return valueOf(root);
}

/** Returns the name under which a key stands in plain data. */
export function keyName(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

/** Returns a scalar's value; of a number what the file writes. */
function scalarValue({ value, source }: Scalar): unknown {
  if (typeof value !== "number" || source === undefined) return value;
  // A file may ask for YAML 1.1, to which `017` and `1:30` are other integers than to everybody else.
  return Number.isSafeInteger(value) && Number(source) !== value ? value : readNumeral(source);
}
