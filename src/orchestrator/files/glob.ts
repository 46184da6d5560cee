import { setImmediate } from "node:timers/promises";
import { expand } from "brace-expansion";
import { OrchestratorError, type Subject } from "../orchestrator-error.ts";
import { quote } from "../text/printable.ts";

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
/** The steps of matching, each a character compared with a character, before other work gets its turn: some 20 ms. */
const turnAfter = 1_000_000;
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
  /** The only name that the pattern matches, if it has no wildcard. */
  readonly plain: string | undefined;
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
  refuseForeign(typed, about);
  // `expand` takes away one of two backslashes, and the one before its own characters, so each is doubled here.
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

  /** Counts more steps, and returns whether it is time for `turn`. */
  add(steps: number): boolean {
    this.#steps += steps;
    return this.#steps >= turnAfter;
  }

  /** Lets other work run. Throws the signal's reason on abort. */
  async turn(): Promise<void> {
    this.#steps = 0;
    await setImmediate();
    this.#signal?.throwIfAborted();
  }
}

/** Whether any of several patterns matches a path, as `matchesPath` does, but letting other work run in between. */
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

/**
 * Whether a pattern matches a path that is cut at its slashes. `dots` says whether a wildcard matches a leading dot as
 * well.
 */
export function matchesPath(pattern: PathPattern, path: readonly string[], dots: boolean): boolean {
  const matching = matchPath(pattern, path, dots, new Work());
  let step = matching.next();
  while (step.done !== true) step = matching.next();
  return step.value;
}

/**
 * Matches a path name by name. A star covers as few names as it can. When what follows does not fit, the latest star
 * covers one more name; an earlier star never does, because that could only lose. So each part of the pattern is
 * compared with each name at most once.
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
  // The part found by the latest search, and where to search for it again if the parts right behind it do not follow.
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
      // Only a text that was cut into several parts is ever searched again.
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

/** Returns the end of a part's first match at or after an offset. A long name is searched window by window. */
function* find(
  part: RegExp,
  size: number,
  name: string,
  from: number,
  work: Work,
): Generator<void, number | undefined> {
  const window = Math.ceil(turnAfter / Math.max(1, size));
  // A match that begins in the window ends before the last character of the text that is searched.
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

/** Whether an offset is between the two halves of a surrogate pair. */
function isInside(text: string, offset: number): boolean {
  return (text.codePointAt(offset - 1) ?? 0) > 0xffff;
}

function after(text: string, offset: number): number {
  return isInside(text, offset + 1) ? offset + 2 : offset + 1;
}

/** Returns the offset that is the given number of characters before another; -1 if there are not so many. */
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
