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
    why: "it reads /proc, and sends signals",
    tests: { "orchestrator/workflow/evaluators/plugin-end.test.ts": all },
  },
  {
    why: "it takes permissions away as Unix has them",
    tests: { "orchestrator/workflow/evaluators/kcl/manifest.test.ts": all },
  },
  {
    why: "it calls unshare, for a file system or a limit of its own",
    tests: {
      "orchestrator/queue/watch-losses.test.ts": all,
      "orchestrator/data-dir/system-dirs.test.ts": all,
    },
  },
  {
    why: "its names are such as no file of Windows has",
    tests: { "commands/hostile-names.test.ts": all },
  },
  {
    why: "it calls git, and makes links",
    onlyUnderWine: true,
    tests: { "orchestrator/platform/placeholders.test.ts": all },
  },
  {
    why: "it measures how long thousands of files take, which are ten times slower under Wine",
    onlyUnderWine: true,
    tests: {
      "commands/task-stream.test.ts": all,
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
    why: "it calls TypeScript, whose program for Windows is not among the packages of Linux",
    onlyUnderWine: true,
    tests: {
      "nushell/typescript.test.ts": all,
      "nushell/mistakes.test.ts": all,
      "nushell/api.test.ts": all,
      "nushell/api-examples.test.ts": ["has only examples in its comments that compile"],
      "nushell/index.test.ts": ["exports every type that a public declaration names"],
      "nushell/testing/calls/mocks.test.ts": ["compile as an author writes them"],
    },
  },
  {
    why: "Windows fails otherwise, or not at all",
    tests: {
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
    why: "Wine says of a refused connection of several addresses no more than UNKNOWN",
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
  readonly onlyUnderWine: boolean;
  readonly file: string;
  readonly title: string;
}

export const skips: readonly Skip[] = groups.flatMap(({ why, onlyUnderWine = false, tests }) =>
  Object.entries(tests).flatMap(([file, titles]) => titles.map((title) => ({ why, onlyUnderWine, file, title }))),
);

/** The files of which no test runs, which are not even loaded. */
export const skippedFiles: readonly Skip[] = skips.filter(({ title }) => title === "");

/** Whether an entry of the list is for a test, given by its file's path and its own title. */
export function isFor({ file, title }: Skip, path: string, name: string): boolean {
  return path.replaceAll("\\", "/").endsWith(`/test/${file}`) && name.startsWith(title);
}
