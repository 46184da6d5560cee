/** Tests that do not run on Windows. */
export interface Skipped {
  readonly why: string;
  /** What only Wine lacks, and a real Windows has. */
  readonly onlyUnderWine?: true;
  /** A test file below `test`, and what the titles of its tests begin with; every title begins with "". */
  readonly tests: Readonly<Record<string, readonly string[]>>;
}

const all = [""];

export const skipped: readonly Skipped[] = [
  {
    why: "it reads /proc, and sends signals",
    tests: { "orchestrator/workflow/evaluators/plugin-end.test.ts": all },
  },
  {
    why: "it calls unshare, for a file system or a limit of its own",
    tests: {
      "orchestrator/queue/watch-losses.test.ts": all,
      "orchestrator/data-dir/system-dirs.test.ts": all,
    },
  },
  {
    why: "its tools are scripts with a first line that starts them",
    tests: { "orchestrator/workflow/evaluators/evaluators.test.ts": all },
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
      "orchestrator/queue/stress.test.ts": all,
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
    tests: { "nushell/typescript.test.ts": all, "nushell/mistakes.test.ts": all },
  },
];

const posix = (path: string): string => path.replaceAll("\\", "/");

/** The entries for a test, given its file and its title as Vitest has it, with those of its groups before it. */
export function skippedFor(file: string, title: string, underWine: boolean): readonly Skipped[] {
  const name = posix(file).replace(/^.*?\/test\//, "");
  return skipped.filter(
    ({ tests, onlyUnderWine }) =>
      (underWine || onlyUnderWine !== true) && tests[name]?.some((begin) => title.startsWith(begin)),
  );
}
