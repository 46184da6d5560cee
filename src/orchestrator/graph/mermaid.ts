import { excerpt } from "../text/printable.ts";
import { type Drawing, indented, ink, type Style } from "./drawing.ts";

/** Returns graphs as a Mermaid flowchart, each that has a name in a frame. */
export function mermaidOf(drawings: readonly Drawing[], styles: Readonly<Record<string, Style>> = {}): string {
  const graphs = drawings.flatMap((drawing, index) => {
    const { name } = drawing;
    if (name === undefined) return graphLines(drawing, "o");
    return [`subgraph w${index}["${escaped(name)}"]`, ...graphLines(drawing, `w${index}_o`).map(indented), "end"];
  });
  const classes = Object.entries(styles).map(
    ([name, { fill, line }]) => `classDef ${name} fill:${fill},stroke:${line},color:${ink}`,
  );
  return ["flowchart TD", ...[...graphs, ...classes].map(indented), ""].join("\n");
}

function graphLines({ nodes, edges }: Drawing, prefix: string): string[] {
  const boxes = nodes.map(({ key, label, style }) => {
    return `${prefix}${key}["${escaped(label)}"]${style === undefined ? "" : `:::${style}`}`;
  });
  const arrows = edges.map(({ from, to, label }) => {
    return `${prefix}${from} ${label === undefined ? "-->" : `-. ${label} .->`} ${prefix}${to}`;
  });
  return [...boxes, ...arrows];
}

/**
 * Writes characters that Mermaid, or the HTML and Markdown in its labels (`1. `, `- `), would interpret as `#` and their
 * code point.
 */
function escaped(text: string): string {
  return excerpt(text).replaceAll(/[^\p{L}\p{N} _.:/-]|[.-](?= )/gu, (character) => `#${character.codePointAt(0)};`);
}
