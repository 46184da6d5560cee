import { stripVTControlCharacters } from "node:util";
import { cut, printable } from "../../text/printable.ts";

// How many characters of a tool's text are read, as a person has to read the message.
const mostShown = 64 * 1024;

/**
 * Returns the first part of what a tool wrote as one line, because what it quotes from files could look like a line of
 * its own.
 */
export function toolText(text: string): string {
  const lines = stripVTControlCharacters(cut(text, mostShown)).split(/\r?\n/);
  return lines
    .map((line) => printable(line.trim()))
    .filter((line) => line !== "")
    .join("; ");
}

const listItem = /^[-*•] +/;
const goesOn = /^(?:and|or)\b|^[)\]}]/;
const openEnds: ReadonlySet<string | undefined> = new Set(".,:;!?([{");

/**
 * Returns a message of several lines as one. A line goes on in the next, unless that is an item of a list, or comes after
 * an empty line or from further right: then it is a part of its own.
 */
export function oneLine(message: string): string {
  const pieces: string[] = [];
  let previous: { readonly indent: number; readonly isOpen: boolean } | undefined;
  let isAfterGap = false;
  for (const line of message.split(/\r?\n/)) {
    const words = line.trim();
    if (words === "") {
      isAfterGap = true;
      continue;
    }
    const indent = line.length - line.trimStart().length;
    if (previous === undefined) pieces.push(words);
    else {
      const isPart = isAfterGap || indent < previous.indent || listItem.test(words);
      pieces.push(isPart && !previous.isOpen && !goesOn.test(words) ? "; " : " ", words.replace(listItem, ""));
    }
    previous = { indent, isOpen: openEnds.has(words.at(-1)) };
    isAfterGap = false;
  }
  return pieces.join("");
}
