import { expand } from "brace-expansion";
import { OrchestratorError, type Subject } from "../orchestrator-error.ts";
import { quote } from "../text/printable.ts";

/** What makes a text a pattern. */
export const globCharacters = /[*?[\]{}]|[!+@]\(/;

/** How many characters a pattern may have, its braces written out: the work on a name is at most so many times its length. */
const longestPattern = 10_000;
/** What patterns have in some shells and not here, after what only looks like it: an escaped character, a set of characters. */
const foreign = /\\.|(?<class>\[[^\]]*\[:\w+:\])|\[[^\]]*\]|(?<group>[!?*+@]\()/gs;

/** `**`: any number of names. */
export const star = Symbol("**");

/** What a pattern says between two slashes. */
export interface NamePattern {
  /**
   * What stands between the stars, to be found one after the other, each as early as can be. None has a quantifier, so none
   * can match in two ways at one place.
   */
  readonly parts: readonly RegExp[];
  /** The only name that it matches, where it has no wildcard. */
  readonly plain: string | undefined;
  /** It begins with a dot, which no wildcard stands for in a path of files. */
  readonly isDotted: boolean;
}

/** One of the paths that a pattern's braces stand for. */
export type PathPattern = readonly (NamePattern | typeof star)[];

/**
 * Reads a pattern: `*` and `?` within a name, `**` for any number of names, `[a-z]` and `[!a-z]`, `{a,b}` and `{1..9}`;
 * a backslash takes the next character literally.
 *
 * @throws OrchestratorError `orch::pattern_too_large`, `orch::bad_pattern` for what only some shells know
 */
export function readGlob(text: string, about: Subject): readonly PathPattern[] {
  if (text.length > longestPattern) throw tooLarge(text, about);
  refuseForeign(text, about);
  // A backslash is doubled, as this takes away one of two, and the one before its own characters.
  const escaped = text.replace(/\\([\\{},.]?)/g, (_, next: string) => `\\\\${next === "" ? "" : `\\${next}`}`);
  const written = expand(escaped, { max: longestPattern + 1 });
  if (written.reduce((size, { length }) => size + length + 1, -1) > longestPattern) throw tooLarge(text, about);
  return written.map((path) => path.split("/").map((name) => (name === "**" ? star : readName(name))));
}

/**
 * Whether a path, cut at its slashes, is matched: `dots` says whether a wildcard stands for a leading dot as well.
 *
 * A star covers as few names as it can; when what follows does not fit, the latest star covers one more, and never one
 * before it, which could only lose. So each part of the pattern is compared with each name once at most.
 */
export function matchesPath(pattern: PathPattern, path: readonly string[], dots: boolean): boolean {
  let next = 0;
  let afterStar: number | undefined;
  let uncovered = 0;
  for (let at = 0; at < path.length;) {
    const wanted = pattern[next];
    if (wanted === star) {
      afterStar = ++next;
      uncovered = at;
    } else if (wanted !== undefined && matchesName(wanted, path[at] ?? "", dots)) {
      next++;
      at++;
    } else {
      if (afterStar === undefined || (!dots && path[uncovered]?.startsWith("."))) return false;
      next = afterStar;
      at = ++uncovered;
    }
  }
  while (pattern[next] === star) next++;
  return next === pattern.length;
}

function matchesName({ parts, plain, isDotted }: NamePattern, name: string, dots: boolean): boolean {
  if (plain !== undefined) return name === plain;
  if (name === "" || (!dots && !isDotted && name.startsWith("."))) return false;
  let end = 0;
  for (const part of parts) {
    part.lastIndex = end;
    if (!part.test(name)) return false;
    end = part.lastIndex;
  }
  return true;
}

const token = /\\(?<escaped>.)|(?<stars>\*+)|\?|\[(?<not>[!^]?)(?<set>(?:\\.|.)(?:\\.|[^\]\\])*)\]|(?<character>.)/gsu;

function readName(text: string): NamePattern {
  let plain: string | undefined = "";
  let source = "";
  for (const { groups: { escaped, stars, not, set, character } = {} } of text.matchAll(token)) {
    const literal: string | undefined = escaped ?? character;
    plain = plain === undefined || literal === undefined ? undefined : plain + literal;
    if (literal !== undefined) source += codeOf(literal);
    else if (set !== undefined) source += oneOf(set, not !== "");
    else source += stars === undefined ? "." : "*";
  }
  return { parts: plain === undefined ? partsOf(source) : [], plain, isDotted: source.startsWith(codeOf(".")) };
}

/** What stands between the stars: the first at the name's beginning, the last at its end. */
function partsOf(source: string): RegExp[] {
  const [first = "", ...others] = source.split("*");
  const last = others.pop();
  if (last === undefined) return [new RegExp(`${first}$`, "suy")];
  const parts = [new RegExp(first, "suy"), ...others.map((part) => new RegExp(part, "gsu"))];
  return last === "" ? parts : [...parts, new RegExp(`${last}$`, "gsu")];
}

/** A character that is in one of the ranges, or in none; most ranges are of one character. */
function oneOf(set: string, isNegated: boolean): string {
  const ranges = Array.from(set.matchAll(/\\?(.)(?:-\\?(.))?/gsu), ([, from = "", to = from]) =>
    // A range that ends before it begins has nothing in it.
    (from.codePointAt(0) ?? 0) > (to.codePointAt(0) ?? 0) ? "" : `${codeOf(from)}-${codeOf(to)}`,
  );
  return `[${isNegated ? "^" : ""}${ranges.join("")}]`;
}

/** A character as a regular expression takes it literally. */
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

function refuseForeign(text: string, about: Subject): void {
  for (const { groups = {} } of text.matchAll(foreign)) {
    const { class: named, group } = groups;
    if (named === undefined && group === undefined) continue;
    const found = group === undefined ? "a named class such as [[:digit:]]" : `${group}...)`;
    throw new OrchestratorError(`Patterns do not have ${found} here: ${quote(text)}`, {
      about,
      code: "orch::bad_pattern",
      help:
        group === undefined
          ? "Write a range, such as [a-z] or [0-9]."
          : "Write {a,b} for a choice. For a parenthesis that is part of a name, write [(].",
    });
  }
}
