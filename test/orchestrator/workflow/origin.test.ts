import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { isWindows } from "../../../src/orchestrator/system/system.ts";
import { validateWorkflows } from "../../../src/orchestrator/workflow/validate.ts";
import type { WorkflowOrigin } from "../../../src/orchestrator/workflow/origin.ts";
import { evaluatorsPath } from "../../support/evaluator-paths.ts";
import { describeEvaluator } from "../../support/evaluators.ts";
import { never, rowOf, scratchFile, scratchFolder, toolFolder, evaluators, validateFile } from "./scratch.ts";

const unnamed = "<input>";

async function rowsOf(source: WorkflowOrigin, env: Record<string, string> = {}) {
  return (await validateWorkflows(source, { strict: false, env, signal: never, evaluators })).problems.map(rowOf);
}

function text(language: "JSON" | "Nickel" | "KCL", content: string, path = unnamed): WorkflowOrigin {
  return { kind: "text", text: content, language, path, folder: scratchFolder() };
}

/** A nickel that notes how it was called and answers with a workflow. */
function noting(): { env: { PATH: string; NICKEL_IMPORT_PATH: string }; seen: () => Record<string, unknown> } {
  const note = join(scratchFolder(), "seen.json");
  const PATH = toolFolder(
    "nickel",
    `const fs = require("node:fs"), file = process.argv.at(-1);
     fs.writeFileSync(${JSON.stringify(note)}, JSON.stringify({ file, text: fs.readFileSync(file, "utf8"),
       mode: fs.statSync(require("node:path").dirname(file)).mode & 0o777,
       imports: process.argv.filter((_, index) => process.argv[index - 1] === "--import-path") }));
     console.log('{"operations": [{"id": "a", "timeout": 0}]}')`,
  );
  return {
    env: { PATH, NICKEL_IMPORT_PATH: ["lib", resolve("/abs")].join(delimiter) },
    seen: () => JSON.parse(readFileSync(note, "utf8")),
  };
}

describe("a text", () => {
  it("is read in its language, and has its places [validate-input-text]", async () => {
    expect(await rowsOf(text("JSON", '{"operations":\n[]}'))).toMatchObject([
      { code: "empty-workflow", path: unnamed, line: 2, column: 1 },
    ]);
  });

  it("in Nickel becomes a private file for its time, and imports from its folder first [validate-input-evaluated]", async () => {
    const { env, seen } = noting();
    const source = text("Nickel", 'x = {\n  id = "a" }');
    expect(await rowsOf(source, env)).toMatchObject([{ code: "not-positive", path: unnamed, line: 2, column: 8 }]);
    const folder = source.kind === "text" ? source.folder : "";
    const { file, ...rest } = seen();
    expect(rest).toStrictEqual({
      text: 'x = {\n  id = "a" }',
      mode: isWindows ? 0o666 : 0o700,
      imports: [folder, join(folder, "lib"), resolve("/abs")],
    });
    expect(existsSync(dirname(String(file)))).toBe(false);
  });

  it("lies as deep in its private folder as it could reach up, and in KCL in a package of its own [validate-input-evaluated]", async () => {
    const { env, seen } = noting();
    const depthOf = async (content: string) => {
      await rowsOf(text("Nickel", content), env);
      const { file } = seen();
      const [, steps = ""] = /((?:[/\\]in)*)[/\\][^/\\]*$/.exec(String(file)) ?? [];
      return steps.split("in").length - 1;
    };
    expect(await depthOf("{}")).toBe(0);
    expect(await depthOf('import "../../x.ncl"')).toBe(2);
    expect(await depthOf("..".repeat(201))).toBe(200);
    const PATH = toolFolder(
      "kcl",
      `const fs = require("fs"), path = require("path");
       const { file: [file] } = JSON.parse(fs.readFileSync(process.argv[5])).kcl_cli_configs;
       console.log(JSON.stringify({ operations: [{ id: JSON.stringify(fs.readdirSync(path.dirname(file)).includes("kcl.mod")), timeout: 0 }] }))`,
    );
    expect(await rowsOf(text("KCL", "x"), { PATH })).toMatchObject([
      { message: expect.stringMatching(/^operation "true": "timeout" /) },
    ]);
  });

  it("in Nickel that is the very text of its file is evaluated there [validate-input-evaluated]", async () => {
    const { env, seen } = noting();
    const path = scratchFile("wf.ncl", "same");
    expect(await rowsOf(text("Nickel", "same", path), env)).toMatchObject([{ path }]);
    expect(seen()).toMatchObject({ file: path, imports: [join(dirname(path), "lib"), resolve("/abs")] });
    await rowsOf(text("Nickel", "changed", path), env);
    expect(seen()["file"]).not.toBe(path);
  });

  it("is called what it is in its evaluator's words, too, verdict or error [validate-input-evaluated]", async () => {
    const PATH = toolFolder(
      "kcl",
      "console.error(`EvaluationError\\n --> ${JSON.parse(require('fs').readFileSync(process.argv[5])).kcl_cli_configs.file}:1:1\\n  |\\n1 | x\\n  | ^ bad`); process.exit(1)",
    );
    expect(await rowsOf(text("KCL", "x"), { PATH })).toStrictEqual([
      {
        severity: "error",
        code: "evaluation-failed",
        message: expect.stringContaining("bad"),
        path: unnamed,
        line: 1,
        column: 1,
      },
    ]);
    await expect(rowsOf(text("Nickel", "x"))).rejects.toMatchObject({
      code: "orch::evaluator_missing",
      message: expect.stringMatching(/^<input> is a Nickel file/),
    });
  });
});

