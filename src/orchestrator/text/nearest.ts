import { distance } from "fastest-levenshtein";
import { excerpt, isPlainAscii, printable, quote, spelled, unseen } from "./printable.ts";

/**
 * The longest name that is compared. Longer names are no typing errors of each other, and comparing two takes time in
 * proportion to the product of their lengths.
 */
const longestCompared = 100;

// Cyrillic and Greek letters, and the Latin ones that look like them.
const lookalikes = new Map(
  Array.from("АВЕКМНОРСТХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", (letter, i) => [
    letter,
    "ABEKMHOPCTXaeopcyxijsABEZHIKMNOPTYXo".charAt(i),
  ]),
);

/** Returns a text that is the same for names that look the same, whatever characters they are written in. */
function look(name: string): string {
  if (isPlainAscii(name)) return name;
  return name.normalize("NFKC").replace(/[\u{370}-\u{4ff}]/gu, (letter) => lookalikes.get(letter) ?? letter);
}

/** Returns what of a name is compared with others: not its case, nor what nobody sees. */
function compared(name: string): string {
  const seen = isPlainAscii(name) ? name : look(name).replace(new RegExp(`[${unseen}]`, "gu"), "");
  return seen.trim().toLowerCase();
}

/** Whether a message would show both names alike. */
function isTwin(given: string, name: string): boolean {
  return look(printable(given)) === look(printable(name));
}

/** Returns the characters of a name that looks like the one that was given. */
function spelling(name: string, given: string): string {
  return isPlainAscii(name) ? `${name}, not ${spelled(given)}` : spelled(name);
}

/**
 * Returns the known name that `given` most likely stands for, compared without regard to case; undefined when none is
 * near. At most a third of the longer of the two may differ, so that one letter is near to no other; two neighbours that
 * changed places count as one that differs.
 */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  if (given.length > longestCompared) return undefined;
  const target = compared(given);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(target.length / 3)) + 1;
  for (const name of known) {
    if (name.length > longestCompared) continue;
    const other = compared(name);
    const d = isSwapped(target, other) ? 1 : distance(target, other);
    if (d < bestDistance && d * 3 <= Math.max(target.length, other.length)) {
      bestDistance = d;
      best = name;
    }
  }
  return best;
}

/** Whether two names differ only in two neighbours that changed places, which is what a quick hand does. */
function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i + 1 < a.length && a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

/** Returns `; did you mean "a"?`, or an empty text when no known name is near. */
export function didYouMean(given: string, known: Iterable<string>): string {
  const name = nearest(given, known);
  return name === undefined ? "" : hint(given, name);
}

/**
 * Returns a function that returns what `didYouMean` would of a known name that looks the same; an empty text when there is
 * none. The names are asked for with its first call, and looked through once.
 */
export function twinHints(known: () => Iterable<string>): (given: string) => string {
  let byLook: ReadonlyMap<string, string> | undefined;
  return (given) => {
    if (given.length > longestCompared) return "";
    byLook ??= new Map(
      Array.from(known())
        .filter(({ length }) => length <= longestCompared)
        .map((name) => [look(printable(name)), name]),
    );
    const name = byLook.get(look(printable(given)));
    return name === undefined || name === given ? "" : hint(given, name);
  };
}

/** Returns `; did you mean "a"?` for the name that is meant. */
export function hint(given: string, name: string): string {
  const twin = isTwin(given, name) ? `, which is written in other characters (${spelling(name, given)})` : "";
  return `; did you mean ${quote(name)}${twin}?`;
}

/**
 * Returns the `count` known names that are nearest, fit for a message, the nearest first, however far they are: those that
 * contain what is given, then those whose beginnings are nearest, as only a beginning may have been typed.
 */
export function nearestNames(given: string, known: Iterable<string>, count: number): string[] {
  const target = beginning(given);
  return Array.from(known, (name) => ({ name, text: beginning(name) }))
    .map(({ name, text }) => ({
      name,
      far: text.includes(target) ? 0 : distance(target, text.slice(0, target.length)),
      whole: distance(target, text),
    }))
    .toSorted((a, b) => a.far - b.far || a.whole - b.whole)
    .slice(0, count)
    .map(({ name }) => {
      const twin = given.length <= longestCompared && name !== given && isTwin(given, name);
      return twin ? `${excerpt(name)} (written in other characters: ${spelling(name, given)})` : excerpt(name);
    });
}

function beginning(name: string): string {
  return compared(name.slice(0, longestCompared));
}
