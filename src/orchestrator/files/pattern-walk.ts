import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { matchesPath, star, type NamePattern, type PathPattern } from "./glob.ts";

/** A directory from which to search, and what to look for below it: patterns from their first wildcard on. */
interface Walk {
  readonly start: string;
  readonly patterns: readonly PathPattern[];
}

/**
 * Finds what patterns match, whatever kind of file it is; some of it more than once. What fast-glob would match by regular
 * expressions, which can take for ever, is left to `matchesPath`: fast-glob only walks.
 *
 * @param base absolute: what the patterns start from
 */
export async function walkPatterns(
  patterns: readonly PathPattern[],
  { base, found, signal }: { base: string; found: (path: string) => void; signal?: AbortSignal | undefined },
): Promise<void> {
  for (const { start, patterns: below } of walksOf(patterns, base)) {
    const wild = below.filter((pattern) => pattern.length > 0);
    if (wild.length < below.length) found(start);
    if (wild.length === 0) continue;
    // Loaded only here: it costs a quarter of the start-up time, and few calls have a pattern.
    const { default: glob } = await import("fast-glob");
    const entries = glob.stream([...new Set(wild.map(outline))], {
      cwd: start,
      braceExpansion: false,
      dot: wild.some((pattern) => pattern.slice(anyDepth(pattern)).some((name) => name !== star && name.isDotted)),
      extglob: false,
      // `envs/*/data` finds what a link stands for; under `**` links may lead round in circles.
      followSymbolicLinks: !wild.some((pattern) => pattern.includes(star)),
      onlyFiles: false,
      suppressErrors: true,
      unique: false,
    });
    const matching = async (paths: AsyncIterable<string | Buffer>) => {
      for await (const path of paths) {
        const names = String(path).split("/");
        if (wild.some((pattern) => matchesPath(pattern, names, false))) found(resolve(start, String(path)));
      }
    };
    await pipeline(entries, matching, { signal });
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

/** Of `a//b/./c/` the second, the fourth and the last name. */
function leadsNowhere({ plain }: NamePattern): boolean {
  return plain === "" || plain === ".";
}

// A pattern that matches all that this one matches, and more, and leaves a regular expression no choice: of `a-*/b/*.json`
// it is `*/b/*`; from its first `**` on a pattern is `**`.
function outline(pattern: PathPattern): string {
  const names = pattern.slice(0, anyDepth(pattern)).map((name) => {
    if (name === star) return "**";
    if (name.plain !== undefined && /^[\p{L}\p{N}_.-]+$/u.test(name.plain)) return name.plain;
    return name.isDotted ? ".*" : "*";
  });
  return (pattern.includes(star) ? [...names, "**"] : names).join("/");
}

/** Where a pattern's first `**` stands, or its end. */
function anyDepth(pattern: PathPattern): number {
  const first = pattern.indexOf(star);
  return first < 0 ? pattern.length : first;
}
