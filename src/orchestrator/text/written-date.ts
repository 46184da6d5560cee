/** A date with the text that its file has for it. */
export class WrittenDate extends Date {
  readonly text: string;

  constructor(text: string, date: Date | string) {
    super(date);
    this.text = text;
  }
}
