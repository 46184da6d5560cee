import { setImmediate } from "node:timers/promises";
import { expand } from "brace-expansion";
import { OrchestratorError, type Subject } from "../orchestrator-error.ts";
import { quote } from "../text/printable.ts";

/** What makes a text a pattern. */
export const globCharacters = /[*?[\]{}]|[!+@]\(/;

/** How many characters a pattern may have, its braces written out: the work on a name is at most so many times its length. */
const longestPattern = 10_000;
/** V8 refuses an expression of some thousand characters: a longer part is several, one after the other. */
const longestPart = 200;
/** Steps of matching, a character compared with a character, before others get their turn: some 20 ms. */
const turnAfter = 1_000_000;
/** What patterns have in some shells and not here, after what only looks like it: an escaped character, a set of characters. */
const foreign = /\\.|(?<class>\[[^\]]*\[:\w+:\])|\[[^\]]*\]|(?<group>[!?*+@]\()/gs;

/** `**`: any number of names. */
export const star = Symbol("**");

/** What a pattern says between two slashes. */
export interface NamePattern {
  /**
   * What stands between the stars, to be found one after the other, each as early as can be: a global one anywhere behind the
   * one before, a sticky one right there. None has a quantifier, so none can match in two ways at one place.
   */
  readonly parts: readonly RegExp[];
  /** How many characters each part takes. */
  readonly sizes: readonly number[];
  /** The parts from this one on end where the name does. */
  readonly tail: number;
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
 * @param typed what errors quote, where the user wrote something else
 * @throws OrchestratorError `orch::pattern_too_large`, `orch::bad_pattern` for what only some shells know
 */
export function readGlob(text: string, about: Subject, typed = text): readonly PathPattern[] {
  if (text.length > longestPattern) throw tooLarge(typed, about);
  refuseForeign(typed, about);
  // A backslash is doubled, as this takes away one of two, and the one before its own characters.
  const escaped = text.replace(/\\([\\{},.]?)/g, (_, next: string) => `\\\\${next === "" ? "" : `\\${next}`}`);
  const written = expand(escaped, { max: longestPattern + 1 });
  if (written.reduce((size, { length }) => size + length + 1, -1) > longestPattern) throw tooLarge(typed, about);
  return written.map((path) => path.split("/").map((name) => (name === "**" ? star : readName(name))));
}

/** Counts the steps of matching for one call, so that the event loop gets its turn however many there are. */
export class Work {
  readonly #signal: AbortSignal | undefined;
  #steps = 0;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** Whether it is time for `turn`. */
  add(steps: number): boolean {
    this.#steps += steps;
    return this.#steps >= turnAfter;
  }

  /** Lets others run. Throws the signal's reason on abort. */
  async turn(): Promise<void> {
    this.#steps = 0;
    await setImmediate();
    this.#signal?.throwIfAborted();
  }
}

/** `matchesPath` for any of several patterns, in turns with whatever else is to be done. */
export async function matchesAny(
  patterns: readonly PathPattern[],
  path: readonly string[],
  { dots, work }: { dots: boolean; work: Work },
): Promise<boolean> {
  for (const pattern of patterns) {
    const matching = matchPath(pattern, path, dots, work);
    let step = matching.next();
    for (; step.done !== true; step = matching.next()) await work.turn();
    if (step.value) return true;
  }
  return false;
}

/** Whether a path, cut at its slashes, is matched: `dots` says whether a wildcard stands for a leading dot as well. */
export function matchesPath(pattern: PathPattern, path: readonly string[], dots: boolean): boolean {
  const matching = matchPath(pattern, path, dots, new Work());
  let step = matching.next();
  while (step.done !== true) step = matching.next();
  return step.value;
}

/**
 * A star covers as few names as it can; when what follows does not fit, the latest star covers one more, and never one
 * before it, which could only lose. So each part of the pattern is compared with each name once at most.
 */
function* matchPath(
  pattern: PathPattern,
  path: readonly string[],
  dots: boolean,
  work: Work,
): Generator<void, boolean> {
  let next = 0;
  let afterStar: number | undefined;
  let uncovered = 0;
  for (let at = 0; at < path.length;) {
    if (work.add(10)) yield;
    const wanted = pattern[next];
    const name = path[at] ?? "";
    if (wanted === star) {
      afterStar = ++next;
      uncovered = at;
    } else if (wanted !== undefined && (wanted.plain === name || (yield* matchName(wanted, name, dots, work)))) {
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

function* matchName(pattern: NamePattern, name: string, dots: boolean, work: Work): Generator<void, boolean> {
  const { parts, sizes, plain, isDotted, tail } = pattern;
  if (plain !== undefined || name === "" || (!dots && !isDotted && name.startsWith("."))) return false;
  let end = 0;
  // Where the latest search may go on, should what belongs to its part not follow.
  let searched: number | undefined;
  let again = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    const size = sizes[i] ?? 0;
    if (part === undefined) break;
    if (i === tail) {
      const start = before(name, name.length, total(sizes.slice(i)));
      if (start < end) return false;
      end = start;
      searched = undefined;
    }
    if (part.global) {
      const found = yield* find(part, size, name, end, work);
      if (found === undefined) return false;
      end = found;
      searched = i;
      // Only a part of several needs it.
      if (parts[i + 1]?.sticky === true && i + 1 !== tail) again = after(name, before(name, end, size));
      continue;
    }
    if (work.add(size)) yield;
    part.lastIndex = end;
    if (part.test(name)) {
      end = part.lastIndex;
    } else {
      if (searched === undefined) return false;
      end = again;
      i = searched - 1;
    }
  }
  return true;
}

/** The end of a part's first match from an offset on; a long name is looked through window by window. */
function* find(
  part: RegExp,
  size: number,
  name: string,
  from: number,
  work: Work,
): Generator<void, number | undefined> {
  const window = Math.ceil(turnAfter / Math.max(1, size));
  // A match that begins in the window ends before the last character of what is looked at.
  const reach = window + 2 * size + 1;
  for (
    let start = from;
    start <= name.length;
    start = isInside(name, start + window) ? start + window - 1 : start + window
  ) {
    if (work.add(Math.min(window, name.length - start) * size)) yield;
    const isLast = name.length - start <= reach;
    const text = isLast ? name : name.slice(start, start + reach);
    part.lastIndex = isLast ? start : 0;
    if (part.test(text) && (isLast || part.lastIndex < text.length)) return part.lastIndex + (isLast ? 0 : start);
    if (isLast) return undefined;
  }
  return undefined;
}

/** Whether an offset is between the two halves of one character. */
function isInside(text: string, offset: number): boolean {
  return (text.codePointAt(offset - 1) ?? 0) > 0xffff;
}

function after(text: string, offset: number): number {
  return isInside(text, offset + 1) ? offset + 2 : offset + 1;
}

/** The offset so many characters before another; -1 where there are not so many. */
function before(text: string, offset: number, characters: number): number {
  let at = offset;
  for (let left = characters; left > 0; left--) {
    if (at <= 0) return -1;
    at -= at > 1 && isInside(text, at - 1) ? 2 : 1;
  }
  return at;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

const token = /\\(?<escaped>.)|(?<stars>\*+)|\?|\[(?<not>[!^]?)(?<set>(?:\\.|.)(?:\\.|[^\]\\])*)\]|(?<character>.)/gsu;

function readName(text: string): NamePattern {
  let plain: string | undefined = "";
  const sources: string[] = [];
  for (const { groups: { escaped, stars, not, set, character } = {} } of text.matchAll(token)) {
    const literal: string | undefined = escaped ?? character;
    plain = plain === undefined || literal === undefined ? undefined : plain + literal;
    if (literal !== undefined) sources.push(codeOf(literal));
    else if (set !== undefined) sources.push(oneOf(set, not !== ""));
    else sources.push(stars === undefined ? "." : "*");
  }
  const isDotted = sources[0] === codeOf(".");
  return { ...(plain === undefined ? partsOf(sources) : { parts: [], sizes: [], tail: 0 }), plain, isDotted };
}

/** What stands between the stars: the first at the name's beginning, the last at its end. */
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
