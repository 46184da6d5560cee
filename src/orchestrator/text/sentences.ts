/** Joins sentences. One that ends with a command gets no full stop, which would be copied with the command. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  let text = "";
  for (const part of parts) {
    if (part === undefined || part === "") continue;
    text += text === "" ? part : /[.;?!]$/.test(text) ? ` ${part}` : `; ${part}`;
  }
  return text;
}

/** Returns `1 task` or `3 tasks`; `many` is the plural of a word that takes more than an s. */
export function amountOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Returns the last line of a list that leaves out so many: `and 3 more`; none if it leaves out nothing. */
export function andMore(left: number): readonly string[] {
  return left > 0 ? [`and ${left} more`] : [];
}

/**
 * Joins the first `most` items, and says how many more there are: `a, b and 3 more`, or `a; b; and 3 more` where the
 * items have commas of their own.
 */
export function listed(items: readonly string[], most: number, separator: ", " | "; " = ", "): string {
  const shown = items.slice(0, most).join(separator);
  return [shown, ...andMore(items.length - most)].join(separator === ", " ? " " : separator);
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