describe("a text that is not as its file has it", () => {
  // As much of Nickel's and KCL's own words as names the file: in full, from its folder, and that folder.
  const script = `const [file] = JSON.parse(require("node:fs").readFileSync(process.argv[5])).kcl_cli_configs.file, folder = require("node:path").dirname(file);
     console.error(\`EvaluationError\\n --> \${file}:1:1\\n  |\\n1 | x\\n  | ^ not \${file} in \${folder}\\n  |\\n\\n --> \${file}:2:1\\n  |\\n2 | y\\n  | ^ see\\n  |\\n\`);
     process.exit(1)`;

  it.each([
    [unnamed, "/from", "not <input> in /from; see (<input>:2:1)"],
    ["/of/w$&$1.k", "/of", "not /of/w$&$1.k in /of; see (w$&$1.k:2:1)"],
    ["/of/\u001b[31m.k", "/of", "not /of/\\u{1b}[31m.k in /of; see (\\u{1b}[31m.k:2:1)"],
  ])(
    "is called by its own name wherever its evaluator names it: %j [validate-input-evaluated]",
    async (path, folder, message) => {
      const source: WorkflowOrigin = { kind: "text", text: "x", language: "KCL", path, folder };
      const found = await rowsOf(source, { PATH: toolFolder("kcl", script) });
      expect(found).toMatchObject([{ message, path, line: 1, column: 1 }]);
    },
  );
});

