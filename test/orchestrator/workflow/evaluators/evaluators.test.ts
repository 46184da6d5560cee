import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join, sep } from "node:path";
import { chdir, cwd } from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
import { isWindows } from "../../../../src/orchestrator/system/system.ts";
import { isAlive } from "../../../support/alive.ts";
import type { EvaluatorTools } from "../../../../src/orchestrator/workflow/evaluators/evaluation.ts";
import {
  check,
  evaluators,
  never,
  scratchFile,
  scratchFolder,
  toolFolder,
  validateFile,
  writeTool,
} from "../scratch.ts";

// What no real tool can be made to do: the executables here misbehave in its place, and evaluate nothing.

/** The Pythons that messages name. */
const pythons = isWindows ? '"python3", "python" or "py"' : '"python3"';

/** Runs a test in that folder. */
function goTo(folder: string): void {
  const before = cwd();
  onTestFinished(() => chdir(before));
  chdir(folder);
}

const good = JSON.stringify({ operations: [{ id: "a" }] });
const limits = { timeoutMs: 60_000, maxBytes: 1_000_000 };

/** How much is to be done when the process ends. */
const waiting = () => ["exit", "SIGTERM", "SIGINT", "SIGHUP"].map((event) => process.listenerCount(event));
const atFirst = waiting();

