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
const isOpen = /[.,:;!?([{]$/;

/**
 * Returns a message of several lines as one. A line goes on in the next, unless that is an item of a list, or comes after
 * an empty line or from further right: then it is a part of its own.
 */
export function oneLine(message: string): string {
  let text = "";
  let left = 0;
  let isAfterGap = false;
  for (const line of message.split(/\r?\n/)) {
    const words = line.trim();
    if (words === "") {
      isAfterGap = true;
      continue;
    }
    const indent = line.length - line.trimStart().length;
    const isPart = isAfterGap || indent < left || listItem.test(words);
    if (text === "") text = words;
    else text += (isPart && !goesOn.test(words) && !isOpen.test(text) ? "; " : " ") + words.replace(listItem, "");
    left = indent;
    isAfterGap = false;
  }
  return text;
}
