import { cut, quote } from "../../text/printable.ts";

/** What a text has of a tool that should have been done with it before it was read. */
export interface Leftover {
  readonly code: "merge-conflict" | "unrendered-template";
  readonly offset: number;
  readonly message: string;
}

// Git writes seven characters, unless it is set to write more.
const conflict = /^(?:<{7,40}|>{7,40}|\|{7,40})(?: .*)?$/m;
// What parts the two sides of a conflict, and may also underline a heading.
const middle = /^={7,40}$/gm;
// What template engines replace: {{ }}, {% %} and {# #} of Go, Jinja and their like, <% %> of ERB, ${ } of a shell. The end
// may be missing. A brace that was typed twice is followed by a key or another bracket.
const template = new RegExp(
  [
    String.raw`\{\{(?!["\s]*(?:[\w-]*"?\s*[:=](?!=)|[{}[]|$))(?:[^]{0,500}?\}\}|.*)`,
    String.raw`\{%(?:[^]{0,500}?%\}|-? *\w.*)`,
    String.raw`<%(?:[^]{0,500}?%>|[-=]? *\w.*)`,
    String.raw`\{#[^]{0,500}?#\}`,
    String.raw`\$\{.{0,500}?\}`,
  ].join("|"),
  "g",
);
const longest = 500;
// How far before the error a template is looked for.
const furthest = 50_000;
const quoted = /"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'/g;

/**
 * Returns what was left in a text of which a parser has failed at an offset; undefined for an error of the text's own. Ask
 * only then: a text that is valid may have the same characters in its strings.
 */
export function leftoverIn(text: string, failedAt: number): Leftover | undefined {
  const isAtError = ({ index, 0: found }: RegExpExecArray) => index <= failedAt && failedAt <= index + found.length;
  const mark = conflict.exec(text) ?? [...text.matchAll(middle)].find(isAtError);
  if (mark !== undefined) {
    const message = `a merge conflict was left in the file: ${quote(cut(mark[0], 40))}; resolve it and remove its marks`;
    return { code: "merge-conflict", offset: mark.index, message };
  }
  const end = failedAt + (/.*/.exec(text.slice(failedAt))?.[0].length ?? 0);
  const start = Math.max(0, end - furthest);
  const read = text.slice(start, end + longest).replace(quoted, (inside) => '"'.repeat(inside.length));
  const all = [...read.matchAll(template)].filter(({ index }) => start + index < end);
  const found = all.find(({ index, 0: { length } }) => start + index <= failedAt && failedAt < start + index + length);
  const { index, 0: { length } = "" } = found ?? all.at(-1) ?? {};
  if (index === undefined) return undefined;
  const before =
    read
      .slice(0, index)
      .split(/[\r\n]/)
      .at(-1) ?? "";
  // A parser may go on for some lines after a template that begins one.
  if (before.trim() !== "" && /[\r\n]/.test(read.slice(index + length, end - start))) return undefined;
  const written = text.slice(start + index, start + index + length).trimEnd();
  const message = `${quote(cut(written, 40))} belongs to a template that was not rendered; render it first`;
  return { code: "unrendered-template", offset: start + index, message };
}
