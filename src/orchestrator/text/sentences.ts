/** Joins sentences. One that ends with a command gets no full stop, which would be copied with the command. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  let text = "";
  for (const part of parts) {
    if (part === undefined || part === "") continue;
    text += text === "" ? part : /[.;?!]$/.test(text) ? ` ${part}` : `; ${part}`;
  }
  return text;
}

/** Returns what is wrong and what to do about it, as one text. */
export function withHelp({ message, help }: { readonly message: string; readonly help?: string | undefined }): string {
  if (help === undefined || help === "") return message;
  return message.endsWith("?") ? `${message} ${help}` : `${message}. ${help}`;
}
