import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { fixtures } from "../../support/nu.ts";
import { textFault, withTextFaults, type TextFault } from "../text-faults.ts";

const data = join(fixtures, "data");
const platform = `[storage]\nbackend = "filesystem"\n\n[executor]\nmax_concurrent_tasks = 4\ntask_timeout_seconds = 3600\n`;

/**
 * Makes a home with a data directory that has some of everything, and a task of this id. Returns the data directory, and the
 * plugin's settings.
 */
export function makeDataDir(home: string, good: string) {
  const dataDir = join(home, "data");
  cpSync(join(data, "small"), dataDir, { recursive: true });
  cpSync(join(data, "daemon"), dataDir, { recursive: true });
  const task = { id: good, name: "well", status: "pending", created_at: "2026-03-14T08:00:00Z", dependencies: [] };
  writeFileSync(join(dataDir, "tasks", `${good}.json`), JSON.stringify(task));
  const platform_config = join(home, "config.toml");
  writeFileSync(platform_config, platform);
  return { dataDir, config: { platform_config } };
}

interface FileFault {
  /** Which file. */
  readonly file: number;
  /** What becomes of it, unless its text is changed. */
  readonly kind: string;
  readonly texts: readonly TextFault[];
}

const odd: Readonly<Record<string, (path: string, chosen: number) => void>> = {
  gone: () => {},
  empty: (path) => writeFileSync(path, ""),
  "a directory": (path) => mkdirSync(path),
  "a FIFO": (path) => execFileSync("mkfifo", [path]),
  "a link to nothing": (path) => symlinkSync("nothing", path),
  "a link to itself": (path) => symlinkSync(path, path),
  "a link to a directory": (path) => symlinkSync(".", path),
  "a link to /dev/zero": (path) => symlinkSync("/dev/zero", path),
  "a link to /dev/null": (path) => symlinkSync("/dev/null", path),
  "a link to another": (path, chosen) => symlinkSync(`task-00${1 + (chosen % 8)}.json`, path),
  "a copy of another": (path) => cpSync(join(data, "small", "tasks", "task-002.json"), path),
  "only NUL": (path, chosen) => writeFileSync(path, Buffer.alloc(chosen % 9000)),
  "17 MiB": (path) => writeFileSync(path, `{"id": "${"x".repeat(17 * 1024 * 1024)}"}`),
  "5,000 levels": (path) => writeFileSync(path, `${'{"a":['.repeat(2500)}1${"]}".repeat(2500)}`),
  "another value": (path, chosen) => writeFileSync(path, values[chosen % values.length] ?? ""),
  "an odd name": (path, chosen) => {
    const name = names[chosen % names.length] ?? "";
    const bytes = typeof name === "string" ? Buffer.from(name) : name;
    writeFileSync(Buffer.concat([Buffer.from(`${dirname(path)}/`), bytes]), wrongField(chosen));
  },
  "a wrong field": (path, chosen) => writeFileSync(path, wrongField(chosen)),
};
const values = [
  "null",
  "true",
  "1",
  '"text"',
  "[]",
  "{}",
  "[null]",
  '{"id": null}',
  "[[[]]]",
  '{"data": {}}',
  '{"success": false}',
];
const names = [
  "-x.json",
  " .json",
  ".json",
  "a\nb.json",
  "\u{202e}a.json",
  "\u{1b}[31m.json",
  "e\u{301}.json",
  "\u{e9}.json",
  "a.JSON",

  "task-001.json.tmp",
  "TASK-001.json",
  "%41.json",
  "__proto__.json",
  `${"x".repeat(240)}.json`,
  Buffer.from("ff2e6a736f6e", "hex"),
];
const fields = [
  "id",
  "name",
  "status",
  "priority",
  "dependencies",
  "created_at",
  "started_at",
  "completed_at",
  "progress",
];
const others = [
  "output",
  "error",
  "args",
  "command",
  "workflow",
  "workflow_id",
  "queued_at",
  "tasks_pending",
  "last_check",
];
const wrong = [
  "null",
  "[]",
  "{}",
  "true",
  "-1",
  "1e400",
  "1e999999999",
  "-0",
  '""',
  '" "',
  '"\\ud800"',
  '"\\u0000"',
  '"a\\u202eb"',

  '"2026-99-99"',
  '"9999999999"',
  "99999999999999999999",
  '{"toString": 1}',
  '["task-001", "zz-well"]',
  '[{"a": 1}]',
  `"${"x".repeat(5000)}"`,

  '"Completed"',
  '"Läuft"',
  '{"Failed": {"error": "x"}}',
  '"../../etc"',
  '"a/b"',
  '"."',
  '"__proto__"',
  '"e\\u0301"',
  '{"__proto__": 1}',
];

/** A task of which one field is what nobody expects. */
function wrongField(chosen: number): string {
  const all = [...fields, ...others];
  const [name, value] = [all[chosen % all.length], wrong[Math.floor(chosen / all.length) % wrong.length]];
  return `{"id": "task-00${chosen % 9}", "status": "pending", "created_at": "2026-03-14T08:00:00Z", ${JSON.stringify(name)}: ${value}}`;
}

export const fileFault: fc.Arbitrary<FileFault> = fc.record(
  {
    file: fc.nat(),
    kind: fc.oneof(
      { weight: 2, arbitrary: fc.constant("changed") },
      { weight: 3, arbitrary: fc.constantFrom(...Object.keys(odd)) },
    ),
    texts: fc.array(textFault, { minLength: 1, maxLength: 2 }),
  },
  { noNullPrototype: true },
);

/** Puts these faults into the files of a home, one after the other, but not into the one that is to stay well. */
export function withFileFaults(home: string, faults: readonly FileFault[]): void {
  const paths = readdirSync(home, { recursive: true, encoding: "utf8" })
    .filter((path) => !/^data$|^data.tasks$|zz-well\.json$/.test(path))
    .toSorted();
  for (const { file, kind, texts } of faults) {
    const path = join(home, paths[file % paths.length] ?? "");
    if (!isDirectory(dirname(path))) continue;
    const text = kind === "changed" ? textAt(path) : undefined;
    rmSync(path, { recursive: true, force: true });
    if (kind === "changed") writeFileSync(path, withTextFaults(text ?? Buffer.of(), texts));
    else odd[kind]?.(path, texts[0]?.odd ?? 0);
    // A file that has just been written may not be finished, for which every call would wait a moment.
    if (existsSync(path)) utimesSync(path, 1e9, 1e9);
  }
}

/** What a fault is told as. */
export function kindOf({ kind, texts }: FileFault): string {
  return kind === "changed" ? `file: ${texts[0]?.kind}` : `file: ${kind}`;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function textAt(path: string): Buffer | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
