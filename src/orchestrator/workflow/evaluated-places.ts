import { isRecord } from "../record-fields.ts";
import type { DocumentPath, Locate, Place } from "./place.ts";

// An id that is given a text, with a contract or without; other texts and comments are passed over.
const tokens =
  /(?:\bid\b|"id")\s*(?:\|[^=\n"]*)?[:=]\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*/g;

/**
 * Where in a KCL or Nickel text the operation stands that a path leads to, as far as its id is written out there; else
 * the first line. Of an id that stands several times the first counts, unless the values have it as many times.
 */
export function evaluatedPlaces(text: string, value: unknown, placeAt: (offset: number) => Place): Locate {
  const offsets = new Map<string, number[]>();
  for (const { 1: double, 2: single, index } of text.matchAll(tokens)) {
    const id = double ?? single;
    if (id !== undefined) pushTo(offsets, id, index);
  }
  const owners = new Map<string, object[]>();
  collectOwners(value, owners);

  return (path) => {
    const owner = nearestOwner(value, path);
    if (owner === undefined) return placeAt(0);
    const found = offsets.get(owner.id) ?? [];
    const alike = owners.get(owner.id) ?? [];
    const nth = found.length === alike.length ? alike.indexOf(owner.record) : 0;
    return placeAt(found[nth] ?? 0);
  };
}

interface Owner {
  readonly id: string;
  readonly record: object;
}

/** The innermost map with an id on the way. */
function nearestOwner(root: unknown, path: DocumentPath): Owner | undefined {
  let value = root;
  let owner = ownerOf(value);
  for (const step of path) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
    owner = ownerOf(value) ?? owner;
  }
  return owner;
}

function ownerOf(value: unknown): Owner | undefined {
  return isRecord(value) && typeof value["id"] === "string" ? { id: value["id"], record: value } : undefined;
}

/** All maps with an id in the order of the value, without recursion. */
function collectOwners(root: unknown, owners: Map<string, object[]>): void {
  const open = [root];
  while (open.length > 0) {
    const value = open.pop();
    const owner = ownerOf(value);
    if (owner !== undefined) pushTo(owners, owner.id, owner.record);
    if (typeof value !== "object" || value === null) continue;
    for (const child of Object.values(value).toReversed()) open.push(child);
  }
}

function pushTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
