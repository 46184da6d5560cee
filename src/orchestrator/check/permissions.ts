import { accessSync, constants, readdirSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { isAbsent, shellQuoted } from "../files/file-problem.ts";
import { printable } from "../text/printable.ts";
import { unreadableDirectory } from "../files/unreadable-directory.ts";
import { errorFinding, type Finding } from "./finding.ts";

export interface Permissions {
  readonly findings: readonly Finding[];
  /** Whether every directory that is there may be listed and searched: if not, no more can be told of the tasks. */
  readonly isOpen: boolean;
}

const { F_OK, R_OK, X_OK } = constants;
// What the data directory and queue.rkvs hold besides is nobody's business, so they need only be searched. That checkpoints
// are closed keeps no task from being checked: who reads them says so.
const directories = [
  { name: "", access: X_OK, hasFiles: true },
  { name: "tasks", access: R_OK | X_OK, hasFiles: true },
  { name: "queue.rkvs", access: X_OK, hasFiles: false },
  { name: "queue.rkvs/tasks", access: R_OK | X_OK, hasFiles: true },
  { name: "queue.rkvs/queue", access: R_OK | X_OK, hasFiles: true },
  { name: "checkpoints", access: F_OK, hasFiles: true },
];

/** Directories of a data directory that the caller's user may not use, and what anybody may write. */
export async function checkPermissions(dataDir: string, signal: AbortSignal): Promise<Permissions> {
  const findings: Finding[] = [];
  const closed: string[] = [];
  for (const { name, access, hasFiles } of directories) {
    const path = join(dataDir, name);
    const stat = statOf(path);
    if (stat?.isDirectory() === false) {
      // Its permissions are no matter then; that the data directory itself is none, the queue says.
      if (name !== "") findings.push(noDirectory(path));
      continue;
    }
    if (closed.some((above) => path.startsWith(`${above}/`))) continue;
    try {
      accessSync(path, access);
    } catch (error) {
      if (isAbsent(error)) continue;
      closed.push(path);
      findings.push(errorFinding(unreadableDirectory(path, error), path));
      continue;
    }
    if (isWorldWritable(stat)) {
      findings.push(
        openToAll(path, "anybody may add, replace and remove files here", `chmod o-w ${shellQuoted(path)}`),
      );
    }
    if (hasFiles) findings.push(...(await openFiles(path, signal)));
  }
  return { findings, isOpen: closed.length === 0 };
}

function noDirectory(path: string): Finding {
  const problem = "stands where a directory should be";
  return { severity: "error", code: "not-a-directory", problem, path, help: "Move it elsewhere." };
}

/** One finding for all files of a directory: a wrong umask opens every one. */
async function openFiles(directory: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const open: string[] = [];
  for (const [i, name] of namesIn(directory).entries()) {
    // As elsewhere, now and then other calls, and Ctrl-C, get their turn.
    if (i % 100 === 99) await setImmediate(undefined, { signal });
    if (name.endsWith(".json") && isWorldWritable(statOf(join(directory, name)))) open.push(name);
  }
  const [first, ...more] = open;
  if (first === undefined) return [];
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  const files = more.length === 0 ? shellQuoted(join(directory, first)) : `${shellQuoted(directory)}/*.json`;
  return [openToAll(directory, `anybody may change ${printable(first)}${others}`, `chmod o-w ${files}`)];
}

function openToAll(path: string, problem: string, command: string): Finding {
  return { severity: "warning", code: "world-writable", problem, path, help: `Take that away with: ${command}` };
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
