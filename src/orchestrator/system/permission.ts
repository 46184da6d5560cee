import { accessSync, constants, readlinkSync, statSync, type Stats } from "node:fs";
import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";
import { problem, type Problem } from "../problem.ts";
import { excerpt, printable } from "../text/printable.ts";
import { systemCode } from "./system-code.ts";
import { isMac, isWindows } from "./system.ts";

/**
 * What mends EPERM on macOS, which is its answer in Documents, Desktop, Downloads and on other disks until the user has
 * allowed the app to look there, whatever the mode.
 */
const privacy =
  "macOS's privacy settings deny it. In System Settings, under Privacy & Security, allow it at Files and Folders or Full Disk Access for the app in which Nushell runs, such as Terminal, and restart that app.";

/** What of a path a user wants: to read a file, to list and search a directory, or only to search it. */
type Wanted = "r" | "rx" | "x";

/**
 * Returns which part of `permission` (`r` for a file, `rx` for a directory) is missing on the way to `path`, or on
 * `path` itself, and what grants it. The result's path is what is closed: the topmost directory above that may not be
 * searched, or else `path`. `code` is the system's.
 */
export function missingPermission(path: string, permission: "r" | "rx", code: "EACCES" | "EPERM"): Problem {
  // Windows does not ask for the directories above, and a mode says nothing there.
  if (isWindows) return windowsPermission(path, permission);
  const target = closedPath(path) ?? path;
  const wanted = target === path ? permission : "x";
  const stat = statOf(target);
  const isGranted = stat !== undefined && grants(stat, wanted);
  const although = isGranted ? `, although its mode (${modeText(stat)}) grants it` : "";
  const message = `permission denied: ${userText()} lacks ${names[wanted]} on ${printable(target)}${although}`;
  // A full stop after a command would be copied with it.
  return problem("permission-denied", target, message, remedy(target, stat, wanted, { isGranted, code }));
}

const names = { r: "read permission", rx: "read and search permission", x: "search permission" };

/** Returns the same on Windows, of a file or directory and of the user with a name. */
export function windowsPermission(path: string, permission: "r" | "rx", user = userName()): Problem {
  const who = user === undefined ? currentUser : `user ${excerpt(user)}`;
  // What is in a directory takes over what is granted on it.
  const grant = `${user?.includes("'") === false ? user : "USER"}:${{ r: "R", rx: "(OI)(CI)RX" }[permission]}`;
  const help = `Grant it, as its owner or an administrator, with: icacls ${shellQuoted(path)} /grant ${shellQuoted(grant)}`;
  const message = `permission denied: ${who} lacks ${names[permission]} on ${printable(path)}`;
  return problem("permission-denied", path, message, help);
}

function remedy(
  path: string,
  stat: Stats | undefined,
  wanted: Wanted,
  { isGranted, code }: { isGranted: boolean; code: "EACCES" | "EPERM" },
): string {
  const file = shellQuoted(path);
  if (isMac && code === "EPERM") return privacy;
  if (stat === undefined || isGranted) return whoDenies(file);
  const user = process.geteuid?.();
  if (isReadOnly(path)) {
    return `Its file system is read-only, so its mode cannot be changed: work as its owner (uid ${stat.uid}), or make it writable first.`;
  }
  if (user === stat.uid) return `Grant it with: chmod u+${wanted} ${file}`;
  if (user === 0) {
    return `Not even root may, as on a network file system or in a container: work as its owner (uid ${stat.uid}), or let that user grant it with: chmod a+${wanted} ${file}`;
  }
  return `Grant it with: sudo chmod a+${wanted} ${file}`;
}

/**
 * Returns a path as one argument of a command for any shell. A name with a quote could end the argument and add a
 * command of its own, so it becomes the word `FILE`.
 */
export function shellQuoted(path: string): string {
  return path.includes("'") ? "FILE" : `'${printable(path)}'`;
}

/** What to look at where the mode is not what denies. `/bin/ls`, because some shells have an `ls` of their own. */
function whoDenies(file: string): string {
  return isMac
    ? `An access control list denies it. Look with: /bin/ls -lde ${file}`
    : `An access control list, SELinux, AppArmor or the file system denies it. Look with: getfacl ${file}; /bin/ls -dZ ${file}`;
}

/** Whether the bits that count for this user grant what is wanted. */
function grants({ mode, uid, gid }: Stats, wanted: Wanted): boolean {
  const groups = [process.getegid?.(), ...(process.getgroups?.() ?? [])];
  const shift = uid === process.geteuid?.() ? 6 : groups.includes(gid) ? 3 : 0;
  const bits = { r: 4, rx: 5, x: 1 }[wanted];
  return ((mode >> shift) & bits) === bits;
}

/** Returns a mode as `ls` shows it, such as `rwxr-xr-x`. */
function modeText({ mode }: Stats): string {
  return Array.from("rwxrwxrwx", (letter, index) => ((mode >> (8 - index)) & 1 ? letter : "-")).join("");
}

function isReadOnly(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (error) {
    return systemCode(error) === "EROFS";
  }
}

const currentUser = "the current user";

function userText(): string {
  const name = userName();
  return name === undefined ? currentUser : `user ${excerpt(name)} (uid ${process.geteuid?.()})`;
}

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined; // a user id without an account, as containers have
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // denied as well
  }
}

/**
 * Returns the topmost directory that may not be searched on the way to `path`, through at most `links` symbolic links;
 * `path` itself where its directory may be searched, and it may not even be looked at.
 */
function closedPath(path: string, links = 40): string | undefined {
  const parent = dirname(path);
  if (parent === path) return undefined;
  const above = closedPath(parent, links);
  if (above !== undefined) return above;
  try {
    statSync(path);
    return undefined;
  } catch (error) {
    if (systemCode(error) !== "EACCES") return undefined;
    const target = links > 0 ? linkTarget(path) : undefined;
    const beyond = target === undefined ? undefined : closedPath(resolve(parent, target), links - 1);
    return beyond ?? (maySearch(parent) ? path : parent);
  }
}

function maySearch(directory: string): boolean {
  try {
    accessSync(directory, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // no link, or its own directory is closed
  }
}
