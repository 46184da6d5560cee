// The width of a usual terminal. Help is one text for all terminals.
const columns = 80;

/**
 * Breaks a text between words for a command's help, because Nushell would leave that to the terminal, which breaks anywhere.
 * What is in backquotes stays on one line, and an indented line stays as it is.
 */
export function helpText(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.startsWith(" ") ? line : broken(line)))
    .join("\n");
}

function broken(paragraph: string): string {
  const lines: string[] = [];
  for (const word of paragraph.match(/(?:`[^`]*`|\S)+/g) ?? []) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= columns) lines.pop();
    lines.push(longer.length <= columns ? longer : word);
  }
  return lines.join("\n");
}
