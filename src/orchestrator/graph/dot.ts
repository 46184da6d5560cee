import { excerpt } from "../text/printable.ts";
import { type Drawing, indented, ink, type Style } from "./drawing.ts";

/** Returns graphs in the language of Graphviz, each that has a name in a frame. */
export function dotOf(drawings: readonly Drawing[], styles: Readonly<Record<string, Style>> = {}): string {
  const graphs = drawings.flatMap((drawing, index) => {
    const { name } = drawing;
    if (name === undefined) return graphLines(drawing, "o", styles);
    const lines = [`label=${quoted(name)}`, ...graphLines(drawing, `w${index}_o`, styles)];
    return [`subgraph cluster_${index} {`, ...lines.map(indented), "}"];
  });
  const all = [`node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontcolor="${ink}"]`, ...graphs];
  return ["digraph {", ...all.map(indented), "}", ""].join("\n");
}

function graphLines({ nodes, edges }: Drawing, prefix: string, styles: Readonly<Record<string, Style>>): string[] {
  const boxes = nodes.map(({ key, label, style = "" }) => {
    const { [style]: colors } = styles;
    const drawn = colors === undefined ? "" : `, fillcolor="${colors.fill}", color="${colors.line}"`;
    return `${prefix}${key} [label=${quoted(label)}${drawn}]`;
  });
  const arrows = edges.map(({ from, to, label }) => {
    const drawn = label === undefined ? "" : ` [label=${quoted(label)}, style=dashed]`;
    return `${prefix}${from} -> ${prefix}${to}${drawn}`;
  });
  return [...boxes, ...arrows];
}

/** Quotes a text, in which Graphviz would else interpret backslashes and, as HTML does, what begins with `&`. */
function quoted(text: string): string {
  return `"${excerpt(text)
    .replaceAll("&", "&amp;")
    .replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
