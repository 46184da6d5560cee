import type { Place } from "../../../problem.ts";
import { lineStart, placesOf } from "../../../syntax/place.ts";
import { sourceBytes, type Annotation } from "../evaluator-problem.ts";
import { strangeCharacter } from "../strange-character.ts";

/** A file that a report is about. A byte order mark does not count as a column, as in KCL. */
interface Source {
  readonly text: string;
  readonly lines: readonly string[];
  readonly placeAt: (offset: number) => Place;
}

// What KCL's parser says of an integer that it cannot hold.
const tooLarge = /^expected one of \["int"\] got (\d\w*)$/;

/** The files that a report is about, each read once. */
export class KclSources {
  readonly #sources = new Map<string, Source>();
  #asked: { readonly line: string; readonly characters: readonly string[] } = { line: "", characters: [] };

  /**
   * Returns an annotation of a place in a file, which says what stands there if that looks like something else or like
   * nothing. KCL places what ends too early beyond the end of its line: there the place is the end. To KCL a carriage
   * return alone ends no line.
   */
  annotation(said: string, file: string, { line, column }: Place): Annotation {
    const message = said.replace(tooLarge, "the integer $1 is too large for KCL");
    const source = this.#source(file);
    const characters = this.#characters(source, line);
    if (characters === undefined) return { message, file, place: { line, column } };
    const strange = strangeCharacter(characters[column - 1]);
    return {
      message: strange === undefined ? message : `${message}: ${strange}`,
      file,
      place: source.placeAt(lineStart(source.text, line) + characters.slice(0, column - 1).join("").length),
    };
  }

  #source(file: string): Source {
    const known = this.#sources.get(file);
    if (known !== undefined) return known;
    const text =
      sourceBytes(file)
        ?.toString("utf8")
        .replace(/^\uFEFF/, "") ?? "";
    const source = { text, lines: text.split(/\r?\n/), placeAt: placesOf(text) };
    this.#sources.set(file, source);
    return source;
  }

  #characters({ lines }: Source, number: number): readonly string[] | undefined {
    const line = lines[number - 1];
    if (line === undefined) return undefined;
    // Several problems of one line come one after the other.
    if (line !== this.#asked.line) this.#asked = { line, characters: Array.from(line) };
    return this.#asked.characters;
  }
}
