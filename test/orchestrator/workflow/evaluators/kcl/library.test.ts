import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isWindows } from "../../../../../src/orchestrator/system/system.ts";
import { Evaluators } from "../../../../../src/orchestrator/workflow/evaluators/evaluators.ts";
import { opensInstaller } from "../../../../../src/orchestrator/workflow/evaluators/kcl/pythons.ts";
import { residentSource } from "../../../../../src/orchestrator/workflow/evaluators/kcl/resident-source.ts";
import type { EvaluationOptions } from "../../../../../src/orchestrator/workflow/evaluators/evaluation.ts";
import { childrenOf, isAlive } from "../../../../support/alive.ts";
import { evaluatorPath } from "../../../../support/evaluator-paths.ts";
import { describeEvaluator } from "../../../../support/evaluators.ts";
import { hasProc } from "../../../../support/systems.ts";
import { contentsOf, temporaryDirectory, writeFiles } from "../../../../support/temporary-directory.ts";
import { never, scratchFile, scratchFolder, toolFolder, writeTool } from "../../scratch.ts";

// A kcl_lib that runs a workflow as Python, to see from within what the real one is given, and to misbehave in its place.
const stand_in = `
import json, os, sys, time

class Args:
    def __init__(self, **given):
        self.__dict__.update(given)

UpdateDependenciesArgs = ParseProgramArgs = LoadPackageArgs = ExecProgramArgs = Args

read = []

class API:
    def update_dependencies(self, args):
        return Args(external_pkgs=[])

    def load_package(self, args):
        return Args(parse_errors=[], type_errors=[], paths=args.parse_args.paths + read)

    def exec_program(self, args):
        scope = {"os": os, "sys": sys, "time": time, "read": read}
        exec(open(args.k_filename_list[0]).read(), scope)
        return Args(json_result=json.dumps(scope["value"]), log_message="", err_message="")
`;

/** Evaluators of one test, with a Python that has the stand-in for kcl_lib where a user has what pip installs. */
function standIn() {
  const dir = temporaryDirectory();
  execFileSync(evaluatorPath("kcl_lib"), ["-m", "venv", "--without-pip", join(dir, "python")]);
  const [version = ""] = readdirSync(join(dir, "python/lib"));
  const library = `home/.local/lib/${version}/site-packages/kcl_lib`;
  writeFiles(dir, { [`${library}/__init__.py`]: "", [`${library}/api.py`]: stand_in });
  const evaluators = new Evaluators();
  onTestFinished(() => evaluators.close());
  const env = { PATH: join(dir, "python/bin"), HOME: join(dir, "home") };
  const evaluate = async (python: string, options: Partial<EvaluationOptions> = {}): Promise<unknown> => {
    const path = scratchFile("wf.k", python);
    const { content, problems } = await evaluators.evaluate(path, "KCL", {
      env,
      signal: never,
      ...options,
    });
    return content?.value ?? problems.map(({ message }) => message);
  };
  return { dir, env, evaluators, evaluate };
}

const pid = "value = os.getpid()";

