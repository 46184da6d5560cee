import { Composer, CST, type Document, isAlias, isMap, isScalar, isSeq, Lexer, Parser, visit } from "yaml";
import type { Place, Problem } from "../../problem.ts";
import type { WorkflowDocument } from "../document.ts";
import { locator, type PlaceNode, placesOf } from "../../syntax/place.ts";
import { duplicateKey, strangeText, syntaxError, tooManyAliases, unreadable } from "./text-problem.ts";
import { mergeProblem } from "./yaml-merge.ts";
import { aliasTargets, type Targets } from "./yaml-aliases.ts";
import { keyName, mostAliased, plainValue, TooManyAliased } from "./yaml-value.ts";

type YamlDocument = Document.Parsed;

const deepest = 200;
const tooDeepMessage = `nested deeper than ${deepest} levels`;
const mostDocuments = 1000;

/**
 * Reads YAML 1.2. Of several documents in one file, those that are not empty become a list. Keys must be strings, and there
 * are limits to depth, aliases and documents.
 */
export function readYaml(path: string, text: string): WorkflowDocument {
  // YAML has no NUL, which the library takes for a part of a text.
  const strange = text.includes("\0") ? strangeText(path, text, 0) : undefined;
  if (strange !== undefined) return { problems: [strange], content: undefined };
  try {
    // To YAML a carriage return alone ends a line too, as on old Macs. The library does not know that.
    return readComposed(path, text.replace(/\r(?!\n)/g, "\n"));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The parser itself is recursive where maps are nested in one line.
    return { problems: [syntaxError(path, undefined, tooDeepMessage)], content: undefined };
  }
}

function readComposed(path: string, text: string): WorkflowDocument {
  const placeAt = placesOf(text);
  const broken = (offset: number, message: string): WorkflowDocument => ({
    problems: [syntaxError(path, placeAt(offset), message)],
    content: undefined,
  });

  const tokens = tokensOf(text);
  if ("excess" in tokens)
    return { problems: [tooManyAliases(path, placeAt(tokens.excess), mostAliased)], content: undefined };
  // The composer is recursive: too much depth would crash the whole process, not only this call.
  const tooDeep = tokens.map(offsetBeyondDepth).find((offset) => offset !== undefined);
  if (tooDeep !== undefined) return broken(tooDeep, tooDeepMessage);

  const composer = new Composer({
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    merge: true,
    logLevel: "error",
  });
  const all = [...composer.compose(tokens, true, text.length)];
  const surplus = all[mostDocuments];
  if (surplus !== undefined) return broken(surplus.range[0], `more than ${mostDocuments} documents in one file`);
  // What comes after the first error is mostly made of it.
  const [first] = all.flatMap((document) => document.errors).toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (first !== undefined) {
    const { code, pos, message } = first;
    // The library's message is about its own option.
    const reason = code === "NON_STRING_KEY" ? "a key must be a plain value, not a list or a map" : message;
    return unreadable(path, text, pos[0], reason);
  }

  const documents = all.filter(({ contents }) => contents !== null && !(isScalar(contents) && contents.value === null));
  const problems: Problem[] = [];
  const values: unknown[] = [];
  const nodes: PlaceNode[] = [];
  for (const document of documents) {
    const { targets, unresolved } = aliasTargets(document);
    if (unresolved !== undefined) {
      return broken(unresolved.range?.[0] ?? 0, `this alias has no anchor &${unresolved.source} before it`);
    }
    const merge = mergeProblem(path, document, targets, placeAt);
    if (merge !== undefined) return { problems: [merge], content: undefined };
    for (const duplicate of duplicateKeys(path, document, placeAt)) problems.push(duplicate);
    try {
      values.push(plainValue(document.contents, targets));
      nodes.push(placeNode(targets, document.contents, 0));
    } catch (error) {
      if (!(error instanceof TooManyAliased)) throw error;
      const place = placeAt(document.contents?.range[0] ?? 0);
      return { problems: [tooManyAliases(path, place, mostAliased)], content: undefined };
    }
  }
  const [only = listNode([])] = nodes;
  return {
    problems,
    content: {
      value: values.length > 1 ? values : values[0],
      isComputed: false,
      places: () => Promise.resolve(locator(nodes.length > 1 ? listNode(nodes) : only, placeAt)),
    },
  };
}

/**
 * Returns the syntax trees of a text, or the offset of the first alias that is one too many, as each stands for a value or more.
 * To parse the text and compose its documents takes far longer than to get there.
 */
function tokensOf(text: string): CST.Token[] | { readonly excess: number } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let aliases = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (CST.tokenType(lexeme) === "alias") aliases += 1;
    if (aliases > mostAliased) return { excess: parser.offset };
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  tokens.push(...parser.end());
  return tokens;
}

function listNode(nodes: readonly PlaceNode[]): PlaceNode {
  return { offset: nodes[0]?.offset ?? 0, keyOffset: undefined, children: () => new Map(nodes.entries()) };
}

/** Returns the offset at which the syntax tree gets too deep, if it does. It does not recurse, for the same reason. */
function offsetBeyondDepth(token: CST.Token): number | undefined {
  let level: CST.Token[] = [token];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return level[0]?.offset;
    level = level.flatMap(childTokens);
  }
  return undefined;
}

function childTokens(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((child) => child != null));
}

/** Finds keys that appear twice in a map. The library's own check compares each key with every other; this one is linear. */
function duplicateKeys(path: string, document: YamlDocument, placeAt: (offset: number) => Place): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = keyName(key);
        if (seen.has(name)) {
          const offset = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
          problems.push(duplicateKey(path, placeAt(offset), name));
        }
        seen.add(name);
      }
    },
  });
  return problems;
}

/** Children are created on demand, so that an alias may be inside the node that it names. */
function placeNode(targets: Targets, node: unknown, fallback: number, keyOffset?: number): PlaceNode {
  const ranged = isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node : undefined;
  const offset = ranged?.range?.[0] ?? fallback;
  let children: Map<string | number, PlaceNode> | undefined;
  return {
    offset,
    keyOffset,
    children: () => {
      children ??= childNodes(targets, isAlias(node) ? targets.get(node) : node, offset);
      return children;
    },
  };
}

function childNodes(targets: Targets, node: unknown, fallback: number): Map<string | number, PlaceNode> {
  const children = new Map<string | number, PlaceNode>();
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const keyOffset = isScalar(key) ? (key.range?.[0] ?? fallback) : fallback;
      children.set(keyName(key), placeNode(targets, value, keyOffset, keyOffset));
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      children.set(index, placeNode(targets, item, fallback));
    }
  }
  return children;
}
