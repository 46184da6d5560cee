import type { Place } from "../../../problem.ts";
import { sourceBytes, type Annotation } from "../evaluator-problem.ts";
import { strangeCharacter } from "../strange-character.ts";

/** The files that a report is about, each read once. A byte order mark does not count as a column, as in KCL. */
export class KclSources {
  readonly #lines = new Map<string, readonly string[]>();
  #asked: { readonly line: string; readonly characters: readonly string[] } = { line: "", characters: [] };

  /**
   * Returns an annotation of a place in a file, which says what stands there if that looks like something else or like
   * nothing. KCL places what ends too early beyond the end of its line: there the place is the end.
   */
  annotation(message: string, file: string, { line, column }: Place): Annotation {
    const characters = this.#characters(file, line);
    if (characters === undefined) return { message, file, place: { line, column } };
    const strange = strangeCharacter(characters[column - 1]);
    return {
      message: strange === undefined ? message : `${message}: ${strange}`,
      file,
      place: { line, column: Math.min(column, characters.length + 1) },
    };
  }

  #characters(file: string, number: number): readonly string[] | undefined {
    let lines = this.#lines.get(file);
    if (lines === undefined) {
      lines =
        sourceBytes(file)
          ?.toString("utf8")
          .replace(/^\uFEFF/, "")
          .split(/\r?\n/) ?? [];
      this.#lines.set(file, lines);
    }
    const line = lines[number - 1];
    if (line === undefined) return undefined;
    // Several problems of one line come one after the other.
    if (line !== this.#asked.line) this.#asked = { line, characters: Array.from(line) };
    return this.#asked.characters;
  }
}