// The stand-in is put where Python looks on Unix; on Windows the real library runs, in command.test.ts.
describeEvaluator(isWindows ? undefined : "kcl_lib", "the resident Python", () => {
  it("is one process, which answers one after the other in their order [kcl-resident]", async () => {
    const { evaluate } = standIn();
    const one = "import time; time.sleep(0.2); value = [os.getpid(), time.monotonic()]";
    const answers = (await Promise.all([evaluate(one), evaluate(one), evaluate(one)])) as [number, number][];
    expect(new Set(answers.map(([id]) => id)).size).toBe(1);
    expect(answers.map(([, time]) => time)).toStrictEqual(answers.map(([, time]) => time).toSorted((a, b) => a - b));
    expect(await evaluate(pid)).toBe(answers[0]?.[0]);
  });

  it("runs in the file's folder, with no variables of its caller's [kcl-resident] [kcl-no-program]", async () => {
    const { evaluate } = standIn();
    const [folder, variables, id] = (await evaluate(
      "value = [os.getcwd(), dict(os.environ), os.getpid()]",
    )) as unknown[];
    expect(folder).toMatch(/folder$/);
    expect(variables).toStrictEqual({ PATH: "/dev/null", KCL_PKG_PATH: "/dev/null" });
    // Between two files it is in nobody's folder.
    expect(hasProc ? readlinkSync(`/proc/${Number(id)}/cwd`) : "/").toBe("/");
  });

  it("is locked in: it may read, and neither write, nor start a program, nor open a socket [kcl-no-write] [kcl-no-program] [kcl-no-network]", async () => {
    const { evaluate } = standIn();
    const dir = temporaryDirectory({ "kept.txt": "kept", "kept/in.txt": "kept" });
    const before = contentsOf(dir);
    const attempts = `
import errno, socket, subprocess
def tried(work):
    try:
        return str(work())
    except OSError as error:
        return errno.errorcode[error.errno]
os.chdir(${JSON.stringify(dir)})
works = [
    lambda: open("kept.txt").read(),
    lambda: open("kept.txt", "w"),
    lambda: open("new", "w"),
    lambda: open("/dev/shm/new", "w"),
    lambda: open("/dev/null", "w"),
    lambda: os.truncate("kept.txt", 0),
    lambda: os.mkdir("new"),
    lambda: os.mkfifo("new"),
    lambda: os.symlink("kept.txt", "new"),
    lambda: os.link("kept.txt", "new"),
    lambda: os.rename("kept.txt", "new"),
    lambda: os.remove("kept.txt"),
    lambda: os.remove("kept/in.txt"),
    lambda: os.rmdir("kept"),
    lambda: subprocess.run(["/bin/true"]),
    lambda: subprocess.run([sys.executable, "--version"]),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
    lambda: socket.socket(socket.AF_UNIX),
    lambda: os.kill(os.getppid(), 0),
]
value = [tried(work) for work in works]`;
    const [read, ...others] = (await evaluate(attempts)) as string[];
    expect(read).toBe("kept");
    expect(new Set(others)).toStrictEqual(new Set(["EACCES", "EPERM"]));
    expect(contentsOf(dir)).toStrictEqual(before);
  });

  it("has its time for each file anew, and none when it has nothing to do [kcl-resident-abort]", async () => {
    const { evaluate } = standIn();
    const first = await evaluate(pid, { timeoutMs: 300 });
    // Beyond the time after which it would end itself, were the plugin gone.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await evaluate(pid)).toBe(first);
  });

  it("ends by itself when its time is long up and nobody is there to stop it [kcl-resident-abort]", async () => {
    const { env } = standIn();
    const { PATH, ...others } = env;
    const child = spawn(join(PATH, "python3"), ["-I", "-c", residentSource, String(process.pid)], { env: others });
    onTestFinished(() => void child.kill("SIGKILL"));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const path = scratchFile("wf.k", "while True: pass");
    child.stdin.write(
      `${JSON.stringify({ path, folder: dirname(path), packages: [], timeoutMs: 200, maxBytes: 99 })}\n`,
    );
    expect(await ended).toBe(1);
  });

  it("is an error with what it said of that file alone [kcl-resident-broken]", async () => {
    const { evaluate } = standIn();
    await evaluate('os.write(2, b"of the first"); value = 1');
    // It comes by another way than the answer.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const crash = evaluate('os.write(2, b"of the second"); os.abort()');
    await expect(crash).rejects.toThrow(/SIGABRT on [^:]*: of the second$/);
  });

  it("runs no file beside a workflow that is called like a module [evaluator-neighbours]", async () => {
    const { env, evaluators } = standIn();
    const path = scratchFile("wf.k", 'import colorsys; value = hasattr(colorsys, "is_beside")');
    writeFileSync(join(dirname(path), "colorsys.py"), "is_beside = True");
    const { content } = await evaluators.evaluate(path, "KCL", { env, signal: never });
    expect(content?.value).toBe(false);
  });

  it("answers though its engine writes to stdout, or reads stdin [kcl-resident]", async () => {
    const { evaluate } = standIn();
    expect(await evaluate("os.write(1, b'{}\\n{'); print('x'); value = [os.read(0, 9).decode()]")).toStrictEqual([""]);
    expect(await evaluate("value = 'fine'")).toBe("fine");
  });

  it("is stopped on abort, and another takes its place [kcl-resident-abort]", async () => {
    const { evaluate } = standIn();
    const first = await evaluate(pid);
    const controller = new AbortController();
    const reason = new Error("interrupted");
    const endless = evaluate("while True: pass", { signal: controller.signal });
    const behind = evaluate(pid);
    setTimeout(() => controller.abort(reason), 300);
    await expect(endless).rejects.toBe(reason);
    await expect.poll(() => isAlive(Number(first))).toBe(false);
    const second = await behind;
    expect(second).toEqual(expect.any(Number));
    expect(second).not.toBe(first);
  });

  it("lives on when what only waits for it is aborted [kcl-resident-abort]", async () => {
    const { evaluate } = standIn();
    const controller = new AbortController();
    const running = evaluate("time.sleep(1); value = os.getpid()");
    const waiting = evaluate(pid, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error("interrupted")), 100);
    await expect(waiting).rejects.toThrow("interrupted");
    expect(await evaluate(pid)).toBe(await running);
  });

  it("is stopped when its time is up, with what it started [kcl-resident-abort]", async () => {
    const { evaluate } = standIn();
    const resident = Number(await evaluate(pid));
    const endless = evaluate("os.fork()\nwhile True: time.sleep(1)", { timeoutMs: 1000 });
    const ended = endless.catch((error: unknown) => error);
    const children = () => childrenOf(resident);
    await expect.poll(children, { interval: 10 }).not.toEqual([]);
    const [child = 0] = children();
    expect(await ended).toMatchObject({
      code: "orch::evaluator_timeout",
      message: "kcl_lib took longer than 1 s and was stopped",
    });
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  it("makes room for another when it has grown large [kcl-resident-memory]", async () => {
    const { evaluate } = standIn();
    const first = await evaluate(pid);
    expect(await evaluate("x = b'x' * (600 << 20); value = os.getpid()")).toBe(first);
    expect(await evaluate(pid)).not.toBe(first);
    await expect(
      evaluate("x = []\nwhile True: x.append(b'x' * (8 << 20))", { maxMemory: 700 << 20 }),
    ).rejects.toMatchObject({
      code: "orch::evaluator_out_of_memory",
    });
  });

  it("ends when the plugin lets go, and begins again [kcl-resident]", async () => {
    const { evaluators, evaluate } = standIn();
    expect(evaluators.isHolding).toBe(false);
    const first = Number(await evaluate(pid));
    expect(evaluators.isHolding).toBe(true);
    evaluators.close();
    expect(evaluators.isHolding).toBe(false);
    await expect.poll(() => isAlive(first)).toBe(false);
    expect(await evaluate(pid)).not.toBe(first);
  });

  it("passes over a Python without kcl_lib, and remembers that, whoever asks at once [kcl-resident-python]", async () => {
    const { dir, env, evaluators, evaluate } = standIn();
    const started = join(dir, "started");
    const bare = toolFolder(
      "python3",
      `require("node:fs").appendFileSync(${JSON.stringify(started)}, "x"); console.log('{"missing": "no kcl_lib"}')`,
    );
    const PATH = `${bare}:${env.PATH}`;
    const ask = () => evaluate(pid, { env: { ...env, PATH } });
    const together = await Promise.all([ask(), ask(), ask()]);
    expect(new Set([...together, await ask()]).size).toBe(1);
    expect(readFileSync(started, "utf8")).toBe("x");
    const lacking = evaluate(pid, { env: { PATH: bare } });
    await expect(lacking).rejects.toMatchObject({ code: "orch::evaluator_missing" });
    // It may have got it meanwhile: what is all there is, or what the plugin has let go of, is asked again.
    expect(readFileSync(started, "utf8")).toBe("xx");
    evaluators.close();
    await ask();
    expect(readFileSync(started, "utf8")).toBe("xxx");
  });

  it("remembers that of a limited number of Pythons [bounded-pythons]", async () => {
    const { dir, env, evaluate } = standIn();
    const started = join(dir, "started");
    const folders = Array.from({ length: 21 }, (_, i) => join(dir, `bare-${i}`));
    for (const folder of folders) {
      writeFiles(folder, { python3: `#!/bin/sh\nprintf x >> ${started}\necho '{"missing": "no kcl_lib"}'\n` });
      chmodSync(join(folder, "python3"), 0o755);
    }
    const ask = () => evaluate(pid, { env: { ...env, PATH: [...folders, env.PATH].join(delimiter) } });
    await ask();
    expect(readFileSync(started, "utf8")).toHaveLength(21);
    // With the last one all others were forgotten.
    await ask();
    expect(readFileSync(started, "utf8")).toHaveLength(41);
  });

  it.runIf(hasProc)(
    "answers what it was asked when another takes its place, and then ends [kcl-resident]",
    async () => {
      const { env, evaluate } = standIn();
      const resident = Number(await evaluate(pid));
      const slow = evaluate(`time.sleep(0.5); ${pid}`);
      await expect.poll(() => readlinkSync(`/proc/${resident}/cwd`), { interval: 10 }).not.toBe("/");
      const other = await evaluate(pid, { env, tools: { kcl: "kcl_lib", python: `${env.PATH}/python` } });
      const first = await slow;
      expect(first).not.toBe(other);
      await expect.poll(() => isAlive(Number(first)), { timeout: 5000 }).toBe(false);
      expect(isAlive(Number(other))).toBe(true);
    },
  );

  it("may be a script that starts it [kcl-resident-python]", async () => {
    const { env, evaluate } = standIn();
    const PATH = temporaryDirectory({ python3: `#!/bin/sh\n${env.PATH}/python3 "$@"\n` });
    chmodSync(join(PATH, "python3"), 0o755);
    const running = await evaluate(pid, { env: { ...env, PATH } });
    expect(running).toEqual(expect.any(Number));
    expect(await evaluate(pid, { env: { ...env, PATH } })).toBe(running);
  });

  it("is the first on PATH that has it, though one behind it runs already [kcl-resident-python]", async () => {
    const { env, evaluate } = standIn();
    const other = standIn();
    const running = await evaluate(pid);
    const PATH = `${other.env.PATH}:${env.PATH}`;
    // Its library is where the other's home is.
    const first = await evaluate(pid, { env: { HOME: other.env.HOME, PATH } });
    expect(first).not.toBe(running);
    expect(await evaluate(pid, { env: { HOME: other.env.HOME, PATH } })).toBe(first);
  });
});

describe("a Python that is none", () => {
  const evaluate = (script: string, timeoutMs = 10_000) => {
    const evaluators = new Evaluators();
    onTestFinished(() => evaluators.close());
    return evaluators.evaluate(scratchFile("wf.k", ""), "KCL", {
      env: { PATH: toolFolder("python3", script) },
      signal: never,
      timeoutMs,
    });
  };

  it("is an error with what it says on stderr [kcl-resident-broken]", async () => {
    const failed = { code: "orch::evaluator_failed" };
    await expect(evaluate(`console.log("nonsense"); setInterval(() => {}, 1000)`)).rejects.toMatchObject(failed);
    await expect(evaluate(`console.error("no \\x1b[31mlicence")`)).rejects.toMatchObject({
      ...failed,
      message: expect.stringMatching(/^kcl_lib ended without an answer on .*wf\.k: no licence$/),
    });
    await expect(
      evaluate(`console.log('{"ready": true}'); process.stdin.once("data", () => console.log('{"json": 1}'))`),
    ).rejects.toMatchObject({ ...failed, message: expect.stringContaining("gave an answer that makes no sense on") });
    const crash = isWindows ? "process.exit(0xc0000005 | 0)" : 'process.kill(process.pid, "SIGSEGV")';
    await expect(
      evaluate(`console.log('{"ready": true}'); process.stdin.once("data", () => ${crash})`),
    ).rejects.toMatchObject({
      ...failed,
      message: expect.stringMatching(/was ended by SIGSEGV|exited with code 0xC0000005/),
      help: expect.stringContaining("recursion"),
    });
  });

  it("is stopped when it never says anything, or never stops [kcl-resident-broken]", async () => {
    await expect(evaluate("setInterval(() => {}, 1000)", 300)).rejects.toMatchObject({
      code: "orch::evaluator_timeout",
    });
    const evaluators = new Evaluators();
    onTestFinished(() => evaluators.close());
    const PATH = toolFolder(
      "python3",
      `console.log('{"ready": true}'); const more = () => process.stdout.write("x".repeat(65536), more); more()`,
    );
    await expect(
      evaluators.evaluate(scratchFile("wf.k", ""), "KCL", { env: { PATH }, signal: never, maxBytes: 100_000 }),
    ).rejects.toMatchObject({ code: "orch::evaluator_output_too_large" });
  });

  it("is an error when it cannot be started [kcl-resident-broken]", async () => {
    const PATH = toolFolder("python3", "");
    writeFileSync(join(PATH, isWindows ? "python3.exe" : "python3"), "#!/no/such/interpreter\n");
    const evaluators = new Evaluators();
    await expect(
      evaluators.evaluate(scratchFile("wf.k", ""), "KCL", { env: { PATH }, signal: never }),
    ).rejects.toMatchObject({
      code: "orch::evaluator_failed",
      message: expect.stringContaining("could not be started"),
    });
  });

  it.each([
    ["dies", "process.exit(1)"],
    ["says where to get one", "console.log('Python was not found'); process.exit(9009)"],
    ["answers with nonsense", "console.log('Hello!')"],
    ["names no program that could read it", undefined, "#!/no/such/interpreter\n"],
    ["is no program", undefined, "Python"],
  ])(
    "does not end the search, and is asked only once: one that %s [evaluator-python-search]",
    async (_, script, text = "") => {
      const good = `console.log('{"ready": true}'); process.stdin.on("data", () => console.log(${JSON.stringify(
        JSON.stringify({ json: "{}", error: "", parseErrors: [], typeErrors: [], isLast: false }),
      )}))`;
      const behind = toolFolder("python3", good);
      const folder = toolFolder("python3", "");
      const asked = join(folder, "asked");
      if (script === undefined) writeFileSync(join(folder, isWindows ? "python3.exe" : "python3"), text);
      else {
        const note = `require("node:fs").appendFileSync(${JSON.stringify(asked)}, "x");`;
        writeTool(join(folder, "python3"), `${note} ${script}`);
      }
      const evaluators = new Evaluators();
      onTestFinished(() => evaluators.close());
      const env = { PATH: [folder, behind].join(delimiter) };
      const ask = () => evaluators.evaluate(scratchFile("wf.k", ""), "KCL", { env, signal: never });
      for (const { content } of await Promise.all([ask(), ask()])) expect(content?.value).toStrictEqual({});
      expect((await ask()).content?.value).toStrictEqual({});
      expect(existsSync(asked) ? readFileSync(asked, "utf8") : "").toBe(script === undefined ? "" : "x");
    },
  );

  it("is passed over where it says nothing, and told of where it is the only one [evaluator-python-search]", async () => {
    const folder = scratchFolder();
    const started = join(folder, "started");
    const silent = toolFolder(
      "python3",
      `require("node:fs").appendFileSync(${JSON.stringify(started)}, "x"); setInterval(() => {}, 1000)`,
    );
    const lacking = toolFolder("python3", `console.log('{"missing": ""}')`);
    const evaluators = new Evaluators();
    onTestFinished(() => evaluators.close());
    const ask = (...folders: string[]) => {
      const env = { PATH: folders.join(delimiter) };
      return evaluators.evaluate(scratchFile("wf.k", ""), "KCL", { env, signal: never, timeoutMs: 2000 });
    };
    const missing = { code: "orch::evaluator_missing" };
    const one = () => expect(ask(silent, lacking)).rejects.toMatchObject(missing);
    await Promise.all([one(), one()]);
    // Once for both, as each start of it takes all the time there is.
    expect(readFileSync(started, "utf8")).toBe("x");
    await expect(ask(silent)).rejects.toMatchObject({ code: "orch::evaluator_timeout" });
  });

  it("is no reason to mend it where another lacks kcl_lib, nor where it only tells where to get one [evaluator-python-search]", async () => {
    const lacking = toolFolder("python3", `console.log('{"missing": ""}')`);
    const stubs = ["log", "error"].map((way) =>
      toolFolder("python3", `console.${way}('Python was not found; run without arguments'); process.exit(9009)`),
    );
    for (const PATH of [...stubs, [toolFolder("python3", "process.exit(1)"), lacking].join(delimiter)]) {
      const evaluators = new Evaluators();
      await expect(
        evaluators.evaluate(scratchFile("wf.k", ""), "KCL", { env: { PATH }, signal: never }),
      ).rejects.toMatchObject({
        code: "orch::evaluator_missing",
        help: expect.stringContaining("pip install kcl-lib"),
      });
    }
  });
});

describe("Python on macOS", () => {
  it("is not taken for one where starting it would open a window to install developer tools [evaluator-python-search]", () => {
    const nowhere = () => false;
    expect(opensInstaller("/usr/bin/python3", "darwin", nowhere)).toBe(true);
    expect(opensInstaller("/opt/homebrew/bin/python3", "darwin", nowhere)).toBe(false);
    expect(opensInstaller("/usr/bin/python3", "darwin", (path) => path === "/Library/Developer/CommandLineTools")).toBe(
      false,
    );
    expect(opensInstaller("/usr/bin/python3", "linux", nowhere)).toBe(false);
  });
});

// Only Windows has it.
describe.runIf(isWindows)("the launcher of Python on Windows", () => {
  it("is asked for Python 3, and after every Python on PATH [evaluator-python-search]", async () => {
    const say = `console.log('{"missing": ""}'); require("node:fs").appendFileSync(require("node:path").join(__dirname, "../said"), require("node:path").basename(__filename, ".js") + process.argv[2] + " ")`;
    const [first, second] = [toolFolder("py", say), toolFolder("python", say)];
    writeTool(join(first, "python"), say);
    const env = { PATH: [first, second].join(delimiter) };
    const asking = new Evaluators().evaluate(scratchFile("wf.k", ""), "KCL", { env, signal: never });
    await expect(asking).rejects.toMatchObject({ code: "orch::evaluator_missing" });
    expect(readFileSync(join(first, "../said"), "utf8")).toBe("python-I py-3 ");
    expect(readFileSync(join(second, "../said"), "utf8")).toBe("python-I ");
  });
});
