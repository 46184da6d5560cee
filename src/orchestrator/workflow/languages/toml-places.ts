import { parse } from "smol-toml";
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { OpenPlaceNode, type PlaceNode } from "../../syntax/place.ts";

/** Returns the places of the values of a valid TOML text. The place of a table is that of its header. */
export function tomlPlaces(text: string): PlaceNode {
  const root = new OpenPlaceNode(0);
  for (const entry of parseTOML(text).body[0].body) {
    if (entry.type === "TOMLKeyValue") {
      addKeyValue(root, entry);
      continue;
    }
    const table = addTable(root, entry);
    for (const keyValue of entry.body) addKeyValue(table, keyValue);
  }
  return root;
}

/** Returns the first key of a text that is defined a second time, and where; undefined if this parser finds no such key. */
export function repeatedKey(text: string): { key: string; offset: number } | undefined {
  try {
    parseTOML(text);
  } catch (error) {
    if (!(error instanceof ParseError)) return undefined;
    const { index: offset, message } = error;
    const written = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)/.exec(text.slice(offset));
    if (!message.startsWith("Defining a key multiple times") || written === null) return undefined;
    const [key = ""] = Object.keys(parse(`${written[0]} = 0`));
    return { key, offset };
  }
  return undefined;
}

function addTable(root: OpenPlaceNode, { key, range, resolvedKey }: AST.TOMLTable): OpenPlaceNode {
  let node = root;
  let named = -1;
  for (const step of resolvedKey) {
    // Indices are not written in the header, so they have the place of the name before them.
    if (typeof step === "string") named += 1;
    node = childOf(node, step, range[0], key.keys[named]?.range[0]);
  }
  return node;
}

function addKeyValue(table: OpenPlaceNode, { key, value }: AST.TOMLKeyValue): void {
  let node = table;
  for (const [index, part] of key.keys.entries()) {
    const name = part.type === "TOMLBare" ? part.name : part.value;
    const offset = index === key.keys.length - 1 ? value.range[0] : part.range[0];
    node = childOf(node, name, offset, part.range[0]);
  }
  addContent(node, value);
}

function addContent(node: OpenPlaceNode, value: AST.TOMLContentNode): void {
  if (value.type === "TOMLArray") {
    for (const [index, element] of value.elements.entries()) {
      addContent(childOf(node, index, element.range[0]), element);
    }
  } else if (value.type === "TOMLInlineTable") {
    for (const keyValue of value.body) addKeyValue(node, keyValue);
  }
}

/** Returns the child of that name. An existing one keeps its place, so a table's place is where it is first mentioned. */
function childOf(node: OpenPlaceNode, name: string | number, offset: number, keyOffset?: number): OpenPlaceNode {
  const known = node.entries.get(name);
  if (known !== undefined) return known;
  const child = new OpenPlaceNode(offset, keyOffset);
  node.entries.set(name, child);
  return child;
}
