import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evaluatorPath, hasEvaluator } from "../support/evaluator-paths.ts";
import { cleanEnvironment, fixtures, nuUnderTest, pluginFile, root } from "../support/nu.ts";
import { mustHaveTools } from "../support/systems.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

// .ci/run installs it; what cannot trace (a container without ptrace) cannot hold the promise either.
const canTrace = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;

/** What changes files, runs programs or connects. */
const traced =
  "open,openat,openat2,creat,truncate,ftruncate,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,mknod,mknodat,chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat,utimensat,setxattr,fsetxattr,execve,execveat,connect,bind,sendto,sendmsg";

interface Call {
  readonly name: string;
  readonly args: string;
}

/** The calls of a trace that went through, and what was tried and refused. */
function callsIn(trace: string): readonly Call[] {
  return trace.split("\n").flatMap((line) => {
    const [, name, args] = /^(?:\d+ +)?(\w+)\((.*)/.exec(line) ?? [];
    return name === undefined || args === undefined ? [] : [{ name, args }];
  });
}

/** What a command may not have done: everything but reading, and what `allowed` lets pass. */
function deeds(calls: readonly Call[], allowed: (call: Call) => boolean): readonly string[] {
  return calls
    .filter((call) => !isCompiled(call))
    .filter(({ name, args }) => !/^open(at2?)?$/.test(name) || /O_(WRONLY|RDWR|CREAT|TRUNC|TMPFILE)/.test(args))
    .filter((call) => !allowed(call))
    .map(({ name, args }) => `${name}(${args}`);
}

/** A plugin file of the same name that runs the plugin under strace, and the trace it writes. */
function tracedPlugin(): { plugin: string; trace: () => string } {
  const dir = temporaryDirectory();
  const plugin = join(dir, "nu_plugin_orchestrator");
  const file = join(dir, "trace");
  const strace = ["strace", "-f", "-qq", "-s", "4096", "-e", `trace=${traced}`, "-o", file];
  const quoted = [...strace, process.execPath, pluginFile].map((word) => `'${word}'`).join(" ");
  writeFileSync(plugin, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  chmodSync(plugin, 0o755);
  return { plugin, trace: () => readFileSync(file, "utf8") };
}

/** Tells the start of a program. strace writes its name as C does: each byte beyond ASCII by its octal number. */
function isRunOf(program: string): (call: Call) => boolean {
  const bytes = [...Buffer.from(program)].map((byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `\\${byte.toString(8)}`,
  );
  return ({ name, args }) => name === "execve" && args.startsWith(`"${bytes.join("")}"`);
}

/** The process itself, and what it starts with. */
const isStart = isRunOf(process.execPath);
/** A device, or what the process was given: by /proc the SDK gives the protocol a descriptor of its own. */
const isDevice = ({ args }: Call) =>
  /^(?:AT_FDCWD, )?"(?:\/dev\/(?:null|tty|pts\/\d+)|\/proc\/self\/fd\/\d+)"/.test(args);
/** What Node keeps for the next start, from 22.1 on. */
const isCompiled = ({ args }: Call) => args.includes(`"${root}/dist/compile-cache`);
/** Nushell's own socket, by which it gives a plugin the terminal. */
const isEngineSocket = ({ name, args }: Call) => name === "connect" && /AF_UNIX.*nu.*\.sock/.test(args);

const data = join(fixtures, "data/small");
const reading = {
  orch: "orch",
  "orch status": "orch status --long",
  "orch tasks": "orch tasks --long --status [failed pending] --workflow '*back*'",
  "orch task": "orch task task-005",
  "orch stats": "orch stats; orch stats --chart",
  "orch watch": "orch watch --initial --for 300ms | length; orch watch task-001 --initial --text | lines | length",
  "orch wait": "orch wait task-001",
  "orch graph": "orch graph; orch graph --dot; orch graph task-004 --mermaid",
  // Without a terminal it has read all the same.
  "orch top": "try { orch top } catch { }",
  "orch workflows": "orch workflows",
  "orch logs": "orch logs task-001 task-005 --follow",
  "orch check": "orch check; orch check --where",
  "orch checkpoints": "orch checkpoints",
  "orch validate": "orch validate 'workflows/*.{json,yaml,toml}' workflows/broken.yaml",
  "orch plan": "orch plan workflows/deploy.json; orch plan workflows/deploy.yaml; orch plan workflows/deploy.toml",
};

async function traceOf(script: string, env: Readonly<Record<string, string>> = {}): Promise<readonly Call[]> {
  const { plugin, trace } = tracedPlugin();
  const more = { PROVISIONING_ORCHESTRATOR_DATA_DIR: data, ...env };
  const { code, stderr } = await nuUnderTest({ plugins: [plugin], env: cleanEnvironment(more) }).run(script);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return callsIn(trace());
}

describe.skipIf(!canTrace && !mustHaveTools)("by its system calls", () => {
  it("covers every command", async () => {
    const names = (await nuUnderTest().value("scope commands | where name =~ '^orch' | get name")) as string[];
    expect(names.toSorted()).toEqual(Object.keys(reading).toSorted());
  });

  it.each(Object.entries(reading))("%s only reads [promise-reads]", async (_, script) => {
    const calls = await traceOf(script);
    expect(calls.some(({ name, args }) => name === "openat" && args.includes("O_RDONLY"))).toBe(true);
    expect(deeds(calls, (call) => isStart(call) || isDevice(call) || isEngineSocket(call))).toEqual([]);
  });

  it.skipIf(!hasEvaluator("nickel"))("runs nickel and nothing else for Nickel [promise-reads]", async () => {
    const nickel = evaluatorPath("nickel");
    const calls = await traceOf(
      `$env.config.plugins.orchestrator = {nickel: '${nickel}'}; orch validate workflows/deploy.ncl; orch plan workflows/deploy.ncl`,
    );
    const isNickel = ({ name, args }: Call) => name === "execve" && args.startsWith(`"${nickel}"`);
    expect(calls.some(isNickel)).toBe(true);
    expect(deeds(calls, (call) => isStart(call) || isDevice(call) || isNickel(call))).toEqual([]);
  });

  it.skipIf(!hasEvaluator("kcl_lib"))("runs a Python and nothing else for KCL [promise-reads]", async () => {
    const python = evaluatorPath("kcl_lib");
    const calls = await traceOf(
      `$env.config.plugins.orchestrator = {kcl: kcl_lib, python: '${python}'}; orch validate workflows/deploy.k; orch plan workflows/deploy.k`,
    );
    const isPython = isRunOf(python);
    expect(calls.some(isPython)).toBe(true);
    expect(deeds(calls, (call) => isStart(call) || isDevice(call) || isPython(call))).toEqual([]);
  });

  it.skipIf(!hasEvaluator("kcl_lib"))(
    "opens a .k file and what it imports, and nothing around it [kcl-reads]",
    async () => {
      const dir = temporaryDirectory();
      const files = {
        "valid.k": 'import imported\noperations = [{id = imported.id, type = "create"}]\n',
        "broken.k": "operations = [\n",
        "imported.k": 'id = "a"\n',
        "below/other.k": 'id = "b"\n',
      };
      mkdirSync(join(dir, "below"));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
      const calls = await traceOf(
        `$env.config.plugins.orchestrator = {kcl: kcl_lib, python: '${evaluatorPath("kcl_lib")}'}; orch validate '${dir}/valid.k' '${dir}/broken.k'`,
      );
      const opened = calls.flatMap(({ name, args }) => {
        const path = name.startsWith("open") ? args.split('"')[1] : undefined;
        return path?.startsWith(`${dir}/`) === true ? [path.slice(dir.length + 1)] : [];
      });
      expect([...new Set(opened)].toSorted()).toEqual(["broken.k", "imported.k", "valid.k"]);
    },
  );
});
