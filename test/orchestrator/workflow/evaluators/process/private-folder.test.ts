import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { isWindows } from "../../../../../src/orchestrator/system/system.ts";
import { ownPrefix, removeLeftovers } from "../../../../../src/orchestrator/workflow/evaluators/process/leftovers.ts";
import { inPrivateFolder } from "../../../../../src/orchestrator/workflow/evaluators/process/private-folder.ts";
import { runAsNobody } from "../../../../support/run-as-nobody.ts";
import { canUnshare, runUnshared } from "../../../../support/run-unshared.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

describe("a private folder", () => {
  it.skipIf(isWindows)(
    "takes neither the result's nor the error's place when it cannot be removed, and is when the plugin ends [evaluator-private-file]",
    () => {
      // What nobody may search, nobody can empty.
      const code = `
      const { chmodSync, existsSync, mkdirSync } = await import("node:fs");
      const found = [];
      for (const failing of [false, true]) {
        let folder;
        const given = module.inPrivateFolder((path) => {
          folder = path;
          mkdirSync(path + "/closed/full", { recursive: true });
          chmodSync(path + "/closed", 0);
          return failing ? Promise.reject(new Error("the real one")) : Promise.resolve("the answer");
        });
        const said = await given.catch((error) => error.message);
        const left = existsSync(folder);
        chmodSync(folder + "/closed", 0o700);
        process.listeners("exit").at(-1)();
        found.push([said, left, existsSync(folder)]);
      }
      return found;`;
      expect(runAsNobody("workflow/evaluators/process/private-folder.ts", code)).toStrictEqual([
        ["the answer", true, false],
        ["the real one", true, false],
      ]);
    },
  );

  it.runIf(isWindows)(
    "takes no answer's place while a program is in it, which Windows does not remove [evaluator-private-file]",
    async () => {
      let folder = "";
      const given = inPrivateFolder(async (path) => {
        folder = path;
        const child = spawn(process.execPath, ["-e", "console.log(); setInterval(() => {}, 1000)"], { cwd: path });
        onTestFinished(() => void child.kill());
        await new Promise((resolve) => child.stdout.once("data", resolve));
        return "the answer";
      });
      expect(await given).toBe("the answer");
      onTestFinished(() => process.listeners("exit").at(-1)?.(0));
      expect(existsSync(folder)).toBe(true);
    },
  );

  it("that cannot be made is an error that says where it was to be and which variable names another [evaluator-private-file]", async () => {
    const name = isWindows ? "TEMP" : "TMPDIR";
    const before = process.env[name];
    const missing = join(temporaryDirectory(), "missing");
    process.env[name] = missing;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
    expect(tmpdir()).toBe(missing);
    await expect(inPrivateFolder(() => Promise.resolve())).rejects.toMatchObject({
      name: "OrchestratorError",
      message: expect.stringContaining(`No temporary files could be made in ${missing}: it does not exist (ENOENT)`),
      help: expect.stringContaining(`with ${name} set to`),
    });
  });
});

