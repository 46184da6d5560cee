import { spawnSync } from "node:child_process";
import { chmod, cp, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { pluginFile, root } from "../support/nu.ts";
import { programOf, versionOf, type RuntimeName } from "../support/runtimes.ts";
import { lines, startPlugin, type PluginOptions } from "./plugin-process.ts";

async function scratch(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "launcher ")));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

const exit = (args: readonly string[], options?: PluginOptions) => startPlugin(args, options).exited;

describe("run by hand", () => {
  it.each([[[]], [["--help"]], [["-h"]]])(
    "with %j it says how to register it, and exits with 0 [cli-help]",
    async (args) => {
      const { code, stdout, stderr } = await exit(args);
      expect(stdout.toString()).toContain(`plugin add "${pluginFile}"`);
      expect(stdout.toString()).toContain("plugin use orchestrator");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    },
  );

  it("tells its version [cli-version]", async () => {
    const { code, stdout, stderr } = await exit(["--version"]);
    expect(stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("names an argument it does not know on one line of stderr, and exits with 2 [cli-unknown]", async () => {
    const { code, stdout, stderr } = await exit(["--help", "--verbose"]);
    expect(lines(stderr)).toEqual(["nu_plugin_orchestrator: unknown argument --verbose; try --help"]);
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 2, stdout: "" });
  });
});

describe("the launcher", () => {
  it("may be executed by everybody, as Nushell starts the file itself [launcher-mode]", async () => {
    expect(((await stat(pluginFile)).mode & 0o777).toString(8)).toBe("755");
    await expect(exit(["--version"], { direct: true })).resolves.toMatchObject({ code: 0 });
  });

  it("starts through a link, as npm's folder of commands has it [launcher-link]", async () => {
    const link = join(await scratch(), "nu_plugin_orchestrator");
    await symlink(pluginFile, link);
    await expect(exit(["--version"], { file: link, direct: true })).resolves.toMatchObject({ code: 0, stderr: "" });
  });

  it("starts in a folder with spaces in its name [launcher-spaces]", async () => {
    const home = join(await scratch(), "my own plugins");
    await cp(join(root, "plugin"), join(home, "plugin"), { recursive: true });
    await cp(join(root, "dist"), join(home, "dist"), { recursive: true });
    const file = join(home, "plugin", "nu_plugin_orchestrator");
    await expect(exit(["--version"], { file, direct: true })).resolves.toMatchObject({ code: 0, stderr: "" });
  });

  it("says what to do where a file of the plugin is gone at its start, or at the question of `plugin add` [files-gone-start]", async () => {
    const home = await scratch();
    for (const part of ["plugin", "dist"]) await cp(join(root, part), join(home, part), { recursive: true });
    const file = join(home, "plugin", "nu_plugin_orchestrator");
    const remove = async (chunk: RegExp) => {
      const found = (await readdir(join(home, "dist"))).find((each) => chunk.test(each)) ?? "";
      await rm(join(home, "dist", found));
      return found;
    };
    const signatures = await remove(/^signatures-/);
    const { engine } = startPlugin(["--stdio"], { file });
    engine.hello();
    engine.send({ Call: [0, "Signature"] });
    await expect(engine.reply(0)).resolves.toMatchObject({
      Error: {
        code: "nushell::not_loaded",
        help: `Cannot find module './${signatures}'. Run \`plugin add\` again. If that fails too, install the plugin again.`,
      },
    });
    const host = await remove(/^host-/);
    const { code, stderr } = await exit(["--stdio"], { file });
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^The plugin cannot be loaded, .*: call it again, and if that fails too, install it again/),
    ]);
    expect(stderr).toContain(host);
    expect(code).toBe(1);
  });

  it("says what the system reports where its own files may not be read, and not to install it again [files-unread-start]", async () => {
    const home = await scratch();
    for (const part of ["plugin", "dist"]) await cp(join(root, part), join(home, part), { recursive: true });
    await chmod(home, 0o755);
    await chmod(join(home, "dist", "main.cjs"), 0);
    const file = join(home, "plugin", "nu_plugin_orchestrator");
    // Root may read everything, so it steps down, once it has started a Node that others may have no access to.
    const script = `if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); } require(${JSON.stringify(file)});`;
    const { status, stderr } = spawnSync(process.execPath, ["--eval", script], { cwd: home, encoding: "utf8" });
    expect(lines(stderr)).toEqual([
      expect.stringMatching(
        /^nu_plugin_orchestrator cannot read its own files: fix what the system reports, and call it again \(EACCES: .*main\.cjs'\)$/,
      ),
    ]);
    expect(status).toBe(1);
  });

  it.each([["--stdio"], ["--version"]])(
    "says on one line that it is not built, and what to run: %s [launcher-unbuilt]",
    async (arg) => {
      const home = await scratch();
      await cp(join(root, "plugin"), join(home, "plugin"), { recursive: true });
      await cp(join(root, "package.json"), join(home, "package.json"));
      const { code, stdout, stderr } = await exit([arg], { file: join(home, "plugin", "nu_plugin_orchestrator") });
      expect(lines(stderr)).toEqual([`nu_plugin_orchestrator is not built: run \`npm install\` in ${home}`]);
      expect({ code, stdout: stdout.toString() }).toEqual({ code: 1, stdout: "" });
    },
  );

  it.each([
    ["none", undefined],
    ["another's", '{ "name": "another" }'],
    ["another's, of ES modules,", '{ "name": "another", "type": "module" }'],
  ])(
    "copied by itself to where there is %s package.json, says on one line what to register instead [launcher-copied]",
    async (_, other) => {
      const home = await scratch();
      const file = join(home, "plugins", "nu_plugin_orchestrator");
      await cp(pluginFile, file);
      if (other !== undefined) await writeFile(join(home, "package.json"), other);
      const { code, stdout, stderr } = await exit(["--stdio"], { file });
      expect(lines(stderr)).toEqual([
        `nu_plugin_orchestrator is a copy outside its package and cannot run from there: in place of ${file} register the file in the package, or a link to it`,
      ]);
      expect({ code, stdout: stdout.toString() }).toEqual({ code: 1, stdout: "" });
    },
  );

  it.each(["18.20.8", "20.18.3", "8.0.0"])(
    "says on one line that Node %s is too old [launcher-old-node]",
    async (version) => {
      const { code, stdout, stderr } = await exit(["--stdio"], { preload: "oldNode", env: { OLD_NODE: version } });
      expect(lines(stderr)).toEqual([
        `nu_plugin_orchestrator needs Node 20.19 or newer, this is ${version}: install a newer Node and put it first on PATH`,
      ]);
      expect({ code, stdout: stdout.toString() }).toEqual({ code: 1, stdout: "" });
    },
  );

  it.each(["20.19.0", "22.0.0", "26.1.0"])("starts on Node %s", async (version) => {
    const options = { preload: "oldNode" as const, env: { OLD_NODE: version } };
    await expect(exit(["--version"], options)).resolves.toMatchObject({ code: 0, stderr: "" });
  });
});

