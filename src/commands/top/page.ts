import type { Frame } from "./frame.ts";

/** Something with lines that do not all fit, in place of the list. */
export abstract class Page {
  #top = 0;
  #room = 1;

  /** The lines that stay in place above the others. */
  protected heading(_frame: Frame): readonly string[] {
    return [];
  }

  protected abstract lines(frame: Frame): readonly string[];

  move(by: number): void {
    this.#top += by;
  }

  movePage(direction: 1 | -1): void {
    this.move(direction * this.#room);
  }

  render(frame: Frame, rows: number): readonly string[] {
    const heading = this.heading(frame);
    const lines = this.lines(frame);
    this.#room = Math.max(1, rows - heading.length);
    this.#top = Math.max(0, Math.min(this.#top, lines.length - this.#room));
    return [...heading, ...lines.slice(this.#top, this.#top + this.#room)];
  }
}
