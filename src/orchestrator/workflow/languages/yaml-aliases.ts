import { type Alias, type Document, isAlias, type Node, visit } from "yaml";

/** Maps each alias to the node that it stands for. The library would look through the whole document for every one. */
export type Targets = ReadonlyMap<Alias, Node>;

/**
 * Returns the targets of a document's aliases, and the first alias that has none. An anchor's name may be given again,
 * and then the latest counts.
 */
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
