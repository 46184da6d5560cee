import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import { systemCode, systemReason } from "../orchestrator/system/system-code.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { SetupError } from "./setup-error.ts";

/**
 * Whether a registry has anything in it: one that is missing or empty, as `touch` or a full disk leaves it, is for Nushell a
 * registry without plugins. Throws a SetupError if it cannot be read, as Nushell would not say why.
 */
export function hasContent(registry: string): boolean {
  try {
    const stat = statSync(registry);
    if (stat.isDirectory()) throw new SetupError(`${printable(registry)} is a folder, not a plugin registry`, nameFile);
    accessSync(registry, constants.R_OK);
    return stat.size > 0;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw refused(registry, "read", registry, error);
  }
}

/** Throws a SetupError if this user cannot change a registry, or cannot make it where it is missing. */
export function requireWritable(registry: string): void {
  const place = nearest(registry);
  try {
    accessSync(place, place === registry ? constants.W_OK : constants.W_OK | constants.X_OK);
  } catch (error) {
    throw refused(registry, "written", place, error);
  }
}

/** The path itself if it exists, or else the nearest folder above that does. */
function nearest(path: string): string {
  try {
    statSync(path);
    return path;
  } catch {
    const above = dirname(path);
    return above === path ? path : nearest(above);
  }
}

const nameFile = "Name a file: --plugin-config /path/to/plugin.msgpackz";

function refused(registry: string, what: "read" | "written", place: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  const reason = code === "ENOTDIR" ? "what should be a folder above it is a file" : systemReason(error);
  const at = place === registry ? "" : ` in ${printable(place)}`;
  return new SetupError(
    `The plugin registry ${printable(registry)} cannot be ${what}: ${reason}${at}`,
    code === "EACCES" || code === "EPERM"
      ? "Check who owns it, as a command run by sudo may have made it, and make it yours again; or name another: --plugin-config PATH"
      : `Nushell keeps its plugins there. Change that, or name another: --plugin-config PATH`,
    error,
  );
}
