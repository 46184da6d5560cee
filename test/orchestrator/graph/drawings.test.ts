import { parse } from "@ts-graphviz/ast";
import { expect, it } from "vitest";
import { dotOf } from "../../../src/orchestrator/graph/dot.ts";
import type { Drawing } from "../../../src/orchestrator/graph/drawing.ts";
import { mermaidOf } from "../../../src/orchestrator/graph/mermaid.ts";

const styles = { failed: { fill: "#ffd6d6", line: "#b00020" } };

function drawing(...labels: string[]): Drawing {
  return {
    name: undefined,
    nodes: labels.map((label, key) => ({ key, label, style: key === 0 ? "failed" : undefined })),
    edges: labels.slice(1).map((_, from) => ({ from, to: from + 1, label: from === 1 ? "soft" : undefined })),
  };
}

const named = (each: Drawing) => ({ ...each, name: 'one "\\' });

it("gives a Mermaid flowchart its styles [graph-mermaid]", () => {
  expect(mermaidOf([drawing("a", "b")], styles).split("\n")).toEqual([
    "flowchart TD",
    '  o0["a"]:::failed',
    '  o1["b"]',
    "  o0 --> o1",
    "  classDef failed fill:#ffd6d6,stroke:#b00020,color:#000000",
    "",
  ]);
});

it("gives a graph in Graphviz's language [graph-dot]", () => {
  expect(dotOf([drawing("a", "b", "c")], styles).split("\n")).toEqual([
    "digraph {",
    '  node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontcolor="#000000"]',
    '  o0 [label="a", fillcolor="#ffd6d6", color="#b00020"]',
    '  o1 [label="b"]',
    '  o2 [label="c"]',
    "  o0 -> o1",
    '  o1 -> o2 [label="soft", style=dashed]',
    "}",
    "",
  ]);
});

const hostile = [
  'a" [shape=none]; x',
  "back\\slash\\",
  "\\n\\N\\G",
  "&lt;b&gt;",
  "<b>bold</b>",
  "line\nbreak",
  "",
  "end",
];

/** The labels that a parser of Graphviz's language finds in it, as they are written there. */
function labelsIn(dot: string): string[] {
  // The quotes of each label are left out.
  const found: string[] = [];
  JSON.stringify(parse(dot), (name, value: unknown) => {
    if (typeof value === "object" && value !== null && "type" in value && value.type === "Attribute") {
      const { key, value: text } = value as unknown as { key: { value: string }; value: { value: string } };
      if (key.value === "label") found.push(text.value);
    }
    return name === "location" ? undefined : value;
  });
  return found;
}

it("lets no label out of its quotes, by a parser of the language [graph-dot]", () => {
  const dot = dotOf([named(drawing(...hostile)), named(drawing("x"))], styles);
  expect(labelsIn(dot)).toHaveLength(hostile.length + "x".length + 2 + 1);
  expect(dot).toContain(String.raw`[label="a\" [shape=none]; x"`);
  expect(dot).toContain(String.raw`[label="back\\slash\\"]`);
  expect(dot).toContain(String.raw`[label="\\n\\N\\G"]`);
  expect(dot).toContain(`[label="&amp;lt;b&amp;gt;"]`);
  expect(dot).toContain(String.raw`[label="line\\nbreak"]`);
  expect(dot).toContain(String.raw`label="one \"\\"`);
});