/** Runs `--version` from a copy of the package, on a Node that tells of each file whether what it had kept was accepted. */
async function started(node: RuntimeName, prepare: (dist: string) => Promise<unknown> = () => Promise.resolve()) {
  const home = await scratch();
  const dist = join(home, "dist");
  const kept = join(dist, "compile-cache");
  await cp(join(root, "plugin"), join(home, "plugin"), { recursive: true });
  await cp(join(root, "dist"), dist, { recursive: true, filter: (file) => basename(file) !== "compile-cache" });
  await prepare(dist);
  const start = (more: Readonly<Record<string, string>> = {}) => {
    const env = { PATH: process.env["PATH"], ...more };
    return spawnSync(programOf(node), [join(home, "plugin/nu_plugin_orchestrator"), "--version"], {
      env,
      encoding: "utf8",
    });
  };
  expect(start()).toMatchObject({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
  return { kept, again: () => start({ NODE_DEBUG_NATIVE: "COMPILE_CACHE" }).stderr };
}

describe("what Node has compiled", () => {
  it.each(["Node 22", "Node 24", "Node 26"] as const)(
    "is kept beside the code for the next start: %s [compile-cache]",
    async (node) => {
      const { kept, again } = await started(node);
      expect(await readdir(kept)).toEqual([expect.stringMatching(`^v${versionOf(node)}-`)]);
      expect(again()).toMatch(/dist\/main\.cjs was accepted[^]*dist\/setup-[\w-]{8}\.cjs was accepted/);
    },
  );

  it("is not kept where it cannot be written, or by an older Node, and nothing is said of it [compile-cache]", async () => {
    const { kept } = await started("Node 26", (dist) => writeFile(join(dist, "compile-cache"), ""));
    expect((await stat(kept)).isFile()).toBe(true);
    const older = await started("Node 20");
    await expect(stat(older.kept)).rejects.toThrow("ENOENT");
  });

  it("is not kept for anybody but the owner of the package, who could not remove it [compile-cache]", async () => {
    // A user cannot give a file away, so it is the process that is said to be another's.
    const another = "process.geteuid = () => 4242; ";
    const { kept } = await started("Node 26", async (dist) => {
      const launcher = join(dist, "../plugin/nu_plugin_orchestrator");
      const text = await readFile(launcher, "utf8");
      await writeFile(launcher, text.replace('"use strict";', `"use strict"; ${another}`));
    });
    await expect(stat(kept)).rejects.toThrow("ENOENT");
  });
});
