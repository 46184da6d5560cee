import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  findBatchFile,
  findProgram,
  findPrograms,
  isBatchFile,
  programAt,
} from "../../../../../src/orchestrator/workflow/evaluators/process/program-path.ts";
import { isWindows } from "../../../../../src/orchestrator/system/system.ts";
import { evaluators, never, scratchFile, scratchFolder, validateFile } from "../../scratch.ts";

function folderWith(...names: string[]): string {
  const folder = scratchFolder();
  for (const name of names) writeFileSync(join(folder, name), "", { mode: 0o755 });
  return folder;
}

describe.runIf(isWindows)("a program on Windows", () => {
  it("is found with and without its extension, in whatever case, by a path in full [windows-program-names]", () => {
    const folder = folderWith("nickel.exe", "kcl.COM", "python3.11.exe", "plain");
    expect(findProgram("nickel", folder)).toBe(join(folder, "nickel.exe"));
    expect(findProgram("nickel.exe", folder)).toBe(join(folder, "nickel.exe"));
    expect(findProgram("kcl", folder)?.toLowerCase()).toBe(join(folder, "kcl.com").toLowerCase());
    expect(findProgram("python3.11", folder)).toBe(join(folder, "python3.11.exe"));
    expect(findProgram("plain", folder)).toBeUndefined();
    expect(programAt(join(folder, "nickel"))).toBe(join(folder, "nickel.exe"));
    expect(programAt(join(folder, "NICKEL.EXE"))).toBe(join(folder, "NICKEL.EXE"));
    expect(programAt(join(folder, "nickel.exe").replaceAll("\\", "/"))).toBeDefined();
    // On the current drive, and in its current folder.
    expect(programAt(join(folder, "nickel.exe").slice(2))).toBeUndefined();
    expect(programAt("C:nickel.exe")).toBeUndefined();
  });

  it("is looked for in entries of PATH with quotation marks too, and in none that depends on where one is [windows-current-directory]", () => {
    const folder = folderWith("nickel.exe");
    mkdirSync(join(folder, "a;b"));
    writeFileSync(join(folder, "a;b", "nickel.exe"), "");
    expect(findProgram("nickel", `C:\\;"${join(folder, "a;b")}";;`)).toBe(join(folder, "a;b", "nickel.exe"));
    expect(findProgram("nickel", `${folder.slice(0, 3)}"${folder.slice(3)}"`)).toBe(join(folder, "nickel.exe"));
    expect([...findPrograms(["nickel"], `"${folder}";${folder.slice(2)};C:;.;;relative`)]).toStrictEqual([
      join(folder, "nickel.exe"),
    ]);
  });

  it("is no batch file, and the error for one says so and what to do [windows-batch-file]", async () => {
    const folder = folderWith("nickel.cmd", "python.BAT");
    expect(findProgram("nickel", folder)).toBeUndefined();
    expect(findProgram("nickel.cmd", folder)).toBeUndefined();
    expect(programAt(join(folder, "nickel.cmd"))).toBeUndefined();
    expect(findBatchFile(["nickel"], folder)).toBe(join(folder, "nickel.cmd"));
    expect(isBatchFile(join(folder, "python.BAT"))).toBe(true);
    const path = scratchFile("wf.ncl", "");
    const ask = (options: object) =>
      validateFile(path, { strict: false, env: {}, signal: never, evaluators, ...options });
    await expect(ask({ env: { PATH: folder } })).rejects.toMatchObject({
      code: "orch::evaluator_missing",
      message: `${path} is a Nickel file, but "nickel" is not on PATH; ${join(folder, "nickel.cmd")} is a batch file, which is never run, as Windows would take parts of a file's name for commands`,
    });
    for (const nickel of [join(folder, "nickel.cmd"), join(folder, "nickel"), "nickel.cmd", "nickel"]) {
      await expect(ask({ tools: { nickel }, env: { PATH: folder } })).rejects.toMatchObject({
        code: "orch::evaluator_missing",
        about: "setting",
        message: expect.stringContaining("which is a batch file, which is never run"),
        help: "Set it to the full path of the .exe that the batch file starts.",
      });
    }
  });
});

// Names of Windows' batch files are names like any other elsewhere.
describe.skipIf(isWindows)("a program elsewhere", () => {
  it("has the name that it is called by [windows-program-names]", () => {
    const folder = folderWith("nickel.cmd", "nickel.exe");
    expect(findProgram("nickel", folder)).toBeUndefined();
    expect(findProgram("nickel.cmd", folder)).toBe(join(folder, "nickel.cmd"));
    expect(findBatchFile(["nickel"], folder)).toBeUndefined();
    expect(isBatchFile("/bin/nickel.cmd")).toBe(false);
  });
});
