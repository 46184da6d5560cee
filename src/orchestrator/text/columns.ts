// It takes 10 ms to load, which only texts that are not plain are worth.
let segmenter: Intl.Segmenter | undefined;
const charactersOf = (text: string) => (segmenter ??= new Intl.Segmenter()).segment(text);

// The characters that a terminal draws two columns wide, as far as their script tells.
const wide =
  /\p{Emoji_Presentation}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u;

/** Returns how many columns of a terminal a printable text takes. */
export function columnsOf(text: string): number {
  // Most texts are plain, and cutting one into characters takes long.
  if (/^[ -~]*$/.test(text)) return text.length;
  return Array.from(charactersOf(text)).reduce((sum, { segment }) => sum + columnsOfCharacter(segment), 0);
}

/** Returns the text, or as much of its beginning as fits. */
export function cutToColumns(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let used = 0;
  for (const { segment, index } of charactersOf(text)) {
    used += columnsOfCharacter(segment);
    if (used > columns - 1) return `${text.slice(0, index)}…`;
  }
  return text;
}

/** Returns the text with as many spaces after it as that many columns need. */
export function padToColumns(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

function columnsOfCharacter(character: string): number {
  return wide.test(character) ? 2 : 1;
}
