import { setImmediate } from "node:timers/promises";
import { star, type NamePattern, type PathPattern } from "./glob.ts";

/** The steps of matching, each a character compared with a character, before other work gets its turn: some 20 ms. */
const turnAfter = 1_000_000;

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
    } else if (wanted !== undefined && (wanted.name === name || (yield* matchName(wanted, name, dots, work)))) {
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
