import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";

/** What Node tells of a failed call of the system. */
interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly errno?: number;
  readonly path?: string;
  readonly dest?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

/** The parts of the error that Nushell shows. */
export interface SystemErrorTexts {
  readonly message: string;
  readonly code: string;
  readonly label: string;
  readonly help: string | undefined;
}

/** Whether an error, or what caused it, is one of the system. */
export function isOfSystem(error: unknown): boolean {
  return systemErrorIn(error) !== undefined;
}

/** Returns undefined if neither the error nor what caused it is one of the system. */
export function systemErrorTexts(error: unknown, path?: string): SystemErrorTexts | undefined {
  const found = systemErrorIn(error);
  if (found === undefined) return undefined;
  const name = nameOf(found);
  const [message, code, help] = kinds[name] ?? [described(found, name), `io::${name.toLowerCase()}`, otherHelp(name)];
  return { message, code: `nu::shell::${code}`, label: attempted(found, path), help };
}

/**
 * `fetch` hides the error in its cause, and a connection that was tried at several addresses in a list. A cause may lead back
 * to what it caused.
 */
function systemErrorIn(error: unknown, seen: ReadonlySet<unknown> = new Set()): SystemError | undefined {
  if (!(error instanceof Error) || seen.has(error)) return undefined;
  if (isSystemError(error)) return error;
  return systemErrorIn(error instanceof AggregateError ? error.errors[0] : error.cause, new Set([...seen, error]));
}

function isSystemError(error: Error): error is SystemError {
  return "code" in error && typeof error.code === "string" && "syscall" in error && typeof error.syscall === "string";
}

/** Returns the code. Of some errors, such as ESTALE, Node knows the number alone. */
function nameOf({ code, errno = 0 }: SystemError): string {
  if (!code.startsWith("Unknown system error")) return code;
  return Object.entries(constants.errno).find(([, number]) => number === -errno)?.[0] ?? `errno ${-errno}`;
}

function described({ errno }: SystemError, name: string): string {
  const [, [first = "", ...rest] = name] = getSystemErrorMap().get(errno ?? 0) ?? [];
  return first.toUpperCase() + rest.join("");
}

const otherHelp = (name: string) => `Try again. If it fails again, look up ${name}, which is what the system calls it.`;

/** What failed: `cannot open /etc/shadow`. */
function attempted(error: SystemError, path = error.path): string {
  const [call = "", program] = error.syscall.split(" ");
  const address = error.port === undefined ? error.address : `${error.address}:${error.port}`;
  const place = path ?? program ?? error.hostname ?? address;
  const to = error.dest === undefined ? "" : ` to ${error.dest}`;
  return `cannot ${verbs[call] ?? call}${place === undefined ? "" : ` ${place}`}${to}`;
}

const verbs: Readonly<Record<string, string>> = {
  scandir: "list",
  opendir: "list",
  stat: "look at",
  lstat: "look at",
  access: "reach",
  mkdir: "make",
  rmdir: "remove",
  rm: "remove",
  unlink: "remove",
  copyfile: "copy",
  cp: "copy",
  symlink: "link",
  readlink: "read the link",
  chmod: "change the permissions of",
  chown: "change the owner of",
  connect: "connect to",
  listen: "listen at",
  bind: "listen at",
  getaddrinfo: "find the host",
  spawn: "run",
};

/** By the system's code: the message, Nushell's code, and what to do. */
const kinds: Readonly<Record<string, readonly [message: string, code: string, help: string]>> = {
  ENOENT: ["Not found", "io::not_found", "Check how the path is spelled, and that nobody has moved or deleted it."],
  EACCES: [
    "Permission denied",
    "io::permission_denied",
    "Change the permissions of the file or of its directory, or run Nushell as a user that has them.",
  ],
  EPERM: [
    "Operation not permitted",
    "io::permission_denied",
    "Only the owner or an administrator may do that. On macOS, the settings of Privacy & Security may deny it too.",
  ],
  EISDIR: ["Is a directory", "io::is_a_directory", "Give the path of a file, such as one in this directory."],
  ENOTDIR: ["Not a directory", "io::not_a_directory", "Give a path on which all but the last name are directories."],
  EEXIST: ["Already exists", "io::already_exists", "Choose another name, or remove what has this one."],
  ENOTEMPTY: ["Directory not empty", "io::directory_not_empty", "Remove what is in the directory first."],
  EROFS: [
    "Read-only file system",
    "io::read-only_filesystem_or_storage_medium",
    "Choose a place that can be written to.",
  ],
  ENOSPC: ["No space left", "io::no_storage_space", "Free some space on that disk, or choose a place on another one."],
  EDQUOT: ["Quota exceeded", "io::quota_exceeded", "Remove files of yours on that disk, or choose another one."],
  EMFILE: ["Too many open files", "io::too_many_open_files", "Raise the limit by `ulimit -n` before Nushell starts."],
  ENFILE: ["Too many open files", "io::too_many_open_files", "Close some programs: the whole system is at its limit."],
  EFBIG: [
    "File too large",
    "io::file_too_large",
    "Raise the limit by `ulimit -f` before Nushell starts, or choose a disk that takes larger files.",
  ],
  EIO: [
    "Input/output error",
    "io::input/output_error",
    "Try again. If it fails again, the disk or the network that it is on is at fault: the system's log says more.",
  ],
  ESTALE: [
    "Stale network file handle",
    "io::stale_network_file_handle",
    "Try again. If it fails again, mount that network file system anew.",
  ],
  ENOMEM: [
    "Out of memory",
    "io::out_of_memory",
    "Close some programs, or raise the limit by `ulimit -v` before Nushell starts.",
  ],
  EAGAIN: [
    "Resource temporarily unavailable",
    "io::operation_would_block",
    "Try again. If a program was to be started, close others first, or raise the limit by `ulimit -u` before Nushell starts.",
  ],
  ENAMETOOLONG: ["Name too long", "io::invalid_filename", "Choose a shorter name."],
  ELOOP: ["Circle of symbolic links", "io::filesystem_loop", "Correct the symbolic links on this path."],
  EBUSY: ["Resource busy", "io::resource_busy", "Close the program that uses it, and try again."],
  ETXTBSY: ["Program is running", "io::executable_file_busy", "End the program of this file, and try again."],
  EXDEV: ["Different disks", "io::cross-device_link_or_rename", "Copy it instead, and remove the original."],
  ECONNREFUSED: [
    "Connection refused",
    "io::connection_refused",
    "Check the address and the port, and that the server is running.",
  ],
  ECONNRESET: ["Connection reset", "io::connection_reset", "Try again: the other side has closed the connection."],
  EPIPE: ["Broken pipe", "io::broken_pipe", "Try again: nobody reads this connection any more."],
  ETIMEDOUT: ["Timed out", "io::timed_out", "Check the address and the network, and try again."],
  EHOSTUNREACH: ["Host unreachable", "io::host_unreachable", "Check the address and the network."],
  ENETUNREACH: ["Network unreachable", "io::network_unreachable", "Check the connection to the network."],
  EADDRINUSE: ["Address in use", "io::addr_in_use", "Choose another port, or end the program that has this one."],
  ENOTFOUND: ["Host not found", "network::dns::no_name", "Check how the name of the host is spelled."],
  EAI_AGAIN: ["Host not found", "network::dns::again", "Check the connection to the network, and try again."],
};
