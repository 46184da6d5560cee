import { widest, padToWidth, widthOf } from "../orchestrator/text/width.ts";

/** What a command has to say to a person, and whether nothing is left to do. */
export interface Report {
  readonly text: string;
  readonly isWell: boolean;
}

const columns = 80;

/** Fills lines of 80 columns with a text's words, all but the first line indented. A word that is longer, as paths are, stays whole. */
export function filled(text: string, first: string, indent: string): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}

/** Returns names and what they are as two columns, indented. */
export function pairs(rows: readonly (readonly [name: string, value: string])[]): string {
  const width = widest(rows.map(([name]) => name));
  return rows.map(([name, value]) => `  ${padToWidth(name, width)}  ${value}`).join("\n");
}
