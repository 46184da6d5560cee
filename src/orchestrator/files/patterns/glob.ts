import { expand } from "brace-expansion";
import { OrchestratorError, type Subject } from "../../orchestrator-error.ts";
import { quote } from "../../text/printable.ts";

/**
 * The most characters that a pattern may have with its braces written out. Matching a name takes at most its length
 * times this many steps.
 */
const longestPattern = 10_000;
/**
 * The most characters in one expression. V8 refuses one of some thousand characters, so a longer part becomes several
 * in a row.
 */
const longestPart = 200;
/**
 * Matches the syntax of patterns that some shells have and this one does not. Escaped characters and sets of
 * characters, which may only look like it, come first so that they are passed over.
 */
const foreign = /\\.|(?<class>\[[^\]]*\[:\w+:\])|\[[^\]]*\]|(?<group>[!?*+@]\()/gs;

/** Stands for `**`, which matches any number of names. */
export const star = Symbol("**");

/** The pattern for one name of a path: what stands between two slashes. */
export interface NamePattern {
  /**
   * The texts between the stars, to be found one after the other, each as early as possible. A global expression may
   * match anywhere behind the part before it, a sticky one only right behind it. None has a quantifier, so none can
   * match in two ways at one place.
   */
  readonly parts: readonly RegExp[];
  /** The number of characters that each part matches. */
  readonly sizes: readonly number[];
  /** The index of the first of the parts that have to end where the name ends. */
  readonly tail: number;
  /** The only name that the pattern matches, if it has no wildcard, as it was typed. */
  readonly plain: string | undefined;
  /** The same with its accents composed, as all that is matched must be: names that come from a Mac have them apart. */
  readonly name: string | undefined;
  /** Whether the pattern begins with a dot, which no wildcard matches in a path of files. */
  readonly isDotted: boolean;
}

/** One of the paths that a pattern's braces stand for. */
export type PathPattern = readonly (NamePattern | typeof star)[];

/**
 * Reads a pattern: `*` and `?` within a name, `**` for any number of names, `[a-z]` and `[!a-z]`, `{a,b}` and `{1..9}`;
 * a backslash takes the next character literally.
 *
 * @param typed the text that errors quote, where the user wrote something else
 * @throws OrchestratorError `orch::pattern_too_large`; `orch::bad_pattern` for what only some shells know
 */
export function readGlob(text: string, about: Subject, typed = text): readonly PathPattern[] {
  if (text.length > longestPattern) throw tooLarge(typed, about);
  refuseForeign(text, typed, about);
  // `expand` takes away one of two backslashes, and the one before its own characters, so each is doubled here.
  const escaped = text.replace(/\\([\\{},.]?)/g, (_, next: string) => `\\\\${next === "" ? "" : `\\${next}`}`);
  const written = expand(escaped, { max: longestPattern + 1 });
  if (written.reduce((size, { length }) => size + length + 1, -1) > longestPattern) throw tooLarge(typed, about);
  return written.map((path) => path.split("/").map((name) => (name === "**" ? star : readName(name))));
}

const token = /\\(?<escaped>.)|(?<stars>\*+)|\?|\[(?<not>[!^]?)(?<set>(?:\\.|.)(?:\\.|[^\]\\])*)\]|(?<character>.)/gsu;

function readName(text: string): NamePattern {
  const plain = plainOf(text);
  const sources: string[] = [];
  for (const { groups: { escaped, stars, not, set, character } = {} } of text.normalize().matchAll(token)) {
    const literal: string | undefined = escaped ?? character;
    if (literal !== undefined) sources.push(codeOf(literal));
    else if (set !== undefined) sources.push(oneOf(set, not !== ""));
    else sources.push(stars === undefined ? "." : "*");
  }
  const isDotted = sources[0] === codeOf(".");
  const parts = plain === undefined ? partsOf(sources) : { parts: [], sizes: [], tail: 0 };
  return { ...parts, plain, name: plain?.normalize(), isDotted };
}

/** Returns the name that a pattern without wildcards stands for; undefined for one with any. */
function plainOf(text: string): string | undefined {
  const tokens = Array.from(text.matchAll(token), ({ groups: { escaped, character } = {} }) => escaped ?? character);
  return tokens.includes(undefined) ? undefined : tokens.join("");
}

/** Returns the parts between the stars. The first is bound to the beginning of the name, the last to its end. */
function partsOf(sources: readonly string[]): Pick<NamePattern, "parts" | "sizes" | "tail"> {
  const parts: RegExp[] = [];
  const sizes: number[] = [];
  const last = sources.lastIndexOf("*");
  let tail = -1;
  for (let start = 0; start <= sources.length;) {
    const next = sources.indexOf("*", start);
    const end = next < 0 ? sources.length : next;
    const isFirst = start === 0;
    const isLast = next < 0;
    if (isLast && last >= 0) tail = parts.length;
    for (let at = start; at < end; at += longestPart) {
      const source = sources.slice(at, Math.min(end, at + longestPart));
      const isEnd = isLast && at + longestPart >= end;
      parts.push(new RegExp(source.join("") + (isEnd ? "$" : ""), isFirst || isLast || at > start ? "suy" : "gsu"));
      sizes.push(source.length);
    }
    start = end + 1;
  }
  return { parts, sizes, tail };
}

/**
 * Returns an expression for one character that is in one of the ranges of `set`, or in none. Most ranges are a single
 * character.
 */
function oneOf(set: string, isNegated: boolean): string {
  const ranges = Array.from(set.matchAll(/\\?(.)(?:-\\?(.))?/gsu), ([, from = "", to = from]) =>
    // A range that ends before it begins is empty.
    (from.codePointAt(0) ?? 0) > (to.codePointAt(0) ?? 0) ? "" : `${codeOf(from)}-${codeOf(to)}`,
  );
  return `[${isNegated ? "^" : ""}${ranges.join("")}]`;
}

/** Returns a character as a regular expression takes it literally. */
function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function tooLarge(text: string, about: Subject): OrchestratorError {
  return new OrchestratorError(`The pattern ${quote(text)} is too large`, {
    about,
    code: "orch::pattern_too_large",
    help: `A pattern has at most ${longestPattern} characters, with each {a,b} or {1..9} in it written out. Write * in place of braces, or ask for less at a time.`,
  });
}

function refuseForeign(text: string, typed: string, about: Subject): void {
  for (const { groups = {} } of text.matchAll(foreign)) {
    const { class: named, group } = groups;
    if (named === undefined && group === undefined) continue;
    const found = group === undefined ? "a named class such as [[:digit:]]" : `${group}...)`;
    throw new OrchestratorError(`Patterns cannot have ${found} here: ${quote(typed)}`, {
      about,
      code: "orch::bad_pattern",
      help:
        group === undefined
          ? "Write a range, such as [a-z] or [0-9]."
          : "Write {a,b} for a choice. For a parenthesis that is part of a name, write [(].",
    });
  }
}
