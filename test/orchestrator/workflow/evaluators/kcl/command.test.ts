import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { isWindows } from "../../../../../src/orchestrator/system/system.ts";
import type { EvaluationOptions } from "../../../../../src/orchestrator/workflow/evaluators/evaluation.ts";
import { evaluatorPath, evaluatorsPath, hasEvaluator } from "../../../../support/evaluator-paths.ts";
import { describeEvaluator, kclCommandFolder } from "../../../../support/evaluators.ts";
import { temporaryDirectory, writeFiles } from "../../../../support/temporary-directory.ts";
import { check, evaluators, never, scratchFile } from "../../scratch.ts";

/** Whether Windows allows a name. */
const isAllowed = (name: string) => !isWindows || !/[<>:"|?*]/.test(name);

const checked = `schema Operation:
    id: str
    timeout: int = 1
    check:
        timeout > 0, "timeout of \${id} must be positive"

operations = [
    Operation {id = "a"}
    Operation {
        id = "b"
        timeout = 0
    }
]
`;

async function rows(path: string, PATH: string): Promise<string[]> {
  const found = await check(path, { PATH });
  return found.map(({ code, line, column, message }) => `${code} ${line}:${column} ${message}`);
}

describeEvaluator("kcl_lib", "a KCL workflow, evaluated by the real engine", () => {
  // The library in Python, and the command's surface over it: the same files mean the same.
  const ways: readonly [string, () => string][] = [
    ["kcl_lib", () => evaluatorsPath],
    ["kcl", () => (hasEvaluator("kcl_lib") ? kclCommandFolder() : "")],
  ];
  // What stands for the command is a script in Python, which Windows does not start by itself.
  describe.each(isWindows ? ways.slice(0, 1) : ways)("through %s", (through, pathOf) => {
    it("has a failed check at the instance, with the check's message and both places [kcl-check]", async () => {
      expect(await rows(scratchFile("wf.k", checked), pathOf())).toStrictEqual([
        "evaluation-failed 9:5 check failed: timeout of b must be positive; the schema's check (wf.k:5:1)",
      ]);
    });

    it.each([
      ['éé = "é"\noperations = [éé.x]\n', "2:15 attribute 'x' not found in 'str'"],
      ["operations = [1][3]\n", "1:1 list index out of range: 3"],
      [
        'schema P:\n    x: int\np = P {x = "é"}\n',
        "3:8 expected int, got str(é); variable is defined here, its type is int, but got str(é) (wf.k:2:5)",
      ],
      ['assert 1 > 2, "too small"\n', "1:1 too small"],
    ])("has its faults at their places: %j [kcl-diagnostics]", async (text, row) => {
      expect(await rows(scratchFile("wf.k", text), pathOf())).toStrictEqual([`evaluation-failed ${row}`]);
    });

    it.each([
      [
        'w = {name: "x"} | {name: "y"}\n',
        `1:1 conflicting values on the attribute 'name' between : "x" and "y"; with union path : name; try operator '=' to override the attribute, like: {...} | { ... name = "y" ... }`,
      ],
      [
        'schema S:\n    n: str\n    check:\n        len(n) > 2, """${n} is too short:\n          give it\n          three letters\n\nor more"""\ns = S {n = "a\\nb"[0:1]}\n',
        "9:5 check failed: a is too short: give it three letters or more; the schema's check (wf.k:4:1)",
      ],
      ['assert 1 > 2, "too small\\nby one\\n\\nSee the wiki"\n', "1:1 too small by one; See the wiki"],
      ['assert 1 > 2, "\\n\\ntwo lines\\n  |\\nbelow"\n', "1:1 two lines |; below"],
      [
        'schema P:\n    x: int\np = P {x = "a\\nb"}\n',
        "3:8 expected int, got str(a b); variable is defined here, its type is int, but got str(a b) (wf.k:2:5)",
      ],
    ])("has what KCL says on several lines whole and on one: %j [evaluator-lines]", async (text, row) => {
      expect(await rows(scratchFile("wf.k", text), pathOf())).toStrictEqual([`evaluation-failed ${row}`]);
    });

    it.each([
      ["a\u00A0= 1\n", String.raw`1:2 unknown start of token: \u{a0} is a no-break space; type a plain space`],
      [
        "\uFEFFa = \u201C\n",
        String.raw`1:5 unknown start of token: \u{201c} is a typographic quotation mark; type a plain one`,
      ],
      ["a = 1\nb\u200B = 2\n", String.raw`2:2 unknown start of token: \u{200b} is an invisible character; remove it`],
      [
        "a = 1 \u2013 2\n",
        String.raw`1:7 unknown start of token: \u{2013} is a dash that is not the plain one; type a plain one`,
      ],
      [
        "a = 1\n\u0007",
        String.raw`2:1 unknown start of token: \u{7} is a control character, which is not seen; remove it`,
      ],
    ])("says which character was not taken for what it looks like: %j [evaluator-characters]", async (text, row) => {
      const [first] = await rows(scratchFile("wf.k", text), pathOf());
      expect(first).toBe(`evaluation-failed ${row}`);
    });

    it("has an import that is no text as the fault of that file [kcl-diagnostics]", async () => {
      const dir = temporaryDirectory({
        "wf.k": "import .lib\na = lib.x\n",
        "lib.k": Buffer.from([0x61, 0x3d, 0xff]),
        "other.k": "import .wide\na = wide.x\n",
        "wide.k": Buffer.from("\uFEFFx = 1\n", "utf16le"),
      });
      expect(await check(join(dir, "wf.k"), { PATH: pathOf() })).toMatchObject([
        { path: join(dir, "lib.k"), line: 1, column: 3, message: expect.stringContaining("not valid UTF-8") },
      ]);
      expect(await check(join(dir, "other.k"), { PATH: pathOf() })).toMatchObject([
        { path: join(dir, "wide.k"), message: "UTF-16 text, not UTF-8; save it as UTF-8" },
      ]);
    });

    it("has modules that import each other in one problem, with their files [evaluator-lines]", async () => {
      const dir = temporaryDirectory({ "wf.k": "import .b\nx = b.x\n", "b.k": "import .wf\nx = wf.x\n" });
      expect(await rows(join(dir, "wf.k"), pathOf())).toContainEqual(
        expect.stringContaining(`cyclic import statements; ${join(dir, "wf.k")}; ${join(dir, "b.k")}`),
      );
    });

    it("has each of several faults in a row of its own [kcl-diagnostics]", async () => {
      const found = await rows(scratchFile("wf.k", 'a = b\nc: int = "d"\n'), pathOf());
      expect(found).toStrictEqual([
        "evaluation-failed 1:5 name 'b' is not defined",
        "evaluation-failed 2:1 expected int, got str(d)",
      ]);
    });

    it("has of a file's syntax the first fault alone [kcl-diagnostics]", async () => {
      const dir = temporaryDirectory({ "wf.k": "import .b\na = )\nb = [\n", "b.k": "if c:\nx = 1\nelse\ny = (\n" });
      expect(await rows(join(dir, "wf.k"), pathOf())).toStrictEqual([
        'evaluation-failed 2:1 expected one of ["indent"] got identifier',
        "evaluation-failed 2:5 error nesting on close paren",
      ]);
    });

    it("has a missing module where it is imported, with what KCL suggests [kcl-diagnostics]", async () => {
      const [row] = await rows(scratchFile("wf.k", "import nothere\na = nothere.x\n"), pathOf());
      expect(row).toMatch(/^evaluation-failed 1:1 pkgpath nothere not found in the program; .*kcl mod add nothere/);
    });

    it("has a fault of what it imports in that file [kcl-diagnostics]", async () => {
      const dir = temporaryDirectory({ "wf.k": "import lib.base\na = base.x\n", "lib/base.k": "y = 1\nx = [y][3]\n" });
      expect(await check(join(dir, "wf.k"), { PATH: pathOf() })).toMatchObject([
        { path: join(dir, "lib/base.k"), line: 2, column: 1 },
      ]);
    });

    it("takes modules of its package, and other packages in it that its kcl.mod names [kcl-packages]", async () => {
      const dir = temporaryDirectory({
        "app/kcl.mod": '[package]\nname = "app"\n\n[dependencies]\nshared = { path = "./vendor/shared" }\n',
        "app/flows/wf.k":
          "import shared\nimport lib.base\nimport .beside\noperations = [{id = shared.id}, {id = base.id}, {id = beside.id}]\n",
        "app/flows/beside.k": 'id = "c"\n',
        "app/lib/base.k": 'id = "b"\n',
        "app/vendor/shared/kcl.mod": '[package]\nname = "shared"\n',
        "app/vendor/shared/main.k": 'id = "a"\n',
      });
      const path = join(dir, "app/flows/wf.k");
      const { content, problems } = await evaluators.evaluate(path, "KCL", {
        env: { PATH: pathOf(), HOME: dir },
        signal: never,
      });
      expect(problems).toStrictEqual([]);
      expect(content?.value).toStrictEqual({ operations: [{ id: "a" }, { id: "b" }, { id: "c" }] });
    });

    it("has numbers as KCL writes them: a float is no integer [evaluator-numbers]", async () => {
      const text = `import manifests
manifests.yaml_stream([{operations = [{id = "a", parallel = True, timeout = 600.0}, {id = "b", timeout = 1e3, depends_on = ["a"]}]}, {operations = [{id = "c", timeout = 9007199254740993, parallel = True}]}])
`;
      const found = (await rows(scratchFile("wf.k", text), pathOf())).map((row) => row.replace(/^.*: "timeout"/, ""));
      expect(found).toStrictEqual([
        " must be an integer, found the number 600.0",
        " must be an integer, found the number 1000.0",
        " must be at most 9007199254740991, found 9007199254740993, which is too large",
      ]);
    });

    it("yields several documents as a list, whatever it prints [kcl-stream]", async () => {
      const text = `import manifests\nprint("hello")\nprint({a = 1})\nmanifests.yaml_stream([{id = "a"}, {id = "b", c = [{}]}])\n`;
      const options: EvaluationOptions = { env: { PATH: pathOf() }, signal: never };
      const { content } = await evaluators.evaluate(scratchFile("wf.k", text), "KCL", options);
      expect(content?.value).toStrictEqual([{ id: "a" }, { id: "b", c: [{}] }]);
    });

    const names = [
      "-x.k",
      "; touch x.k",
      "a b%20#?&.k",
      "a b%20#&.k",
      "é😀.k",
      "a:b.k",
      "'\"$(touch x).k",
      "'$(touch x).k",
    ];
    it.each(names.filter(isAllowed))("is evaluated whatever its name is: %j [evaluator-names]", async (name) => {
      const dir = join(temporaryDirectory(), isWindows ? "-a b%#" : "-a b%#?");
      writeFiles(dir, { [name]: "import lib\noperations = [lib.a]\n", "lib.k": 'a = {id = "a", parallel = True}\n' });
      expect(await check(join(dir, name), { PATH: pathOf() })).toStrictEqual([]);
      writeFiles(dir, { [name]: "a = [1][3]" });
      expect(await check(join(dir, name), { PATH: pathOf() })).toMatchObject([{ path: join(dir, name), line: 1 }]);
    });

    it("shows escapes in what KCL says of it escaped [evaluator-escapes]", async () => {
      const [row = ""] = await rows(scratchFile("wf.k", 'assert False, "\\x1b[31mred \\x07"\n'), pathOf());
      expect(row).toContain("red");
      expect(row).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    });

    it("never runs an ast.py beside it [evaluator-neighbours]", async () => {
      const planted = Object.fromEntries(
        ["ast", "json", "site", "sitecustomize", "usercustomize", "kcl_lib", "google"].map((name) => [
          `${name}.py`,
          'open("ran", "w")',
        ]),
      );
      const dir = temporaryDirectory({ ...planted, "wf.k": 'operations = [{id = "a", parallel = True}]\n' });
      expect(await check(join(dir, "wf.k"), { PATH: pathOf() })).toStrictEqual([]);
      expect(existsSync(join(dir, "ran"))).toBe(false);
    });

    it("is stopped when it evaluates for ever [evaluator-endless]", async () => {
      const path = scratchFile("wf.k", "a = sum([x * y for x in range(100000) for y in range(100000)])\n");
      const options: EvaluationOptions = { env: { PATH: pathOf() }, signal: never, timeoutMs: 1000 };
      await expect(evaluators.evaluate(path, "KCL", options)).rejects.toMatchObject({
        code: "orch::evaluator_timeout",
      });
    });

    it("is an error, not a verdict, when it prints too much [evaluator-output]", { timeout: 60_000 }, async () => {
      const text = `line = "x" * 1000000\na = [print(line) for i in range(70)]\n`;
      await expect(check(scratchFile("wf.k", text), { PATH: pathOf() })).rejects.toMatchObject({
        code: "orch::evaluator_output_too_large",
      });
    });

    // Under Wine a process whose stack overflows ends with the code 0, or not at all.
    it.skipIf(isWindows)("is an error that says so when it never stops calling itself [kcl-recursion]", async () => {
      const path = scratchFile("wf.k", "f = lambda x { f(x + 1) }\na = f(1)\n");
      await expect(check(path, { PATH: pathOf() })).rejects.toMatchObject({
        code: "orch::evaluator_failed",
        message: expect.stringContaining(`${through} was ended by SIGSEGV on ${path}`),
        help: expect.stringContaining("recursion"),
      });
    });
  });

  it("shows the file's own colours for what they are, and not the engine's [evaluator-escapes]", async () => {
    const text = 'assert False, "\u001b[31mred\u001b[0m"\n';
    const [row = ""] = await rows(scratchFile("wf.k", text), evaluatorsPath);
    expect(row).toContain(String.raw`\u{1b}[31mred`);
  });

  it("writes nothing, locked in or judged before, whatever the system [kcl-no-write]", async () => {
    const path = scratchFile("wf.k", 'import file\na = file.write("written", "x")\n');
    expect(await rows(path, evaluatorsPath)).toStrictEqual([
      expect.stringMatching(/^evaluation-failed 2:.* validating does not let a workflow write files/),
    ]);
    expect(existsSync(join(dirname(path), "written"))).toBe(false);
  });

  it("warns of what the engine warns of [kcl-warning]", async () => {
    const text = 'import math\noperations = [{id = "a", parallel = True}]\n';
    expect(await rows(scratchFile("wf.k", text), evaluatorsPath)).toStrictEqual([
      "evaluation-warning 1:1 Module 'math' imported but unused",
    ]);
  });

  it("points at the operation in the source for what is wrong with its value [evaluator-places]", async () => {
    const text = `# id = "b"
operations = [
    {id = "a"}
    {timeout = 0, "id": 'b', depends_on = ["a", "nowhere"]}
    {id = "a", parallel = True}
]
`;
    expect(await rows(scratchFile("wf.k", text), evaluatorsPath)).toStrictEqual([
      'not-positive 4:25 operation "b": "timeout" must be greater than 0, found 0',
      'unknown-dependency 4:49 operation "b" depends on unknown operation "nowhere"',
      expect.stringMatching(/^duplicate-id 5:11 /),
    ]);
    const marked = scratchFile("wf.k", '\uFEFFoperations = [{id = "a", timeout = 0}]\n');
    expect(await rows(marked, evaluatorsPath)).toStrictEqual([expect.stringMatching(/^not-positive 1:21 /)]);
  });

  it("is evaluated by what the configuration names [evaluator-configured]", async () => {
    const path = scratchFile("wf.k", "a = 1\n");
    const options = { env: { PATH: "/nonexistent" }, signal: never };
    const python = evaluatorPath("kcl_lib");
    const commands = isWindows ? [] : [{ kcl: join(kclCommandFolder(), "kcl") }];
    for (const tools of [{ python }, { kcl: "kcl_lib", python }, ...commands]) {
      const { content } = await evaluators.evaluate(path, "KCL", { ...options, tools });
      expect(content?.value).toStrictEqual({ a: 1 });
    }
    for (const tools of [{ kcl: "/no/kcl" }, { python: "/no/python" }, { kcl: dirname(path) }, { kcl: "kcl" }]) {
      await expect(evaluators.evaluate(path, "KCL", { ...options, tools })).rejects.toMatchObject({
        code: "orch::evaluator_missing",
        message: expect.stringMatching(/^The setting (kcl|python) is /),
      });
    }
  });
});
