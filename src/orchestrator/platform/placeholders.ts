import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { excerpt } from "../text/printable.ts";

/** Returns the value of an environment variable. */
export type ReadEnv = (name: string) => string | undefined | Promise<string | undefined>;

/** What placeholders stand for, beside the date. */
export interface PlaceholderContext {
  readonly env: ReadEnv;
  /** Absolute. */
  readonly cwd: string;
}

/** The value of a text or of one placeholder in it, or why it has none, to follow what has none. */
export type Filled = { readonly value: string } | { readonly reason: string };

/**
 * Fills in the documented placeholders: `{{paths.base}}`, `{{now.date}}`, `{{git.branch}}` and `{{env.HOME}}`. What holds for
 * HOME is taken to hold for every variable.
 */
export async function fill(text: string, context: PlaceholderContext): Promise<Filled> {
  let value = "";
  let end = 0;
  for (const match of text.matchAll(/\{\{([^{}]*)\}\}/g)) {
    const name = match[1]?.trim() ?? "";
    const known = await meaningOf(name, context);
    if ("reason" in known) return { reason: `{{${excerpt(name)}}} ${known.reason}` };
    value += text.slice(end, match.index) + known.value;
    end = match.index + match[0].length;
  }
  return { value: value + text.slice(end) };
}

async function meaningOf(name: string, { env, cwd }: PlaceholderContext): Promise<Filled> {
  if (name === "paths.base") return { value: cwd };
  if (name === "now.date") return { value: today() };
  if (name === "git.branch") return branchAt(cwd);
  if (!name.startsWith("env.")) return { reason: "is not a known placeholder" };
  const value = (await env(name.slice("env.".length))) ?? "";
  return value === "" ? { reason: "is not set in the environment" } : { value };
}

/** Returns the date at this place, as `date now | format date "%Y-%m-%d"` does. */
function today(): string {
  const now = new Date();
  return `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/**
 * Returns the branch that is checked out in the repository around a directory: empty where a commit is checked out instead,
 * as git says it too. It reads what git wrote, because git itself would run programs that a repository's configuration names.
 */
function branchAt(start: string): Filled {
  for (let directory = start; ; directory = dirname(directory)) {
    const repository = join(directory, ".git");
    if (existsSync(repository)) return branchIn(repository);
    if (dirname(directory) === directory) return { reason: "has no meaning outside of a git repository" };
  }
}

function branchIn(repository: string): Filled {
  const head = headOf(repository);
  const branch = head === undefined ? undefined : (/^ref: *refs\/heads\/(.*)/.exec(head)?.[1] ?? "").trimEnd();
  // A repository with a reftable has this name in the file HEAD, and the right one in a binary file.
  return branch === undefined || branch === ".invalid"
    ? { reason: `cannot be read from ${repository}` }
    : { value: branch };
}

/** Returns the text of a repository's HEAD. `.git` is a directory, or in a worktree and a submodule a file that names one. */
function headOf(repository: string): string | undefined {
  const target = /^gitdir: *(.+)/.exec(textOf(repository) ?? "")?.[1]?.trimEnd();
  return textOf(join(target === undefined ? repository : resolve(dirname(repository), target), "HEAD"));
}

/** Returns the text of a small regular file, undefined for anything else: a FIFO would never end. */
function textOf(path: string): string | undefined {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= 64 * 1024 ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined; // missing, or not permitted
  }
}
