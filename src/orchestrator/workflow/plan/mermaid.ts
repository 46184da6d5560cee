import { excerpt } from "../../text/printable.ts";
import type { PlannedOperation } from "./plan.ts";

/** Plans as a Mermaid flowchart, a frame around each if there are several. What is not hard is dashed. */
export function mermaidOf(plans: readonly { name: string; planned: readonly PlannedOperation[] }[]): string {
  const lines = plans.flatMap(({ name, planned }, index) => {
    if (plans.length === 1) return graphLines(planned, "o");
    return [`subgraph w${index}["${escaped(name)}"]`, ...graphLines(planned, `w${index}_o`).map(indented), "end"];
  });
  return ["flowchart TD", ...lines.map(indented), ""].join("\n");
}

/** Ids of Mermaid's own, as an operation may be called `end`, or anything. */
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

/** What Mermaid, or the HTML and Markdown in its labels (`1. `, `- `), would act upon becomes a number. */
function escaped(text: string): string {
  return excerpt(text).replaceAll(/[^\p{L}\p{N} _.:/-]|[.-](?= )/gu, (character) => `#${character.codePointAt(0)};`);
}
