import { lstatSync, statSync, type Dirent, type Stats } from "node:fs";
import { problem, type Problem } from "../problem.ts";
import { excerpt } from "../text/printable.ts";
import { missingPermission } from "./permission.ts";
import { systemCode, systemReason } from "./system-code.ts";

/** Whether an error says that nothing is at the path, which is no error where files come and go. */
export function isAbsent(error: unknown): boolean {
  const code = systemCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

/**
 * Whether an error says nothing of the path, but that the system could not look there: a disk that fails, no descriptor left,
 * a network file system that has lost it. What is at the path is unknown then.
 */
export function isFault(error: unknown): error is Error {
  const code = systemCode(error);
  return code !== undefined && faults.has(code);
}

const faults = new Set([
  "EIO",
  "ESTALE",
  "EMFILE",
  "ENFILE",
  "ENOMEM",
  "EAGAIN",
  "ETIMEDOUT",
  "EHOSTDOWN",
  "ENOTCONN",
  "EREMOTEIO",
]);

/**
 * Whether a path leads to something. What the system could not look at counts as there, as reading it tells what is wrong; what
 * this user may not look at does not.
 */
export function leadsSomewhere(path: string): boolean {
  const found = kindAt(path);
  return found !== undefined && found !== "denied";
}

/** Whether a path leads to a directory, as `leadsSomewhere`. */
export function isDirectory(path: string): boolean {
  const found = kindAt(path);
  return found === "unknown" || (typeof found === "object" && found.isDirectory());
}

/** Whether a path may lead to what is wanted: it does, or nobody can tell, not even whether it leads anywhere. */
export function mayBe(kind: "directory" | "file", path: string): boolean {
  const found = kindAt(path);
  if (typeof found === "string") return true;
  return kind === "file" ? found?.isFile() === true : found?.isDirectory() === true;
}

/** Returns what a path leads to, or why that cannot be told; undefined if it leads nowhere. */
function kindAt(path: string): Stats | "unknown" | "denied" | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return isFault(error) ? "unknown" : isDenied(error) ? "denied" : undefined;
  }
}

/** Whether something stands at a path, be it a link to nothing. What cannot be told counts as there. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return !isAbsent(error);
  }
}

/** Returns what a failed open or read of the file at `path` means to a user. */
export function fileProblem(path: string, error: unknown): Problem {
  return { ...obstacle(path, error, "r"), path };
}

/**
 * Returns what the system's `error` means for `path`, for which `permission` was wanted. The result's path may be a
 * closed directory above it.
 */
export function obstacle(path: string, error: unknown, permission: "r" | "rx"): Problem {
  const code = systemCode(error);
  switch (code) {
    case "EACCES":
    case "EPERM":
      return missingPermission(path, permission, code);
    case "ENOENT":
    case "ENOTDIR":
      return problem("broken-symlink", path, "a symbolic link to nothing");
    case "ELOOP":
      return problem("symlink-loop", path, "a symbolic link that leads back to itself");
    case "EISDIR":
    case "EAGAIN":
    case "ENXIO":
      return problem("not-a-file", path, "not a regular file");
    case "ENAMETOOLONG":
      return problem("name-too-long", path, "the path is longer than the system allows");
    case "ERR_INVALID_ARG_VALUE":
      return problem("name-with-nul", path, "the path holds a NUL character, which no file's name can");
    case "EBUSY":
      return problem("in-use", path, "another program holds it and lets nobody else read it");
    case "EMFILE":
    case "ENFILE":
      return problem("too-many-open-files", path, "too many open files");
    default: {
      // The code for what cannot be opened at all, such as a socket, is not the same everywhere.
      const kind = permission === "r" ? oddKindAt(path) : undefined;
      if (kind !== undefined) return notAFile(path, kind);
      return problem("unreadable", path, `cannot be read: ${excerpt(systemReason(error))}`);
    }
  }
}

/**
 * Returns what stands where a file should be, such as `a directory` or `a FIFO`; undefined for a regular file and for a
 * symbolic link.
 */
export function oddKind(entry: Dirent | Stats): string | undefined {
  if (entry.isFile() || entry.isSymbolicLink()) return undefined;
  if (entry.isDirectory()) return "a directory";
  if (entry.isFIFO()) return "a FIFO";
  if (entry.isSocket()) return "a socket";
  return "a device";
}

function oddKindAt(path: string): string | undefined {
  try {
    return oddKind(statSync(path));
  } catch {
    return undefined; // it has gone, or the disk answers nothing
  }
}

/** Returns why what stands at a path is neither a regular file nor a link to one; undefined if it is. */
export function oddityAt(path: string, entry: Dirent | Stats): Problem | undefined {
  if (entry.isSymbolicLink()) return linkProblem(path);
  const kind = oddKind(entry);
  return kind === undefined ? undefined : notAFile(path, kind);
}

function linkProblem(path: string): Problem | undefined {
  try {
    const target = oddKind(statSync(path));
    return target === undefined ? undefined : notAFile(path, `a symbolic link to ${target}`);
  } catch (error) {
    return fileProblem(path, error);
  }
}

function notAFile(path: string, kind: string): Problem {
  return problem("not-a-file", path, `${kind}, not a regular file`);
}

/** Whether an error says that a permission is missing. */
export function isDenied(error: unknown): boolean {
  const code = systemCode(error);
  return code === "EACCES" || code === "EPERM";
}
