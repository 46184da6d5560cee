/** A text that may quote anything, made fit for a terminal: what would act there is shown as `\u{1b}`. */
export function terminalText(text: string): string {
  // What a terminal acts upon, and what makes it show text in another order than it has. Lines and tabs stay.
  const active = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;
  return text.replaceAll(active, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