describeEvaluator("nickel", "with the real nickel, --format ncl", () => {
  it("evaluates a file whatever its extension, and the same as a text [validate-input-format]", async () => {
    const options = {
      strict: false,
      env: { PATH: evaluatorsPath },
      signal: never,
      evaluators,
      language: "Nickel" as const,
    };
    const late = '{ operations = [{ id = "a", timeout = (import "n.ncl") }] }';
    for (const name of ["w.txt", "w.json", "w.yaml", "w.toml", "w.conf", "w", "w.ncl"]) {
      const path = scratchFile(name, late);
      writeFileSync(join(dirname(path), "n.ncl"), "0");
      const file: WorkflowOrigin = { kind: "file", path };
      for (const source of [
        file,
        { ...file, kind: "text", text: late, language: "Nickel", folder: dirname(path) },
      ] satisfies WorkflowOrigin[]) {
        const { problems } = await validateWorkflows(source, options);
        expect(problems).toMatchObject([{ code: "not-positive", path, place: { line: 1, column: 24 } }]);
      }
    }
    const { problems } = await validateWorkflows(
      { kind: "file", path: scratchFile("w.txt", new Uint8Array([0xff])) },
      options,
    );
    expect(problems).toMatchObject([
      { code: "not-utf8", message: "not valid UTF-8, which Nickel requires: the byte 0xff; save it as UTF-8" },
    ]);
    await expect(validateWorkflows({ kind: "file", path: "/nonexistent/w.txt" }, options)).rejects.toMatchObject({
      code: "orch::file_not_found",
    });
  });
});

describe("a value", () => {
  const late = { operations: [{ id: "a", timeout: 0 }] };
  const value = (content: unknown, path: string): WorkflowOrigin => ({ kind: "value", value: content, path });

  it("has the places of its file as long as it is what the file says [validate-input-record]", async () => {
    const path = scratchFile("wf.yaml", "operations:\n  - id: a\n    timeout: 0\n");
    expect(await rowsOf(value(late, path))).toMatchObject([{ path, line: 3, column: 14 }]);
    for (const changed of [{ ...late, name: Symbol("a duration") }, { operations: [{ id: "b", timeout: 0 }] }]) {
      const [found] = await rowsOf(value(changed, path));
      expect(found).toMatchObject({ line: null, column: null });
    }
    for (const circle of ["a: &a [*a]", "{"]) {
      writeFileSync(path, circle);
      expect(await rowsOf(value(late, path))).toMatchObject([{ code: "not-positive", line: null }]);
    }
  });

  it("has no places of a file that takes long to read, as nothing could end that [validate-input-record]", async () => {
    const path = scratchFile("wf.yaml", `operations:\n  - id: a\n    timeout: 0\n#${"x".repeat(64 * 1024)}\n`);
    expect(await rowsOf(value(late, path))).toMatchObject([{ code: "not-positive", line: null }]);
  });

  it("is what the file says whatever form its numbers have, as long as a float is one in both [validate-input-record]", async () => {
    const written = (version: string) => `version: ${version}\noperations:\n  - id: a\n    timeout: 0\n`;
    const lineOf = async (inFile: string, version: number) => {
      const path = scratchFile("wf.yaml", written(inFile));
      const found = await rowsOf(value({ version, ...late }, path));
      return found.find(({ code }) => code === "not-positive")?.line;
    };
    expect(await lineOf("1.50", 1.5)).toBe(4);
    expect(await lineOf("0x10", 16)).toBe(4);
    expect(await lineOf("1.0", 1)).toBeNull();
    expect(await lineOf("1.50", 1.25)).toBeNull();
  });

  it("has no places without a file, and none is read for it [validate-input-record]", async () => {
    for (const path of [unnamed, "/nonexistent/wf.json", "/nonexistent/wf.ncl"]) {
      expect(await rowsOf(value(late, path))).toMatchObject([{ code: "not-positive", path, line: null }]);
    }
    const { env, seen } = noting();
    expect(await rowsOf(value(late, scratchFile("wf.ncl", "")), env)).toMatchObject([{ line: null }]);
    expect(seen).toThrow("ENOENT");
  });
});

it("gives an evaluator as long as it is told [validate-timeout-flag]", async () => {
  const PATH = toolFolder("nickel", "setInterval(() => {}, 1000)");
  const options = { strict: false, env: { PATH }, signal: never, evaluators, timeoutMs: 200 };
  await expect(validateFile(scratchFile("wf.ncl", ""), options)).rejects.toMatchObject({
    code: "orch::evaluator_timeout",
  });
});
