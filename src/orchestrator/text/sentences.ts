/** Sentences one after the other; one that ends with a command has no full stop, which would be copied with it. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  let text = "";
  for (const part of parts) {
    if (part === undefined || part === "") continue;
    text += text === "" ? part : /[.;?!]$/.test(text) ? ` ${part}` : `; ${part}`;
  }
  return text;
}

/** What is wrong and what to do about it, as one text. */
export function withHelp({ message, help }: { readonly message: string; readonly help?: string | undefined }): string {
  return help === undefined || help === "" ? message : `${message}. ${help}`;
}