/** Waits until a file is there and has something in it. */
async function contentOf(path: string): Promise<string> {
  while (!existsSync(path) || readFileSync(path, "utf8") === "") {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return readFileSync(path, "utf8");
}

/** Waits until a process is gone. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

// Writes its own and its child's process id to a file, then both run for ever.
const forks = (file: string): string => `
  const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
  require("node:fs").writeFileSync(${JSON.stringify(file)}, process.pid + " " + child.pid);`;
const pidsIn = async (file: string): Promise<number[]> => (await contentOf(file)).split(" ").map(Number);

describe("a KCL or Nickel workflow", () => {
  it.each([
    ["wf.k", "KCL", `neither "kcl" nor a ${pythons} with kcl_lib is on PATH`, "pip install kcl-lib", "kcl"],
    ["wf.ncl", "Nickel", '"nickel" is not on PATH', "cargo install nickel-lang-cli --locked", "nickel"],
  ])(
    "whose tool is missing is an error that says what to install: %s [validate-evaluator-missing]",
    async (name, language, tool, install, key) => {
      const path = scratchFile(name, "");
      for (const PATH of [undefined, "", scratchFolder()]) {
        const failure = validateFile(path, { strict: false, env: { PATH }, signal: never, evaluators });
        await expect(failure).rejects.toMatchObject({
          name: "OrchestratorError",
          code: "orch::evaluator_missing",
          message: `${path} is a ${language} file, but ${tool}`,
          help: expect.stringContaining(install),
        });
        await expect(failure).rejects.toMatchObject({
          about: key,
        });
      }
    },
  );

  it("never takes a tool from a relative entry of PATH, nor a file that is not executable [validate-evaluator-missing]", async () => {
    const folder = toolFolder("nickel", `console.log('${good}')`);
    const path = scratchFile("wf.ncl", "");
    const plain = scratchFolder();
    writeFileSync(join(plain, "nickel"), "");
    goTo(dirname(folder));
    for (const PATH of [basename(folder), join(".", basename(folder)), plain]) {
      await expect(check(path, { PATH })).rejects.toMatchObject({ code: "orch::evaluator_missing" });
    }
    expect(await check(path, { PATH: [plain, "relative", folder].join(delimiter) })).toStrictEqual([]);
  });

  it("is evaluated by no program of its folder or of the current one, which Windows searches first [windows-current-directory]", async () => {
    const folder = scratchFolder();
    const started = `require("node:fs").writeFileSync(${JSON.stringify(join(folder, "started"))}, "")`;
    for (const tool of ["nickel", "kcl", "python3", "python", "py"]) writeTool(join(folder, tool), started);
    const files = ["wf.ncl", "wf.k"].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, "");
    goTo(folder);
    // The last is on whatever drive is the current one.
    const onDrive = isWindows ? [folder.slice(2)] : [];
    for (const PATH of ["", ".", delimiter, `.${sep}`, ...onDrive]) {
      for (const file of files) {
        await expect(check(file, { PATH })).rejects.toMatchObject({ code: "orch::evaluator_missing" });
      }
    }
    for (const nickel of ["nickel", join(".", "nickel"), ...onDrive.map((path) => join(path, "nickel.exe"))]) {
      const options = { strict: false, env: {}, tools: { nickel }, signal: never, evaluators };
      const missing = { code: "orch::evaluator_missing", about: "setting" };
      await expect(validateFile(join(folder, "wf.ncl"), options)).rejects.toMatchObject(missing);
    }
    expect(existsSync(join(folder, "started"))).toBe(false);
  });

  it("takes a configured tool from a full path, from HOME or from PATH, and from no folder's point of view [evaluator-configured]", async () => {
    const folder = toolFolder("nickel", `console.log('${good}')`);
    const ask = (nickel: string, env = {}) =>
      validateFile(scratchFile("wf.ncl", ""), { strict: false, env, tools: { nickel }, signal: never, evaluators });
    expect(await ask(`${folder}/nickel`)).toStrictEqual([]);
    expect(await ask("~/bin/nickel", { HOME: dirname(folder) })).toStrictEqual([]);
    expect(await ask("nickel", { PATH: folder })).toStrictEqual([]);
    await expect(ask("~/bin/nickel")).rejects.toMatchObject({ code: "orch::no_home" });
    expect(await ask(join(folder, isWindows ? "nickel.exe" : "nickel"))).toStrictEqual([]);
    goTo(dirname(folder));
    for (const tool of [join(basename(folder), "nickel"), "", "nickel", folder]) {
      await expect(ask(tool)).rejects.toMatchObject({
        code: "orch::evaluator_missing",
        about: "setting",
        message: `The setting nickel is "${tool}", which is not a program that you may run`,
      });
    }
  });

  it("says which Python lacks kcl_lib, where the configuration asks for it [evaluator-configured]", async () => {
    const PATH = toolFolder("python3", `console.log('{"missing": ""}')`);
    const path = scratchFile("wf.k", "");
    const ask = (tools: EvaluatorTools) =>
      validateFile(path, { strict: false, env: { PATH }, tools, signal: never, evaluators });
    const configured = `but the Python of the setting python ("${PATH}/python3") has no kcl_lib`;
    for (const [tools, message] of [
      [{ kcl: "kcl_lib" }, `but no ${pythons} on PATH has kcl_lib`],
      [{ python: `${PATH}/python3` }, configured],
      [{ kcl: "kcl_lib", python: `${PATH}/python3` }, configured],
    ] as const) {
      await expect(ask(tools)).rejects.toMatchObject({
        code: "orch::evaluator_missing",
        message: `${path} is a KCL file, ${message}`,
        help: expect.stringContaining("pip install kcl-lib"),
      });
    }
  });

  it.each(["wf.ncl", "-x; touch y.ncl"])(
    "is run by its tool, away from its folder, with the caller's variables and no shell: %s [validate-evaluator-run] [windows-current-directory]",
    async (name) => {
      const path = scratchFile(name, "");
      const PATH = toolFolder(
        "nickel",
        `require("node:fs").writeFileSync("seen.json", JSON.stringify({
           args: process.argv.slice(2), env: process.env, stdin: require("node:fs").readFileSync(0, "utf8") }));
         console.log('{"operations": [{"id": "a", "timeout": 0}]}');`,
      );
      const folders = `lib${delimiter}${delimiter}${dirname(PATH)}`;
      const env = { PATH, HOME: "/some/home", NICKEL_IMPORT_PATH: folders };
      const found = await validateFile(path, { strict: false, env, signal: never, evaluators });
      expect(found).toMatchObject([{ code: "not-positive", place: { line: 1, column: 1 } }]);
      expect(readdirSync(dirname(path))).toStrictEqual([name]);
      const seen: unknown = JSON.parse(readFileSync(join(PATH, "seen.json"), "utf8"));
      const imports = ["--import-path", join(dirname(path), "lib"), "--import-path", dirname(PATH)];
      expect(seen).toMatchObject({
        args: ["export", "--format", "json", "--error-format", "json", ...imports, path],
        env: { PATH, HOME: "/some/home" },
        stdin: "",
      });
      expect(seen).not.toHaveProperty("env.NICKEL_IMPORT_PATH");
    },
  );

  it("may print before its JSON, as kcl shows it [validate-evaluator-print]", async () => {
    const path = scratchFile("wf.k", "");
    const PATH = toolFolder(
      "kcl",
      `console.log('hello\\n{"printed": 1}\\n[2]\\n' + JSON.stringify({ operations: [{ id: "a", timeout: 0 }] }, null, 4));`,
    );
    expect((await check(path, { PATH })).map(({ code }) => code)).toStrictEqual(["not-positive"]);
  });

  it.each(["", "no json", "{", "hello\n{ not json\n}", "x\n[1\n"])(
    "whose tool succeeds with something else than JSON is an error, not a verdict: %j [validate-evaluator-failed]",
    async (output) => {
      const path = scratchFile("wf.ncl", "");
      const PATH = toolFolder(
        "nickel",
        `process.stdout.write(${JSON.stringify(output)}); console.error("\\x1b[31mtrace\\x1b[0m \\x07")`,
      );
      await expect(check(path, { PATH })).rejects.toMatchObject({
        code: "orch::evaluator_failed",
        message: `nickel printed no JSON on ${path}: trace \\u{7}`,
      });
    },
  );

  it("whose tool crashes is an error, not a verdict [validate-evaluator-failed]", async () => {
    const path = scratchFile("wf.k", "");
    const crash = isWindows ? "process.exit(0xc00000fd | 0)" : 'process.kill(process.pid, "SIGSEGV")';
    const how = isWindows ? "exited with code 0xC00000FD" : "was ended by SIGSEGV";
    const PATH = toolFolder("kcl", `${crash}; setInterval(() => {}, 1000)`);
    await expect(check(path, { PATH })).rejects.toMatchObject({
      code: "orch::evaluator_failed",
      message: `kcl ${how} on ${path} and said nothing`,
      help: expect.stringContaining("endless recursion"),
    });
  });

  it("whose tool cannot be started is an error [validate-evaluator-failed]", async () => {
    const path = scratchFile("wf.k", "");
    const folder = toolFolder("kcl", "");
    writeFileSync(join(folder, isWindows ? "kcl.exe" : "kcl"), "#!/no/such/interpreter\n");
    await expect(check(path, { PATH: folder })).rejects.toMatchObject({
      code: "orch::evaluator_failed",
      message: expect.stringMatching(/kcl(?:\.exe)? could not be started/),
    });
  });

  // Each of the tools: how it is called, and what runs it.
  const tools = [
    ["nickel", "nickel", "wf.ncl"],
    ["kcl", "kcl", "wf.k"],
    ["python3", "kcl_lib", "wf.k"],
  ] as const;

  it.each(tools)(
    "whose %s fails without a word, or in words that are not known, is an error with its exit code [validate-evaluation]",
    async (command, tool, name) => {
      const path = scratchFile(name, "");
      const failure = async (script: string): Promise<unknown> =>
        await check(path, { PATH: toolFolder(command, script) }).catch((error: unknown) => error);
      const help = expect.stringMatching(/^Run .+ by hand/);
      expect(await failure("process.exit(3)")).toMatchObject({
        code: "orch::evaluator_failed",
        message: `${tool} exited with code 3 on ${path} and said nothing`,
        help,
      });
      expect(
        await failure(String.raw`console.error("\x1b[1;38;5;9mno form\x1b[0m that is known\r\n\x07"); process.exit(1)`),
      ).toMatchObject({
        code: "orch::evaluator_failed",
        message: String.raw`${tool} exited with code 1 on ${path}: no form that is known; \u{7}`,
        help,
      });
      expect(await failure(`console.error("x".repeat(99_999)); process.exitCode = 2`)).toMatchObject({
        message: `${tool} exited with code 2 on ${path}: ${"x".repeat(2000)}…`,
      });
    },
  );

  it.each([
    ["nickel", "wf.ncl", `console.log("on stdout")`, "on stdout"],
    ["nickel", "wf.ncl", `console.error('{"diagnostics":[]}')`, '{"diagnostics":[]}'],
    [
      "nickel",
      "wf.ncl",
      `console.error('{"diagnostics":[{"severity":"Warning","message":"w","labels":[],"notes":[]}]}')`,
      '{"diagnostics":[{"severity":"Warning","message":"w","labels":[],"notes":[]}]}',
    ],
    ["kcl", "wf.k", `console.log("on stdout")`, "on stdout"],
    ["kcl", "wf.k", `console.error("warning[W1]: Unused\\n --> /wf.k:1:1")`, "warning[W1]: Unused; --> /wf.k:1:1"],
  ] as const)(
    "is not valid because %s fails and tells of no error: %s %s [validate-evaluation]",
    async (command, name, script, said) => {
      const path = scratchFile(name, "");
      const PATH = toolFolder(command, `${script}; process.exitCode = 1`);
      await expect(check(path, { PATH })).rejects.toMatchObject({
        code: "orch::evaluator_failed",
        message: `${command} exited with code 1 on ${path}: ${said}`,
      });
    },
  );
});

describe("an evaluator out of bounds", () => {
  it("is stopped with all it started when its time is up, which is an error [validate-timeout]", async () => {
    const pids = join(scratchFolder(), "pids");
    const path = scratchFile("wf.ncl", "");
    const PATH = toolFolder("nickel", `${forks(pids)} setInterval(() => {}, 1000)`);
    await expect(
      evaluators.evaluate(path, "Nickel", { env: { PATH }, signal: never, timeoutMs: 1500 }),
    ).rejects.toMatchObject({
      code: "orch::evaluator_timeout",
      message: expect.stringMatching(/nickel(?:\.exe)? took longer than 1\.5 s and was stopped$/),
    });
    for (const pid of await pidsIn(pids)) await gone(pid);
  });

  it("is stopped with all it started on abort, and the abort's reason is thrown [validate-abort]", async () => {
    const pids = join(scratchFolder(), "pids");
    const path = scratchFile("wf.ncl", "");
    const PATH = toolFolder("nickel", `${forks(pids)} setInterval(() => {}, 1000)`);
    const controller = new AbortController();
    const outcome = validateFile(path, {
      strict: false,
      env: { PATH },
      signal: controller.signal,
      evaluators,
    });
    const [first = 0, second = 0] = await pidsIn(pids);
    const reason = new Error("interrupted");
    controller.abort(reason);
    await expect(outcome).rejects.toBe(reason);
    await gone(first);
    await gone(second);
  });

  it("is not started when the abort comes first [validate-abort]", async () => {
    const path = scratchFile("wf.ncl", "");
    const PATH = toolFolder("nickel", `require("node:fs").writeFileSync("started", "")`);
    await expect(
      evaluators.evaluate(path, "Nickel", { env: { PATH }, signal: AbortSignal.abort("words") }),
    ).rejects.toThrow("aborted");
    expect(existsSync(join(dirname(path), "started"))).toBe(false);
  });

  it.each(["stdout", "stderr"])(
    "is stopped when it writes too much to %s, which is an error [validate-output-limit]",
    async (stream) => {
      const path = scratchFile("wf.ncl", "");
      const PATH = toolFolder("nickel", `const more = () => process.${stream}.write("x".repeat(65536), more); more()`);
      await expect(
        evaluators.evaluate(path, "Nickel", { env: { PATH }, signal: never, ...limits }),
      ).rejects.toMatchObject({
        code: "orch::evaluator_output_too_large",
        message: expect.stringMatching(/nickel(?:\.exe)? wrote more than 976\.6 KiB/),
      });
    },
  );

  it("writes 8 MiB where nothing else is said, and no more [validate-output-limit]", { timeout: 30_000 }, async () => {
    const written = (bytes: number) => {
      const PATH = toolFolder("nickel", `process.stdout.write(JSON.stringify("x".repeat(${bytes - 2})))`);
      return evaluators.evaluate(scratchFile("wf.ncl", ""), "Nickel", { env: { PATH }, signal: never });
    };
    const most = 8 * 1024 * 1024;
    expect(await written(most)).toMatchObject({ content: { value: "x".repeat(most - 2) } });
    await expect(written(most + 1)).rejects.toMatchObject({
      message: expect.stringMatching(/nickel(?:\.exe)? wrote more than 8 MiB and was stopped/),
    });
  });

  // On Windows nothing is watched.
  it.skipIf(isWindows)(
    "is stopped with all it started when these together take too much memory [evaluator-memory]",
    async () => {
      const path = scratchFile("wf.ncl", "");
      const greedy = "const held = Buffer.alloc(300e6, 1); setInterval(() => held.length, 1000)";
      const PATH = toolFolder(
        "nickel",
        `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(greedy)}]); setInterval(() => {}, 1000)`,
      );
      const options = { strict: false, env: { PATH }, signal: never, evaluators, ...limits, maxMemory: 300e6 };
      await expect(validateFile(path, options)).rejects.toMatchObject({ code: "orch::evaluator_out_of_memory" });
    },
  );

  it("leaves nothing to be done at the plugin's end once it is answered [evaluator-plugin-end]", async () => {
    expect(await check(scratchFile("a b.k", ""), { PATH: toolFolder("kcl", `console.log('${good}')`) })).toStrictEqual(
      [],
    );
    await expect.poll(waiting).toStrictEqual(atFirst);
  });

  it("does not wait for what its tool left running [validate-timeout]", async () => {
    const pids = join(scratchFolder(), "pids");
    const path = scratchFile("wf.ncl", "");
    const PATH = toolFolder("nickel", `${forks(pids)} process.stdout.write('${good}', () => process.exit(0))`);
    const { content } = await evaluators.evaluate(path, "Nickel", { env: { PATH }, signal: never, ...limits });
    expect(content?.value).toStrictEqual({ operations: [{ id: "a" }] });
    for (const pid of await pidsIn(pids)) await gone(pid);
  });
});
