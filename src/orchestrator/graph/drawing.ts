/** A graph as another program is to draw it. */
export interface Drawing {
  /** Its title, where several were asked for. */
  readonly name: string | undefined;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

interface DrawnNode {
  /** A number of its own in this drawing: names may be anything, also words that the other program reserves. */
  readonly key: number;
  readonly label: string;
  /** One of the styles that the drawing is made with; none if not given. */
  readonly style?: string | undefined;
}

/** States that the node `to` waits for the node `from`. */
interface DrawnEdge {
  readonly from: number;
  readonly to: number;
  /** What to write at the edge, which is dashed then. */
  readonly label?: string | undefined;
}

/** How to colour the nodes of a style; both are `#` and six hexadecimal digits. */
export interface Style {
  readonly fill: string;
  readonly line: string;
}

/** The colour of what is written on a style's ground, wherever it is shown. */
export const ink = "#000000";

export function indented(line: string): string {
  return `  ${line}`;
}
