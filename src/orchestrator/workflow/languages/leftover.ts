import { cut, quote } from "../../text/printable.ts";

/** What a text has of a tool that should have been done with it before it was read. */
export interface Leftover {
  readonly code: "merge-conflict" | "unrendered-template";
  readonly offset: number;
  readonly message: string;
}

const conflict = /^(?:<{7}|>{7}|\|{7})(?: .*)?$/m;
// What template engines replace: {{ }}, {% %} and {# #} of Go, Jinja and their like, <% %> of ERB, ${ } of a shell.
const template = /\{\{[^"\r\n].{0,500}?\}\}|\{%.{0,500}?%\}|\{#.{0,500}?#\}|<%.{0,500}?%>|\$\{.{0,500}?\}/g;
// How far before the error a template is looked for.
const furthest = 50_000;
const quoted = /"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'/g;

/**
 * Returns what was left in a text of which a parser has failed at an offset; undefined for an error of the text's own. Ask
 * only then: a text that is valid may have the same characters in its strings.
 */
export function leftoverIn(text: string, failedAt: number): Leftover | undefined {
  const mark = conflict.exec(text);
  if (mark !== null) {
    const message = `a merge conflict was left in the file: ${quote(cut(mark[0], 40))}; resolve it and remove its marks`;
    return { code: "merge-conflict", offset: mark.index, message };
  }
  const end = failedAt + (/.*/.exec(text.slice(failedAt))?.[0].length ?? 0);
  const start = Math.max(0, end - furthest);
  const read = text.slice(start, end).replace(quoted, (inside) => '"'.repeat(inside.length));
  const last = [...read.matchAll(template)].at(-1);
  if (last === undefined) return undefined;
  const before =
    read
      .slice(0, last.index)
      .split(/[\r\n]/)
      .at(-1) ?? "";
  // A parser may go on for some lines after a template that begins one.
  if (before.trim() !== "" && /[\r\n]/.test(read.slice(last.index))) return undefined;
  const written = text.slice(start + last.index, start + last.index + last[0].length);
  const message = `${quote(cut(written, 40))} is of a template that was not rendered; render it first`;
  return { code: "unrendered-template", offset: start + last.index, message };
}
