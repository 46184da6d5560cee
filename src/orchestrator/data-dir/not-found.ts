import { join } from "node:path";
import { isDirectory, leadsSomewhere } from "../system/file-problem.ts";
import { pathIn } from "../system/system.ts";
import { absenceHint } from "../files/twin.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { problem, type Problem } from "../problem.ts";
import { quote } from "../text/printable.ts";
import { sentences } from "../text/sentences.ts";
import type { DataDirs } from "./find.ts";
import { layout } from "./layout.ts";

type Searched = Pick<DataDirs, "given" | "looked" | "backend">;

/** Creates the error for a data directory with neither status.json nor tasks, when its status was asked for. */
export function statusNotFound(dataDir: string, found: Searched): OrchestratorError {
  const message = `Status file not found: ${join(dataDir, layout.statusFile)}`;
  const remark = leadsSomewhere(dataDir) ? undefined : `${dataDir} does not exist.`;
  return notFound("orch::status_not_found", message, found, remark);
}

/** Creates the error for a directory that is not a data directory, when its tasks were asked for. */
export function dataDirNotFound(dataDir: string, found: Searched): OrchestratorError {
  return notFound("orch::no_data_dir", lackOf(dataDir), found);
}

function notFound(code: string, message: string, { given, looked, backend }: Searched, remark?: string) {
  const kept = backend && `The ${backendText(backend)}: this plugin reads those of the backend "filesystem" only.`;
  // What the call gives is in the message.
  const list = given ? [] : looked.map(({ name, path }) => `${name}: ${path ?? "nothing"}`);
  const help = sentences(remark, kept, list.length > 0 ? "Looked at:" : undefined);
  return new OrchestratorError(message, { about: "data-dir", code, help, list });
}

/** Returns the problem of a directory that is not a data directory. How to give another is for its caller to say. */
export function noData(dataDir: string): Problem {
  return problem("no-data-dir", dataDir, lackOf(dataDir), "");
}

/** Returns the problem of a directory that the call names and that has no tasks. */
export function noTasks(dataDir: string): Problem {
  const message = `has no tasks: neither ${folder(layout.tasks)} nor ${folder(layout.storeTasks)} is in it`;
  return problem("no-tasks", dataDir, message);
}

/** Returns the problem of a directory where the platform, by its configuration, keeps nothing. */
export function otherBackend(dataDir: string, backend: string): Problem {
  return problem("backend-without-files", dataDir, `the ${backendText(backend)}`);
}

function backendText(backend: string): string {
  return `platform's configuration names the storage backend ${quote(backend)}, which keeps no task files`;
}

/** Returns the problem of a directory that has lost its tasks all at once. */
export function tasksGone(dataDir: string): Problem {
  const message = `the directory of its tasks is gone: neither ${folder(layout.tasks)} nor ${folder(layout.storeTasks)} is in it any more`;
  return problem("no-tasks", dataDir, message, "Put it back, or mount the file system that it is on.");
}

/** Returns a directory's name so that it is seen to be one: with a separator at its end. */
function folder(name: string): string {
  return pathIn(name, "");
}

function lackOf(dataDir: string): string {
  return `No orchestrator data directory: ${dataDir} ${kindOf(dataDir)}`;
}

function kindOf(dataDir: string): string {
  if (!leadsSomewhere(dataDir)) return `does not exist${absenceHint(dataDir)}`;
  return isDirectory(dataDir)
    ? `has no ${layout.tasks}, no ${layout.storeTasks} and no ${layout.statusFile}`
    : "is not a directory";
}
