import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { inPrivateFolder } from "../../../../../src/orchestrator/workflow/evaluators/process/private-folder.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return { ...real, rm: vi.fn(real.rm) };
});

it("takes neither the result's nor the error's place when it cannot be removed, and is removed at the plugin's end [evaluator-private-file]", async () => {
  for (const failing of [false, true]) {
    vi.mocked(rm).mockRejectedValueOnce(Object.assign(new Error("EBUSY: resource busy"), { code: "EBUSY" }));
    let folder = "";
    const given = inPrivateFolder(async (path) => {
      folder = path;
      await writeFile(join(path, "held"), "");
      if (failing) throw new Error("the real one");
      return "answer";
    });
    if (failing) await expect(given).rejects.toThrow("the real one");
    else expect(await given).toBe("answer");
    expect(existsSync(folder)).toBe(true);
    // What it left to be done when this process ends.
    process.listeners("exit").at(-1)?.(0);
    expect(existsSync(folder)).toBe(false);
  }
});

it("that cannot be made is an error that says where it was to be and which variable names another [evaluator-private-file]", async () => {
  const name = process.platform === "win32" ? "TEMP" : "TMPDIR";
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
    message: expect.stringContaining(`no temporary folder could be made in ${missing}: ENOENT`),
    help: expect.stringContaining(`with ${name} set to`),
  });
});
