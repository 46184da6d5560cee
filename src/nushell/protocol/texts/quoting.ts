const shortEscapes = new Map([
  ['"', String.raw`\"`],
  ["\\", String.raw`\\`],
  ["\n", String.raw`\n`],
  ["\r", String.raw`\r`],
  ["\t", String.raw`\t`],
]);

/**
 * Writes a text as an argument that takes a text: bare if it is one word, otherwise in quotes. Nushell reads it back as
 * that text, whatever it contains, so it can stand in a suggestion or in a command that a message tells to run.
 */
export function asArgument(text: string): string {
  // A word that Nushell reads as a text where one is expected. It takes these names for other values even there, the
  // numbers only on 0.98.
  const bareWord =
    /^(?!(?:true|false|null|nan|inf|infinity)$)(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{N}_][\p{L}\p{N}_.:@/-]*$/iu;
  return bareWord.test(text) ? text : quoted(text);
}

/** Writes a text in double quotes. Characters that a terminal would act upon are escaped. */
export function quoted(text: string): string {
  // Beside quotes and backslashes: control and invisible characters, lone surrogates, all separators but the plain space.
  const escaped = /(?! )["\\\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u{2800}]/gu;
  return `"${text.replaceAll(escaped, escapeOf)}"`;
}

function escapeOf(character: string): string {
  return shortEscapes.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
