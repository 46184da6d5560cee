import { constants } from "node:os";

/** Whether a call of the system failed: no such file, no process left, ... */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}

/** Returns the system's code of a failed call, such as `ENOENT`; undefined for anything else that was thrown. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) return undefined;
  return error.code.startsWith("Unknown system error") ? nameOf(error) : error.code;
}

/** Of some errors, such as ESTALE and EDQUOT, Node knows the number alone. */
function nameOf(error: Error): string | undefined {
  const number = "errno" in error ? error.errno : undefined;
  return Object.entries(constants.errno).find(([, each]) => -each === number)?.[0];
}

/** Returns what the system's error says, in words and by its code: `no space is left (ENOSPC)`. */
export function systemReason(error: unknown): string {
  const code = systemCode(error);
  const words = code === undefined ? undefined : reasons[code];
  if (words !== undefined) return `${words} (${code})`;
  return code ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EAGAIN: "the system allows no more processes for now",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file is larger than the limit on files",
  EIO: "the disk or the network failed",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open on the whole system",
  ENOENT: "it does not exist",
  ENOEXEC: "it is no program that this system can run",
  ENOMEM: "no memory is left",
  ENOSPC: "no space is left on the disk",
  ENOTDIR: "it is not a directory",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
  ESTALE: "the network file system has lost it",
  ETXTBSY: "it is being written",
};
