import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isWindows } from "../../../../../src/orchestrator/system/system.ts";
import { inPrivateFolder } from "../../../../../src/orchestrator/workflow/evaluators/process/private-folder.ts";
import { runAsNobody } from "../../../../support/run-as-nobody.ts";
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
      message: expect.stringContaining(`No temporary folder could be made in ${missing}: ENOENT`),
      help: expect.stringContaining(`with ${name} set to`),
    });
  });
});
