import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openNu } from "nu-plugin/testing";
import { busySeconds, busyWriter, Journal, untruths } from "../orchestrator/queue/journal.ts";
import { cleanEnvironment, fixtures, nuBinary, pluginFile } from "../support/nu.ts";
import { since } from "../support/releases.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** What one call printed: times in nanoseconds since 1970, and each column as a list. */
interface Answer {
  readonly begin: number;
  readonly end: number;
  readonly id: readonly string[];
  readonly priority: readonly (number | null)[];
  readonly problems: readonly { readonly path: string; readonly code: string }[];
}

const million = 1_000_000;

// `metadata access`, which gives rows and problems of one answer, is not in the older releases.
it.runIf(since("0.115"))(
  "lists all that was written before, and nothing else, in two shells with four calls at a time each [queue-busy-shells]",
  { timeout: (busySeconds + 60) * 1000 },
  async () => {
    const dir = temporaryDirectory({ log: "", "tasks/.keep": "" });
    const log = join(dir, "log");
    const writer = spawn(process.execPath, [...busyWriter, join(dir, "tasks"), log, `${busySeconds}`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    onTestFinished(() => void writer.kill());

    const script = `
      def now [] { date now | into int }
      let until = (date now) + ${busySeconds}sec
      while (date now) < $until {
        1..4 | par-each --threads 4 {
          let begin = (now)
          orch tasks -q -d ${dir} | metadata access {|found|
            let rows = $in
            {begin: $begin, end: (now), id: $rows.id, priority: $rows.priority, problems: $found.orch_problems}
          }
        } | each { print ($in | to json --raw) }
      }`;
    const shell = openNu({
      nu: nuBinary(),
      plugins: [pluginFile],
      cwd: fixtures,
      env: cleanEnvironment(),
      timeout: (busySeconds + 30) * 1000,
    });
    const results = await Promise.all([shell.run(script), shell.run(script)]);

    const journal = new Journal(log);
    journal.readOn();
    for (const { stdout, stderr, code } of results) {
      expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
      const answers = stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Answer);
      expect(answers.length).toBeGreaterThan(busySeconds * 4);
      for (const { begin, end, id, priority, problems } of answers) {
        const tasks = id.map((each, i) => ({ id: each, priority: priority[i] ?? null }));
        const writes = journal.during(begin / million, end / million);
        expect(untruths({ tasks, problems }, writes, end / million)).toEqual([]);
      }
    }
  },
);
