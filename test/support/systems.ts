const isLinux = process.platform === "linux";

/** Whether this system tells of a directory's changes exactly, so that nothing else is read again. */
export const isWatchExact = isLinux;

/** Whether this system tells of other processes in /proc: their memory, their folders, their open files. */
export const hasProc = isLinux;

/** Whether a tool has to be here that `.ci/tools` installs on Linux only. */
export const mustHaveTools = isLinux && process.env["CI"] === "true";
