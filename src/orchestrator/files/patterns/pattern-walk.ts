import { lstat, readdir, stat, type Dirent, type Stats } from "node:fs";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { isFault } from "../../system/file-problem.ts";
import { matchesAny, Work } from "./glob-match.ts";
import { star, type NamePattern, type PathPattern } from "./glob.ts";

/** A directory to search, and what to look for below it: patterns from their first wildcard on. */
interface Walk {
  readonly start: string;
  readonly patterns: readonly PathPattern[];
}

interface Walking {
  /** The absolute directory from which the patterns start. */
  readonly base: string;
  readonly found: (path: string) => void;
  /** Is told of a directory that the system could not list, so that nobody knows what matches in it. */
  readonly unlisted: (directory: string, error: Error) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds what patterns match, whatever kind of file it is, and some of it more than once. fast-glob only walks the
 * directories: it would match by regular expressions, which can take for ever, so `matchesAny` does that.
 *
 * Directories that this user may not list have no matches.
 */
export async function walkPatterns(
  patterns: readonly PathPattern[],
  { base, found, unlisted, signal }: Walking,
): Promise<void> {
  const work = new Work(signal);
  let fault: { readonly directory: string; readonly error: Error } | undefined;
  const fs = oneLine((directory, error) => (fault ??= { directory, error }));
  for (const { start, patterns: below } of walksOf(patterns, base)) {
    const wild = below.filter((pattern) => pattern.length > 0);
    if (wild.length < below.length) found(start);
    if (wild.length === 0) continue;
    // fast-glob is loaded only here: it costs a quarter of the start-up time, and few calls have a pattern.
    const { default: glob } = await import("fast-glob");
    const entries = glob.stream(outlines(wild), {
      cwd: start,
      braceExpansion: false,
      dot: wild.some((pattern) => pattern.slice(anyDepth(pattern)).some((name) => name !== star && name.isDotted)),
      extglob: false,
      fs,
      // Links are followed so that `envs/*/data` finds what a link leads to, but not under `**`, where they may lead in
      // circles.
      followSymbolicLinks: !wild.some((pattern) => pattern.includes(star)),
      onlyFiles: false,
      suppressErrors: true,
      unique: false,
    });
    const matching = async (paths: AsyncIterable<string | Buffer>) => {
      for await (const entry of paths) {
        const path = decoded(String(entry));
        if (await matchesAny(wild, path.normalize().split("/"), { dots: false, work })) found(resolve(start, path));
      }
    };
    await pipeline(entries, matching, { signal });
    if (fault !== undefined) unlisted(fault.directory, fault.error);
  }
}

function walksOf(patterns: readonly PathPattern[], base: string): Iterable<Walk> {
  const walks = new Map<string, Walk & { patterns: PathPattern[] }>();
  for (const pattern of patterns) {
    const first = pattern.findIndex((name) => name === star || name.plain === undefined);
    const plain = pattern.slice(0, first < 0 ? undefined : first);
    const start = resolve(base, plain.map((name) => (name === star ? "" : `${name.plain}/`)).join(""));
    const walk = walks.get(start) ?? { start, patterns: [] };
    walks.set(start, walk);
    walk.patterns.push(first < 0 ? [] : pattern.slice(first).filter((name) => name === star || !leadsNowhere(name)));
  }
  return walks.values();
}

/** Whether a name does not change the directory, as the second, the fourth and the last name of `a//b/./c/`. */
function leadsNowhere({ plain }: NamePattern): boolean {
  return plain === "" || plain === ".";
}

const lineEnds = ["\n", "\r", "\u2028", "\u2029"];

/**
 * Returns a name without line ends, at which fast-glob's expressions stop. No name has a NUL, so a NUL and a digit
 * stand for a line end.
 */
function encoded(name: string): string {
  return name.replace(/[\n\r\u2028\u2029]/g, (end) => `\0${lineEnds.indexOf(end)}`);
}

function decoded(path: string): string {
  return path.replace(/\0(\d)/g, (_, index: string) => lineEnds[Number(index)] ?? "");
}

type OnStat = (error: Error | null, stats: Stats) => void;

/** The file system as fast-glob sees it, in which each name is one line. It passes over errors, so `failed` is told of faults. */
function oneLine(failed: (directory: string, error: Error) => void) {
  return {
    lstat: Object.assign((path: string, done: OnStat) => lstat(decoded(path), done), lstat),
    stat: Object.assign((path: string, done: OnStat) => stat(decoded(path), done), stat),
    readdir: Object.assign(
      (path: string, options: { withFileTypes: true }, done: (error: Error | null, entries: Dirent[]) => void) =>
        readdir(decoded(path), options, (error, entries) => {
          if (isFault(error)) failed(decoded(path), error);
          // An error comes without entries.
          for (const entry of error === null ? entries : []) entry.name = encoded(entry.name);
          done(error, entries);
        }),
      readdir,
    ),
  };
}

/** The most patterns handed to fast-glob, because it compares each name with all of them in one go. */
const mostOutlines = 20;

function outlines(patterns: readonly PathPattern[]): string[] {
  const exact = new Set(patterns.map((pattern) => outline(pattern, true)));
  return [...(exact.size <= mostOutlines ? exact : new Set(patterns.map((pattern) => outline(pattern, false))))];
}

// Returns a pattern that matches all that this one matches, and more, and leaves a regular expression no choice. That
// of `a-*/b/*.json` is `*/b/*`; from its first `**` on a pattern becomes `**`.
function outline(pattern: PathPattern, withNames: boolean): string {
  const names = pattern.slice(0, anyDepth(pattern)).map((name) => {
    if (name === star) return "**";
    if (withNames && name.plain !== undefined && /^[\w.-]+$/.test(name.plain)) return name.plain;
    return name.isDotted ? ".*" : "*";
  });
  return (pattern.includes(star) ? [...names, "**"] : names).join("/");
}

/** Returns the index of a pattern's first `**`, or the pattern's length. */
function anyDepth(pattern: PathPattern): number {
  const first = pattern.indexOf(star);
  return first < 0 ? pattern.length : first;
}