describe("what a plugin that was killed has left", () => {
  const left = (parent: string, name: string, age = 0) => {
    const folder = join(parent, name);
    mkdirSync(folder);
    writeFileSync(join(folder, "workflow.ncl"), "");
    utimesSync(folder, Date.now() / 1000 - age, Date.now() / 1000 - age);
    return folder;
  };
  const gone = () => spawnSync(process.execPath, ["-e", ""]).pid;
  const [, where = ""] = ownPrefix.split("nu-orch-");
  const place = where.split("-")[0] ?? "";
  const elsewhere = place === "00000000" ? "11111111" : "00000000";

  it("goes, and nothing else that lies there [evaluator-leftovers]", async () => {
    const parent = temporaryDirectory();
    const removed = [
      left(parent, `nu-orch-${place}-${gone()}-aB3xYz`),
      // Where no process of that number can be asked for, age alone tells.
      left(parent, `nu-orch-${elsewhere}-${gone()}-aB3xYz`, 25 * 60 * 60),
    ];
    const kept = [
      left(parent, `nu-orch-${place}-${process.pid}-aB3xYz`),
      left(parent, `nu-orch-${place}-${process.ppid}-aB3xYz`),
      left(parent, `nu-orch-${elsewhere}-${gone()}-cD3xYz`),
      left(parent, "orch-aB3xYz", 25 * 60 * 60),
      left(parent, `nu-orch-${place}-${gone()}-aB3xYz.old`, 25 * 60 * 60),
    ];
    writeFileSync(join(parent, `nu-orch-${place}-${gone()}-a_file`.replace("_", "F")), "");
    await removeLeftovers(parent);
    expect(removed.filter((folder) => existsSync(folder))).toEqual([]);
    expect(kept.filter((folder) => !existsSync(folder))).toEqual([]);
    expect(readdirSync(parent)).toHaveLength(kept.length + 1);
  });

  it.skipIf(isWindows)("is no link to a folder, nor a folder of somebody else [evaluator-leftovers]", async () => {
    const parent = temporaryDirectory();
    const target = left(temporaryDirectory(), "target");
    const link = join(parent, `nu-orch-${place}-${gone()}-aB3xYz`);
    symlinkSync(target, link);
    const others = left(parent, `nu-orch-${place}-${gone()}-cD3xYz`);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) chownSync(others, 65_534, 65_534);
    await removeLeftovers(parent);
    expect([existsSync(join(target, "workflow.ncl")), existsSync(link), existsSync(others)]).toEqual([
      true,
      true,
      isRoot,
    ]);
  });

  it.skipIf(isWindows)("goes with the next that makes a folder there [evaluator-leftovers]", () => {
    const TMPDIR = temporaryDirectory();
    const url = new URL(
      "../../../../../src/orchestrator/workflow/evaluators/process/private-folder.ts",
      import.meta.url,
    );
    const make = (work: string) =>
      spawnSync(
        process.execPath,
        [
          "--import",
          "tsx",
          "-e",
          `import(${JSON.stringify(url.href)}).then((m) => m.inPrivateFolder(async () => { ${work} }))`,
        ],
        { env: { ...process.env, TMPDIR } },
      );
    expect(make(`process.kill(process.pid, "SIGKILL")`).signal).toBe("SIGKILL");
    const ours = () => readdirSync(TMPDIR).filter((name) => name.startsWith("nu-orch-"));
    expect(ours()).toHaveLength(1);
    expect(make("").status).toBe(0);
    expect(ours()).toEqual([]);
  });
});

describe("a full disk", () => {
  it.skipIf(!canUnshare)("is an error that says which and what to do [evaluator-full-disk]", () => {
    const code = `
      mount("-t", "tmpfs", "-o", "size=16k", "none", process.env.FULL);
      process.env.TMPDIR = process.env.FULL;
      const given = module.inPrivateFolder((folder) => fs.promises.writeFile(folder + "/a.ncl", "x".repeat(100_000)));
      return given.then(() => "written", ({ message, help }) => [message, help]);`;
    const full = temporaryDirectory();
    vi.stubEnv("FULL", full);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(runUnshared("workflow/evaluators/process/private-folder.ts", code)).toEqual([
      `No temporary files could be made in ${full}: no space is left on the disk (ENOSPC)`,
      "Free some space there, or start Nushell with TMPDIR set to a folder that exists and that you may write in.",
    ]);
  });
});

describe("a program that cannot be started", () => {
  it.skipIf(isWindows)(
    "for want of descriptors is an error of the system, not of Node's streams [evaluator-no-descriptors]",
    () => {
      const url = new URL("../../../../../src/orchestrator/workflow/evaluators/process/child.ts", import.meta.url);
      const code = `import(${JSON.stringify(url.href)}).then(async ({ runChild }) => {
      const { openSync } = require("node:fs");
      try { for (;;) openSync("/dev/null"); } catch {}
      const limits = { timeoutMs: 5000, maxBytes: 1000, maxMemory: Infinity };
      const signal = new AbortController().signal;
      const given = runChild({ program: "/bin/ls", args: [], cwd: "/", env: {}, signal, limits });
      const code = await given.then(() => "started", (error) => error.code);
      require("node:fs").closeSync(10);
      await new Promise((resolve) => setTimeout(resolve, 50));
      process.exit(code === "EMFILE" ? 0 : 1);
    })`;
      const child = spawnSync("sh", [
        "-c",
        'ulimit -n 100 && exec "$@"',
        "sh",
        process.execPath,
        "--import",
        "tsx",
        "-e",
        code,
      ]);
      expect({ status: child.status, stderr: child.stderr.toString() }).toEqual({ status: 0, stderr: "" });
    },
  );
});
