/** Whether this system tells of a directory's changes exactly, so that nothing else is read again. */
export const isWatchExact = process.platform === "linux";

/** Whether this system tells of other processes in /proc: their memory, their folders, their open files. */
export const hasProc = process.platform === "linux";
