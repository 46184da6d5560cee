import { chmodSync, symlinkSync, truncateSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileError, readText, requireReadable } from "../../../src/orchestrator/workflow/workflow-file.ts";
import { validateWorkflows } from "../../../src/orchestrator/workflow/validate.ts";
import { runAsNobody } from "../../support/run-as-nobody.ts";
import { keepFile, temporaryDirectory } from "../../support/temporary-directory.ts";
import { check, evaluators, scratchFile, scratchFolder, validateFile } from "./scratch.ts";

const denied = {
  code: "orch::permission_denied",
  message: expect.stringMatching(/^Cannot read the workflow file .*: permission denied: .* lacks read permission on /),
  help: expect.stringMatching(/^Grant it with: (sudo )?chmod [au]\+r '/),
};

describe("a file that cannot be read", () => {
  it.each(["json", "yaml", "toml", "k", "ncl"])(
    "is an error, not a verdict, when absent: .%s [validate-missing-file]",
    async (extension) => {
      const path = join(scratchFolder(), `wf.${extension}`);
      await expect(check(path)).rejects.toMatchObject({
        name: "OrchestratorError",
        code: "orch::file_not_found",
        message: `Workflow file not found: ${path}`,
        help: expect.stringContaining("path"),
        about: "workflow",
        fault: { path, message: "not found" },
      });
      await expect(check(join(scratchFile("x.json", "{}"), `a.${extension}`))).rejects.toMatchObject({
        code: "orch::file_not_found",
      });
    },
  );

  it("tells of a path that double quotes have spoiled [path-escaped]", async () => {
    const path = join(scratchFolder(), "a\tb.json");
    await expect(check(path)).rejects.toMatchObject({
      message: expect.stringMatching(/a\\tb\.json; it has a control character, .*: write it in single quotes$/),
    });
    const toml = await check(scratchFile("wf.toml", String.raw`name = "C:\provisioning"`));
    expect(toml).toMatchObject([
      { message: "unrecognised escape sequence; a string with backslashes needs single quotes" },
    ]);
  });

  it("is read once its writer lets go of it [windows-held]", async () => {
    const path = scratchFile("wf.yaml", "name: a");
    const letGo = keepFile(path);
    setTimeout(letGo, 20);
    expect(await readText(path, new AbortController().signal)).toBe("name: a");
  });

  it("is an error when it is a directory [validate-not-a-file]", async () => {
    const path = scratchFolder("folder.json");
    await expect(check(path)).rejects.toMatchObject({
      about: "workflow",
      fault: { path, message: "a directory" },
      code: "orch::not_a_file",
      message: expect.stringContaining("folder.json is a directory"),
      help: expect.stringContaining("Give the path of a workflow file in it"),
    });
  });

  it("is an error when it is a socket, which nothing could be read from [validate-not-a-file]", async () => {
    const path = join(scratchFolder(), "s.yaml");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await expect(check(path)).rejects.toMatchObject({
      code: "orch::not_a_file",
      message: expect.stringContaining("not a regular file"),
      fault: { path, message: "not a regular file" },
      help: "Save the workflow to a regular file and give the path of that.",
    });
    await new Promise((resolve) => server.close(resolve));
  });

  it("is an error that lists the known formats when its extension is unknown [validate-unknown-format]", async () => {
    const path = scratchFile("wf.JSN", "{}");
    await expect(check(path)).rejects.toMatchObject({
      about: "workflow",
      fault: { path, message: 'unknown extension .jsn; did you mean ".json"?' },
      code: "orch::unknown_format",
      message: expect.stringContaining('unknown extension .jsn; did you mean ".json"?'),
      help: "Known extensions: .k .ncl .json .yaml .yml .toml.",
    });
    await expect(check(scratchFile("wf", "{}"))).rejects.toMatchObject({
      message: expect.stringContaining("the file has no extension"),
    });
    expect(await check(scratchFile("wf.JSON", '{"operations":[{"id":"a"}]}'))).toStrictEqual([]);
  });

  it("is an error that says how to mend it when permission is denied [validate-permission]", () => {
    const directory = temporaryDirectory({ "wf.json": "{}" });
    chmodSync(directory, 0o755);
    const path = join(directory, "wf.json");
    chmodSync(path, 0o600);
    if (process.getuid?.() !== 0) chmodSync(path, 0o000);
    const options = `{ strict: false, env: {}, signal: new AbortController().signal }`;
    const code = `return module.validateWorkflows({ kind: "file", path: ${JSON.stringify(path)} }, ${options}).catch(({ code, message, help }) => ({ code, message, help }));`;
    expect(runAsNobody("workflow/validate.ts", code)).toMatchObject(denied);
  });

  it.each(["EACCES", "EPERM"])("takes %s for a denied permission [validate-permission]", (code) => {
    const path = scratchFile("wf.json", "{}");
    chmodSync(path, 0o000);
    expect(fileError(path, Object.assign(new Error("no"), { code }))).toMatchObject(denied);
  });

  it("is an error that names the file whose name looks the same [names-twins]", async () => {
    const path = scratchFile("caf\u{e9}.json", "{}");
    const decomposed = path.replace("\u{e9}", "e\u{301}");
    await expect(check(decomposed)).rejects.toMatchObject({
      message: `Workflow file not found: ${decomposed}; did you mean "caf\u{e9}.json", which is written in other characters (caf\\u{e9}.json)?`,
    });
  });

  it("is an error that says why, whatever the system has against it [validate-unreadable]", async () => {
    const folder = scratchFolder();
    symlinkSync("loop.json", join(folder, "loop.json"));
    const reasons = [
      { path: join(folder, "loop.json"), reason: "a symbolic link that leads back to itself" },
      { path: join(folder, `${"x".repeat(300)}.json`), reason: "longer than the system allows" },
      { path: join(folder, "a\0b.json"), reason: "holds a NUL character" },
    ];
    for (const { path, reason } of reasons) {
      await expect(check(path)).rejects.toMatchObject({
        code: "orch::unreadable_file",
        message: expect.stringContaining(reason),
      });
    }
    const broken = Object.assign(new Error("no"), { code: "EIO" });
    expect(fileError("wf.json", broken)).toMatchObject({
      about: "workflow",
      cause: broken,
      fault: { path: "wf.json", message: expect.stringMatching(/^cannot be read: .*\(EIO\)$/) },
      message: expect.stringContaining("cannot be read: the disk or the network failed (EIO)"),
    });
    const aborted = new DOMException("stop", "AbortError");
    expect(fileError("wf.json", aborted)).toBe(aborted);
  });

  it("is an error when it is larger than 64 MiB [validate-too-large]", async () => {
    const path = scratchFile("wf.json", "");
    truncateSync(path, 64 * 1024 * 1024 + 1);
    await expect(check(path)).rejects.toMatchObject({
      code: "orch::file_too_large",
      about: "workflow",
      fault: { path, message: "has 64.1 MiB" },
      message: `Workflow file too large: ${path} has 64.1 MiB`,
      help: "Check that this is the right file: a workflow file may have up to 64 MiB.",
    });
    truncateSync(path, 64 * 1024 * 1024);
    expect(() => requireReadable(path)).not.toThrow();
  });

  it("keeps escapes of a file's name out of the message [validate-escapes]", async () => {
    const error: unknown = await check("/no/such/\u001b[31m.json").catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(String.raw`/no/such/\u{1b}[31m.json`);
    expect(String(error)).not.toContain("\u001b");
  });

  it("gives no verdict on what was read when the abort comes meanwhile [validate-abort]", async () => {
    const reason = new Error("interrupted");
    const abort = new AbortController();
    const options = { strict: false, env: {}, signal: abort.signal, evaluators };
    const verdict = validateWorkflows({ kind: "value", value: {}, path: "<input>" }, options);
    abort.abort(reason);
    await expect(verdict).rejects.toBe(reason);
  });

  it("gives way to an abort before anything is read [validate-abort]", async () => {
    const reason = new Error("interrupted");
    await expect(
      validateFile("/no/such.json", {
        strict: false,
        env: {},
        signal: AbortSignal.abort(reason),
        evaluators,
      }),
    ).rejects.toBe(reason);
  });
});
