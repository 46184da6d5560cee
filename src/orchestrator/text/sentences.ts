/** Joins sentences. One that ends with a command gets no full stop, which would be copied with the command. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  let text = "";
  for (const part of parts) {
    if (part === undefined || part === "") continue;
    text += text === "" ? part : /[.;?!]$/.test(text) ? ` ${part}` : `; ${part}`;
  }
  return text;
}

/**
 * Joins the first `most` items, and says how many more there are: `a, b and 3 more`, or `a; b; and 3 more` where the
 * items have commas of their own.
 */
export function listed(items: readonly string[], most: number, separator: ", " | "; " = ", "): string {
  const shown = items.slice(0, most).join(separator);
  const more = items.length - most;
  return more > 0 ? `${shown}${separator === ", " ? " " : separator}and ${more} more` : shown;
}

/** Puts each item of a list on a line of its own, indented between what is said before and after it. */
export function withList(before: string | undefined, items: readonly string[], after?: string): string {
  return [before, ...items.map((item) => `  ${item}`), after].filter((line) => line !== undefined).join("\n");
}

/** Returns what is wrong and what to do about it, as one text. */
export function withHelp({ message, help }: { readonly message: string; readonly help?: string | undefined }): string {
  if (help === undefined || help === "") return message;
  return message.endsWith("?") ? `${message} ${help}` : `${message}. ${help}`;
}
