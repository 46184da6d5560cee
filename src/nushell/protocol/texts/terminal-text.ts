/** A text that may quote anything, made fit for a terminal: what would act there is shown as `\u{1b}`. */
export function terminalText(text: string): string {
  // What a terminal acts upon, and what makes it show text in another order than it has. Lines and tabs stay. V8 takes 1 ms of
  // each start to read \p{Bidi_Control} and the like, even where no text is ever shown.
  const active = /(?![\n\t])[\0-\u{1f}\u{7f}-\u{9f}\u{61c}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}]/gu;
  return text.replaceAll(active, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
