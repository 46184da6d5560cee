import { accessSync, constants, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { layout } from "../data-dir/layout.ts";
import { jsonExtension, namesIn } from "../files/entry-name.ts";
import { isAbsent } from "../system/file-problem.ts";
import { inTurns } from "../files/in-turns.ts";
import { shellQuoted } from "../system/permission.ts";
import { isWindows, pathIn } from "../system/system.ts";
import { problem, type Problem } from "../problem.ts";
import { printable } from "../text/printable.ts";
import { unreadableDirectory } from "../system/unreadable-directory.ts";

export interface Permissions {
  readonly problems: readonly Problem[];
  /** Whether all existing directories may be listed and searched. If not, the tasks cannot be checked. */
  readonly isOpen: boolean;
}

const { F_OK, R_OK, X_OK } = constants;
// The data directory and queue.rkvs need only be searchable, because their other entries do not matter here. For checkpoints
// only existence is asked: they are not needed to check tasks, and reading them reports a missing permission.
const directories = [
  { name: "", access: X_OK, hasFiles: true },
  { name: layout.tasks, access: R_OK | X_OK, hasFiles: true },
  { name: layout.store, access: X_OK, hasFiles: false },
  { name: layout.storeTasks, access: R_OK | X_OK, hasFiles: true },
  { name: layout.storeEntries, access: R_OK | X_OK, hasFiles: true },
  { name: layout.checkpoints, access: F_OK, hasFiles: true },
];

/** Finds directories of a data directory that the user may not use, and files and directories that anyone can write to. */
export async function checkPermissions(dataDir: string, signal: AbortSignal): Promise<Permissions> {
  const problems: Problem[] = [];
  const closed: string[] = [];
  for (const { name, access, hasFiles } of directories) {
    const path = join(dataDir, name);
    const stat = statOf(path);
    if (stat?.isDirectory() === false) {
      // Its permissions do not matter then. If it is the data directory itself, reading the queue reports that.
      if (name !== "") problems.push(problem("not-a-directory", path, "this is not a directory, but should be one"));
      continue;
    }
    if (closed.some((above) => path.startsWith(pathIn(above, "")))) continue;
    try {
      accessSync(path, access);
    } catch (error) {
      if (isAbsent(error)) continue;
      closed.push(path);
      const { message, help } = unreadableDirectory(path, error, "data");
      problems.push(problem("unreadable-directory", path, message, help));
      continue;
    }
    if (isWorldWritable(stat)) {
      const message = "anyone can add, replace and remove files here";
      problems.push(openToAll(path, message, shellQuoted(path), [stat]));
    }
    if (hasFiles) problems.push(...(await openFiles(path, signal)));
  }
  return { problems, isOpen: closed.length === 0 };
}

/** Returns one problem for all files of a directory, because a wrong umask opens every one of them. */
async function openFiles(directory: string, signal: AbortSignal): Promise<readonly Problem[]> {
  const open: { name: string; stat: Stats }[] = [];
  for await (const name of inTurns(namesIn(directory), signal)) {
    if (!name.endsWith(jsonExtension)) continue;
    const stat = statOf(join(directory, name));
    if (isWorldWritable(stat)) open.push({ name, stat });
  }
  const [first, ...more] = open;
  if (first === undefined) return [];
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  const files =
    more.length === 0 ? shellQuoted(join(directory, first.name)) : `${shellQuoted(directory)}/*${jsonExtension}`;
  const message = `anyone can change ${printable(first.name)}${others}`;
  const stats = open.map(({ stat }) => stat);
  return [openToAll(directory, message, files, stats)];
}

function openToAll(path: string, message: string, files: string, stats: readonly Stats[]): Problem {
  // Only the owner and root may change a mode.
  const user = process.geteuid?.();
  const sudo = user === 0 || stats.every(({ uid }) => uid === user) ? "" : "sudo ";
  return problem("world-writable", path, message, `Remove that permission with: ${sudo}chmod o-w ${files}`);
}

/** Always false on Windows, where these bits mean nothing. */
function isWorldWritable(stat: Stats | undefined): stat is Stats {
  return !isWindows && stat !== undefined && (stat.mode & 0o002) !== 0;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // missing, not permitted, or a broken link: reading the file reports that
  }
}
