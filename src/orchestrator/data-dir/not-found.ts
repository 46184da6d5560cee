import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { OrchestratorError } from "../orchestrator-error.ts";
import { problem, type Problem } from "../problem.ts";
import { quote } from "../text/printable.ts";
import { sentences } from "../text/sentences.ts";
import type { DataDirs } from "./find.ts";
import { layout } from "./layout.ts";

/** Creates the error for a data directory with neither status.json nor tasks, when its status was asked for. */
export function statusNotFound(dataDir: string, found: Pick<DataDirs, "looked" | "backend">): OrchestratorError {
  const message = `Status file not found: ${join(dataDir, layout.statusFile)}`;
  return new OrchestratorError(message, {
    about: "data-dir",
    code: "orch::status_not_found",
    help: sentences(existsSync(dataDir) ? undefined : `${dataDir} does not exist.`, whereItLooked(found)),
  });
}

/** Creates the error for a directory that is not a data directory, when its tasks were asked for. */
export function dataDirNotFound(dataDir: string, found: Pick<DataDirs, "looked" | "backend">): OrchestratorError {
  const message = `No orchestrator data directory: ${dataDir} ${lackOf(dataDir)}`;
  return new OrchestratorError(message, { about: "data-dir", code: "orch::no_data_dir", help: whereItLooked(found) });
}

/** Returns the problem of a directory that the call names and that has no tasks. */
export function noTasks(dataDir: string): Problem {
  const message = `has no tasks: neither ${layout.tasks}/ nor ${layout.storeTasks}/ is in it`;
  return problem("no-tasks", dataDir, message);
}

/** Returns the problem of a directory where the platform, by its configuration, keeps nothing. */
export function otherBackend(dataDir: string, backend: string): Problem {
  const message = `the platform's configuration names the storage backend ${quote(backend)}, which keeps no task files`;
  return problem("backend-without-files", dataDir, message);
}

/** Returns the problem of a directory that has lost its tasks all at once. */
export function tasksGone(dataDir: string): Problem {
  const message = `the directory of its tasks is gone: neither ${layout.tasks}/ nor ${layout.storeTasks}/ is in it any more`;
  return problem("no-tasks", dataDir, message, "Put it back, or mount the file system that it is on.");
}

function lackOf(dataDir: string): string {
  if (!existsSync(dataDir)) return "does not exist";
  const isDirectory = statSync(dataDir, { throwIfNoEntry: false })?.isDirectory() ?? true;
  return isDirectory
    ? `has no ${layout.tasks}, no ${layout.storeTasks} and no ${layout.statusFile}`
    : "is not a directory";
}

/**
 * The most places that one error lists. A pattern may have matched 100,000 directories, each with an error of its own.
 */
const mostPlaces = 10;

function whereItLooked({ looked, backend }: Pick<DataDirs, "looked" | "backend">): string {
  const places = looked.slice(0, mostPlaces).map(({ name, path }) => `${name}: ${path ?? "nothing"}`);
  if (looked.length > mostPlaces) places.push(`${looked.length - mostPlaces} more`);
  const remark =
    backend === undefined
      ? ""
      : ` The platform's configuration names the storage backend ${quote(backend)}, which keeps no task files: this plugin reads those of the backend "filesystem" only.`;
  return `Looked at ${places.join("; ")}.${remark}`;
}
