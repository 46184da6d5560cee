import { accessSync, constants, readdirSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { layout } from "../data-dir/layout.ts";
import { jsonExtension } from "../files/json-directory.ts";
import { isAbsent, shellQuoted } from "../files/file-problem.ts";
import { problem, type Problem } from "../problem.ts";
import { printable } from "../text/printable.ts";
import { unreadableDirectory } from "../files/unreadable-directory.ts";

export interface Permissions {
  readonly problems: readonly Problem[];
  /** Whether every directory that is there may be listed and searched: if not, no more can be told of the tasks. */
  readonly isOpen: boolean;
}

const { F_OK, R_OK, X_OK } = constants;
// What the data directory and queue.rkvs hold besides is nobody's business, so they need only be searched. That checkpoints
// are closed keeps no task from being checked: who reads them says so.
const directories = [
  { name: "", access: X_OK, hasFiles: true },
  { name: layout.tasks, access: R_OK | X_OK, hasFiles: true },
  { name: layout.store, access: X_OK, hasFiles: false },
  { name: layout.storeTasks, access: R_OK | X_OK, hasFiles: true },
  { name: layout.storeEntries, access: R_OK | X_OK, hasFiles: true },
  { name: layout.checkpoints, access: F_OK, hasFiles: true },
];

/** Directories of a data directory that the caller's user may not use, and what anybody may write. */
export async function checkPermissions(dataDir: string, signal: AbortSignal): Promise<Permissions> {
  const problems: Problem[] = [];
  const closed: string[] = [];
  for (const { name, access, hasFiles } of directories) {
    const path = join(dataDir, name);
    const stat = statOf(path);
    if (stat?.isDirectory() === false) {
      // Its permissions are no matter then; that the data directory itself is none, the queue says.
      if (name !== "") problems.push(problem("not-a-directory", path, "stands where a directory should be"));
      continue;
    }
    if (closed.some((above) => path.startsWith(`${above}/`))) continue;
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
      const message = "anybody may add, replace and remove files here";
      problems.push(openToAll(path, message, `chmod o-w ${shellQuoted(path)}`));
    }
    if (hasFiles) problems.push(...(await openFiles(path, signal)));
  }
  return { problems, isOpen: closed.length === 0 };
}

/** One problem for all files of a directory: a wrong umask opens every one. */
async function openFiles(directory: string, signal: AbortSignal): Promise<readonly Problem[]> {
  const open: string[] = [];
  for (const [i, name] of namesIn(directory).entries()) {
    // As elsewhere, now and then other calls, and Ctrl-C, get their turn.
    if (i % 100 === 99) await setImmediate(undefined, { signal });
    if (name.endsWith(jsonExtension) && isWorldWritable(statOf(join(directory, name)))) open.push(name);
  }
  const [first, ...more] = open;
  if (first === undefined) return [];
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  const files = more.length === 0 ? shellQuoted(join(directory, first)) : `${shellQuoted(directory)}/*${jsonExtension}`;
  return [openToAll(directory, `anybody may change ${printable(first)}${others}`, `chmod o-w ${files}`)];
}

function openToAll(path: string, message: string, command: string): Problem {
  return problem("world-writable", path, message, `Take that away with: ${command}`);
}

/** On Windows these bits say nothing. */
function isWorldWritable(stat: Stats | undefined): boolean {
  return process.platform !== "win32" && stat !== undefined && (stat.mode & 0o002) !== 0;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // gone, closed, or a link to nothing: what reads it says so
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // gone meanwhile, or only to be searched
  }
}
