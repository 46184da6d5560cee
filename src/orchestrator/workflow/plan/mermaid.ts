import { excerpt } from "../../text/printable.ts";
import type { PlannedOperation } from "./plan.ts";

/** Returns plans as a Mermaid flowchart, each in a frame if there are several. Soft and optional dependencies are dashed. */
export function mermaidOf(plans: readonly { name: string; planned: readonly PlannedOperation[] }[]): string {
  const lines = plans.flatMap(({ name, planned }, index) => {
    if (plans.length === 1) return graphLines(planned, "o");
    return [`subgraph w${index}["${escaped(name)}"]`, ...graphLines(planned, `w${index}_o`).map(indented), "end"];
  });
  return ["flowchart TD", ...lines.map(indented), ""].join("\n");
}

/** Names the nodes by number, because the id of an operation may be `end`, which Mermaid reserves, or anything else. */
function graphLines(planned: readonly PlannedOperation[], prefix: string): string[] {
  const nodes = planned.map(({ operation: { id = "", index } }) => `${prefix}${index}["${escaped(id)}"]`);
  const arrows = planned.flatMap(({ waitsFor }) =>
    waitsFor.map(({ from, to, dependency: { kind } }) => {
      const arrow = kind === "hard" ? "-->" : `-. ${kind} .->`;
      return `${prefix}${to} ${arrow} ${prefix}${from}`;
    }),
  );
  return [...nodes, ...arrows];
}

function indented(line: string): string {
  return `  ${line}`;
}

/**
 * Writes characters that Mermaid, or the HTML and Markdown in its labels (`1. `, `- `), would interpret as `#` and their
 * code point.
 */
function escaped(text: string): string {
  return excerpt(text).replaceAll(/[^\p{L}\p{N} _.:/-]|[.-](?= )/gu, (character) => `#${character.codePointAt(0)};`);
}
