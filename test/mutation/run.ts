// `npm run mutate -- orchestrator/queue` changes that part of the source in every small way, and lists what no test notices.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exit } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fetched } from "../../src/build/fetched.ts";
import { programOf } from "../support/runtimes.ts";

/** They find by chance, so the score would be one of chance, and they take longer than all others. */
const leftOut = ["nushell/protocol/properties", "orchestrator/queue/any-files", "orchestrator/queue/stress"];
const strykerVersion = "10.1.1";
const root = fileURLToPath(new URL("../..", import.meta.url));

const { positionals, values } = parseArgs({ allowPositionals: true, options: { tests: { type: "string" } } });
const [part = ""] = positionals;
const isFile = part.endsWith(".ts");
// The tests of a part are in the same folder of test/.
const tests = join("test", values.tests ?? (isFile ? join(part, "..") : part));
if (positionals.length !== 1 || !existsSync(join(root, "src", part)) || !existsSync(join(root, tests))) {
  console.error(
    "Say which folder or file of src is to be changed, and if they are not in the same folder of test, where its tests are: npm run mutate -- nushell/protocol/values --tests nushell",
  );
  exit(2);
}

const reports = join("coverage/mutation", part);
const folder = mkdtempSync(join(tmpdir(), "mutation-"));
const settings = join(folder, "stryker.json");
const options = {
  mutate: [join("src", part, isFile ? "" : "**/*.ts").replace(/\/$/, "")],
  testRunner: "vitest",
  vitest: { configFile: "test/mutation/vitest.config.ts", dir: tests, related: false },
  plugins: [join(fetched("@stryker-mutator/vitest-runner", strykerVersion), "dist/src/index.js")],
  ignorePatterns: [
    "/*",
    ...["src", "test", "fixtures", "plugin", "package.json", "tsconfig.json"].map((kept) => `!/${kept}`),
    ...leftOut.map((file) => `/test/${file}.test.ts`),
  ],
  // It would rewrite the usual one, by an API that TypeScript 7 has not.
  tsconfigFile: "none",
  tempDirName: folder,
  // Machines have other work, and some tests watch files.
  concurrency: 1,
  // Changes of what runs only while a file is loaded: each would take all tests.
  ignoreStatic: true,
  // Only what was changed since, or noticed by no test, is tried again.
  incremental: true,
  incrementalFile: `${reports}/incremental.json`,
  reporters: ["clear-text", "progress", "html", "json"],
  jsonReporter: { fileName: `${reports}/report.json` },
  clearTextReporter: { logTests: false, reportTests: false, allowEmojis: false },
  htmlReporter: { fileName: `${reports}/index.html` },
  allowConsoleColors: false,
};
try {
  writeFileSync(settings, JSON.stringify(options));
  const stryker = join(fetched("@stryker-mutator/core", strykerVersion), "bin/stryker.js");
  // It needs Node 22 or newer.
  const { status } = spawnSync(programOf("Node 24"), [stryker, "run", settings], { cwd: root, stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
