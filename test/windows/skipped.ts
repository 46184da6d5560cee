import { isWindows } from "../../src/orchestrator/system/system.ts";

/** Tests that do not run on Windows, or not under Wine, and why. */
interface Group {
  readonly why: string;
  /** What only Wine lacks, and a real Windows has. */
  readonly onlyUnderWine?: true;
  /** By their file, below `test`: what their titles begin with. Every title begins with "". */
  readonly tests: Readonly<Record<string, readonly string[]>>;
}

const all = [""];

const groups: readonly Group[] = [
  {
    why: "it needs /proc and signals",
    tests: { "orchestrator/workflow/evaluators/plugin-end.test.ts": all },
  },
  {
    why: "it calls unshare, for a file system or a limit of its own",
    tests: {
      "orchestrator/data-dir/system-dirs.test.ts": all,
      "orchestrator/queue/watch-losses.test.ts": all,
    },
  },
  {
    why: "it is on users and the modes of files, which Windows does not have",
    tests: {
      "orchestrator/check/data-dir.test.ts": [
        "finds what anybody may write",
        "has a command that this user may give",
        "finds that of checkpoints too",
        "tells of a directory that the user may not use",
      ],
      "orchestrator/system/file-problem.test.ts": [
        "offers chmod to the owner",
        "offers no chmod where",
        "blames what may not be looked at",
        "tells what to look at where a path itself",
        "offers no command that a name could go on with",
        "names the closed directory that a link leads into",
      ],
      "orchestrator/files/patterns/path-pattern.test.ts": ["says so when a pattern's directory may not be listed"],
      "orchestrator/platform/configuration.test.ts": ["names the permission that a configuration lacks"],
      "orchestrator/queue/queue.test.ts": [
        "names the permission, the user and the command",
        "ends with an error that names the directory and the command",
        "recovers from a listing that was denied",
      ],
      "orchestrator/workflow/evaluators/kcl/manifest.test.ts": all,
      "orchestrator/workflow/workflow-file.test.ts": [
        "is an error that says how to mend it when permission is denied",
        "takes EACCES for a denied permission",
        "takes EPERM for a denied permission",
      ],
    },
  },
  {
    why: "it makes a FIFO, or a socket that is a file",
    tests: {
      "orchestrator/files/json-directory.test.ts": ["names what is no regular file"],
      "orchestrator/platform/configuration.test.ts": ["waits for no writer"],
      "orchestrator/status.test.ts": ["waits for no FIFO"],
      "orchestrator/workflow/workflow-file.test.ts": ["is an error when it is a socket"],
    },
  },
  {
    why: "its names are such as no file of Windows has",
    tests: {
      "commands/hostile-names.test.ts": all,
      "orchestrator/files/json-directory.test.ts": ["reads names with spaces, newlines"],
      "orchestrator/files/patterns/path-pattern.test.ts": [
        "finds names of several lines",
        "walks where a pattern's outline leads",
      ],
      "orchestrator/queue/queue.test.ts": ["tells of duplicates without what acts on a terminal"],
    },
  },
  {
    why: "Windows fails otherwise, or not at all",
    tests: {
      "nushell/host/error-boundary.test.ts": [
        "reports what the system refused as that, not as a bug: ENODATA",
        "reports what the system refused as that, not as a bug: Unknown system error",
      ],
      "nushell/protocol/values/system-error.test.ts": [
        "tells of a path through a file",
        "tells of a link to itself",
        "tells of a long name",
        "tells of a copy of a directory",
        "tells of too many open files",
        "tells of a file that is no program",
      ],
      "nushell/testing/nu/nu.test.ts": ["says what else is in the way of starting it"],
    },
  },
  {
    why: "it makes symbolic links, which Wine 8.0 cannot",
    onlyUnderWine: true,
    tests: {
      "orchestrator/check/data-dir.test.ts": [
        "names every file that the index has a problem with",
        "tells what else keeps the tasks from being listed",
      ],
      "orchestrator/files/json-directory.test.ts": ["follows a directory whose parent is replaced"],
      "orchestrator/files/patterns/path-pattern.test.ts": ["follows symbolic links"],
      "orchestrator/queue/queue.test.ts": [
        "does not take a link to a directory that is not there",
        "follows a directory that is replaced under two names",
        "reads a queue afresh, through symbolic links",
      ],
      "orchestrator/status.test.ts": [
        "does not take a link to nothing for no status file",
        "advises to correct or remove the file only where",
      ],
      "orchestrator/workflow/workflow-file.test.ts": ["is an error that says why, whatever"],
    },
  },
  {
    why: "it calls git, which is not there under Wine",
    onlyUnderWine: true,
    tests: { "orchestrator/platform/placeholders.test.ts": all },
  },
  {
    why: "it makes 10,000 files and more, of which each takes Wine ten times as long",
    onlyUnderWine: true,
    tests: {
      "commands/task-stream.test.ts": all,
      "orchestrator/queue/queue.test.ts": ["looks up what the daemon has too"],
      "orchestrator/queue/stress.test.ts": all,
      "orchestrator/queue/queue-memory.test.ts": all,
      "orchestrator/files/patterns/path-pattern.test.ts": [
        "ends at Ctrl-C while many alternatives",
        "answers for any pattern over",
        "refuses a pattern that matches too many files",
      ],
    },
  },
  {
    why: "it calls TypeScript, whose program for Windows npm installs on Windows only",
    onlyUnderWine: true,
    tests: {
      "nushell/api.test.ts": all,
      "nushell/api-examples.test.ts": ["has only examples in its comments that compile"],
      "nushell/index.test.ts": ["exports every type that a public declaration names"],
      "nushell/mistakes.test.ts": all,
      "nushell/testing/calls/mocks.test.ts": ["compile as an author writes them"],
      "nushell/typescript.test.ts": all,
    },
  },
  {
    why: "nothing tells there which of two files of an id has changed",
    tests: { "orchestrator/queue/events.test.ts": ["tells of the one of two files of an id that has changed"] },
  },
  {
    why: "it counts looks in a second, which Wine is too slow for",
    onlyUnderWine: true,
    tests: {
      "orchestrator/queue/following.test.ts": ["looks about once a second", "looks ten times a second"],
    },
  },
  {
    why: "it bundles the worker thread's code, and Rolldown is installed for Linux alone",
    onlyUnderWine: true,
    tests: {
      "orchestrator/workflow/aside.test.ts": all,
      "orchestrator/workflow/languages/documents.test.ts": [
        "is given up at the alias that is one too many",
        "is read in a time that grows with its length",
        "says what is wrong though a value is too long for the parser of places",
      ],
      "orchestrator/workflow/validation/meaning.test.ts": [
        "checks 10,000 operations",
        "bears thousands of unknown names",
        "bears thousands of unknown providers",
      ],
    },
  },
  {
    why: "Wine says no more than UNKNOWN of a refused connection of several addresses",
    onlyUnderWine: true,
    tests: {
      "nushell/protocol/values/system-error.test.ts": [
        "tells of a closed port, by fetch",
        "tells of a closed port of a host with several addresses",
      ],
    },
  },
];

export interface Skip {
  readonly why: string;
  readonly file: string;
  readonly title: string;
}

const underWine = !isWindows || process.env["WINEPREFIX"] !== undefined;

/** What is skipped here. */
export const skips: readonly Skip[] = groups
  .filter(({ onlyUnderWine = false }) => underWine || !onlyUnderWine)
  .flatMap(({ why, tests }) =>
    Object.entries(tests).flatMap(([file, titles]) => titles.map((title) => ({ why, file, title }))),
  );

/** The files of which no test runs, which are not even loaded. */
export const skippedFiles: readonly Skip[] = skips.filter(({ title }) => title === "");

/** Whether an entry of the list is for a test, given by its file's path and its own title. */
export function isFor({ file, title }: Skip, path: string, name: string): boolean {
  return path.replaceAll("\\", "/").endsWith(`/test/${file}`) && name.startsWith(title);
}
