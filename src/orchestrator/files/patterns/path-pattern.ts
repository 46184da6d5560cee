import { readdirSync, statSync } from "node:fs";
import { isAbsolute, resolve, sep } from "node:path";
import { isDenied, isFault, mayBe } from "../../system/file-problem.ts";
import { OrchestratorError, type Subject } from "../../orchestrator-error.ts";
import { firstSpelling } from "../spelling.ts";
import { isWindows } from "../../system/system.ts";
import { printable, quote } from "../../text/printable.ts";
import { unreadableDirectory } from "../../system/unreadable-directory.ts";

/** Matches the characters that make a text a pattern. */
export const globCharacters = /[*?[\]{}]|[!+@]\(/;

/** What the paths and patterns of a user are resolved against. */
export interface PathContext {
  /** The absolute directory from which relative paths and patterns start. */
  readonly cwd: string;
  /** The directory that a leading `~` stands for. */
  readonly home: string | undefined;
  /** What the user asked for, so that an error can say what it is about. */
  readonly about: Subject;
  /** The kind of file that a pattern matches. A path taken literally may be either kind, or nothing yet. */
  readonly kind: "directory" | "file";
  /** Whether the user wrote a list, even one of a single item. */
  readonly list?: boolean;
  /** Aborts the search for what a pattern matches. */
  readonly signal?: AbortSignal | undefined;
}

/** The files or directories that paths and patterns lead to. */
export interface ResolvedPaths {
  /** The absolute paths, each once, in the order given; the matches of one pattern are sorted. */
  readonly paths: readonly string[];
  /** Whether a list or a pattern was given, whatever it matched. The answer's shape follows from this alone. */
  readonly many: boolean;
  /** Those of `paths` that nobody named and only a pattern matched. */
  readonly matched: ReadonlySet<string>;
}

/** The most matches of patterns. More are hardly meant, and all are kept in memory. */
const mostMatches = 100_000;

/**
 * Resolves paths and patterns as a user writes them. A path that exists is taken literally, whatever characters it has.
 * One that does not exist and has glob characters is a pattern. Anything else is a path to nothing yet, for the reader
 * to report.
 *
 * @throws OrchestratorError `orch::no_match` for a pattern or a list that yields nothing, `orch::unreadable_directory`
 * where the search may not look, `orch::empty_path`, `orch::no_home`, `orch::pattern_too_large`, `orch::bad_pattern`,
 * `orch::too_many_matches`
 */
export async function resolvePaths(inputs: readonly string[], context: PathContext): Promise<ResolvedPaths> {
  const paths = new Set<string>();
  const named = new Set<string>();
  let many = context.list === true || inputs.length !== 1;
  const spelled = firstSpelling();
  for (const input of inputs) {
    const path = expand(input, context);
    if (globCharacters.test(slashed(input)) && !exists(path)) {
      many = true;
      for (const match of await matches(input, context)) paths.add(spelled(match));
    } else {
      const first = spelled(path);
      paths.add(first);
      named.add(first);
    }
  }
  const { about, kind } = context;
  if (paths.size === 0) throw new OrchestratorError(`The list names no ${kind}`, { about, code: "orch::no_match" });
  return { paths: [...paths], many, matched: new Set([...paths].filter((path) => !named.has(path))) };
}

/**
 * Returns a path or a pattern as a user wrote it with slashes between its names. On Windows a backslash does the same, and
 * escapes nothing, as in Nushell's own patterns. The prefix `\\?\` is left out, as its `?` would be a wildcard: Node adds it
 * to every path.
 */
export function slashed(input: string, separator: string = sep): string {
  if (separator === "/") return input;
  const slashes = input.replaceAll("\\", "/");
  return slashes.replace(/^\/\/\?\/(UNC\/(?=[^/])|(?=[a-z]:))/i, (_, network: string) => (network === "" ? "" : "//"));
}

/** Whether `input` cannot be resolved without the home directory. */
export function needsHome(input: string): boolean {
  return input === "~" || slashed(input).startsWith("~/");
}

/** Returns the absolute path that a user's `input` means when it is no pattern. */
export function expand(input: string, { cwd, home, about }: Pick<PathContext, "cwd" | "home" | "about">): string {
  if (input === "") {
    const help = "Was it meant to come from a variable that is not set?";
    throw new OrchestratorError("The path is empty", { about, code: "orch::empty_path", help });
  }
  if (!needsHome(input)) return resolve(cwd, slashed(input));
  if (home !== undefined && home !== "") return resolve(cwd, home, belowHome(input));
  const help = "Write the path in full, or set HOME.";
  throw new OrchestratorError(`"${input}" needs a home directory`, { about, code: "orch::no_home", help });
}

/** Returns what follows a leading `~`, relative to the home directory however many slashes there are. */
function belowHome(input: string): string {
  return `.${input.slice(1)}`;
}

const onDrive = isWindows ? "$1./" : "$&";

async function matches(input: string, { cwd, home, kind, about, signal }: PathContext): Promise<readonly string[]> {
  // What follows a drive without a slash starts where that drive stands: `C:*` is `C:./*`.
  const relative = slashed(needsHome(input) ? belowHome(input) : input).replace(/^([a-z]:)(?=[^/])/i, onDrive);
  const base = needsHome(input) ? resolve(cwd, home ?? "") : cwd;
  const found = new Set<string>();
  const add = (path: string) => {
    if (mayBe(kind, path)) found.add(path);
    if (found.size > mostMatches) throw tooMany(input, kind, about);
  };
  // A file that `a*/**` matches has to be inside a directory, although `**` alone may match no name at all.
  // Loaded only here: few calls have a pattern, and every start of the plugin would pay for what reads it.
  const [{ readGlob }, { walkPatterns }] = await Promise.all([import("./glob.ts"), import("./pattern-walk.ts")]);
  const patterns = readGlob(kind === "file" ? relative.replace(/(^|\/)\*\*\/*$/, "$1**/*") : relative, about, input);
  const unlisted = (directory: string, error: unknown) => {
    throw unreadableDirectory(directory, error, about);
  };
  await walkPatterns(patterns, { base, found: add, unlisted, signal });
  if (found.size > 0) return [...found].sort();
  refuseClosed(resolve(base, plainStart(relative)), about);
  const from = isAbsolute(relative) ? "" : ` in ${printable(needsHome(input) ? "~" : cwd)}`;
  throw new OrchestratorError(`No ${kind} matches ${quote(input)}${from}`, {
    about,
    code: "orch::no_match",
    help: `Check the pattern: it is matched against ${kind === "file" ? "files" : "directories"}, and names that begin with a dot must be written out.`,
  });
}

function tooMany(input: string, kind: PathContext["kind"], about: Subject): OrchestratorError {
  return new OrchestratorError(
    `${quote(input)} matches more than ${mostMatches} ${kind === "file" ? "files" : "directories"}`,
    {
      about,
      code: "orch::too_many_matches",
      help: "Give a narrower pattern, or one for a part at a time.",
    },
  );
}

/** Returns the directory in which a pattern's first glob character is looked for. */
function plainStart(pattern: string): string {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => globCharacters.test(part));
  return parts
    .slice(0, first)
    .map((part) => `${part}/`)
    .join("");
}

/** Throws if a directory may not be listed. Nothing matches in it then, which is not the fault of the pattern. */
function refuseClosed(directory: string, about: Subject): void {
  try {
    readdirSync(directory);
  } catch (error) {
    if (isDenied(error) || isFault(error)) throw unreadableDirectory(directory, error, about);
  }
}

function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // no permission to look, or a circle of links: a pattern could match nothing here
  }
}
