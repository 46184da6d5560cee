import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { toolFolder } from "../../orchestrator/workflow/scratch.ts";
import { evaluatorPath } from "../../support/evaluator-paths.ts";
import { describeEvaluator } from "../../support/evaluators.ts";
import { nu, nuValue } from "../../support/nu.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** The errors of each file in a folder, by the evaluators of the configuration. */
function errors(files: Readonly<Record<string, unknown>>, names: readonly string[], tools: object): Promise<unknown> {
  const script = `$env.config.plugins.orchestrator = ${JSON.stringify(tools)}; ${JSON.stringify(names)} | each {|file| orch validate $file | get errors }`;
  return nuValue(script, { cwd: temporaryDirectory(files) });
}

describeEvaluator("kcl_lib", "KCL", () => {
  const tools = () => ({ kcl: "kcl_lib", python: evaluatorPath("kcl_lib") });

  it("KCL-1: what KCL says on several lines is whole and on one [evaluator-lines]", async () => {
    const operations = 'operations: [{id = "a", type = "create"}]';
    const files = {
      "wf.k": `w = {name: "x", version: "1", ${operations}} | {name: "y"}\n`,
      // Two of the same kind: an assert of several paragraphs, and a check whose value has a line break.
      "assert.k": `assert 1 > 2, "the window must be open:\\n  it is closed\\n\\nAsk the owner"\n`,
      "check.k": `schema Op:\n    id: str\n    check:\n        "\\n" not in id, "id \${id}\\nhas a line break"\nop = Op {id = "a\\nb"}\n`,
    };
    expect(await errors(files, ["wf.k", "assert.k", "check.k"], tools())).toStrictEqual([
      [
        `wf.k:1:1: conflicting values on the attribute 'name' between : "x" and "y"; with union path : name; try operator '=' to override the attribute, like: {...} | { ... name = "y" ... }`,
      ],
      ["assert.k:1:1: the window must be open: it is closed; Ask the owner"],
      ["check.k:5:6: check failed: id a b has a line break; the schema's check (check.k:4:1)"],
    ]);
  });

  it("YAML-2: of a file's syntax the first error is enough, and what was left in an import is named [evaluator-lines]", async () => {
    const conflict = '<<<<<<< HEAD\nid = "a"\n=======\nid = "b"\n>>>>>>> other\n';
    const files = {
      "wf.k": 'name = "x\nversion = (\noperations = [\n',
      "merged.k": "import .lib\nname = lib.id\n",
      "lib.k": conflict,
      "lost.k": "import .sub.lost\nname = lost.id\n",
      "large.k": "parallel_limit = 99999999999999999999\n",
      "mute.k": "assert 1 > 2\n",
      "foreign.k": "import .packed\nname = packed.id\n",
      "packed.k": gzipSync('id = "a"\n'),
    };
    const names = ["wf.k", "merged.k", "lost.k", "large.k", "mute.k", "foreign.k"];
    expect(await errors(files, names, tools())).toStrictEqual([
      ["wf.k:1:8: unterminated string"],
      ['lib.k:1:1: a merge conflict was left in the file: "<<<<<<< HEAD"; resolve it and remove its marks'],
      ["lost.k:1:1: pkgpath sub.lost not found in the program; neither sub/lost.k nor a folder sub/lost is there"],
      ["large.k:1:18: the integer 99999999999999999999 is too large for KCL"],
      ["mute.k:1:1: assertion failed"],
      ["packed.k: gzip data, not text; decompress it"],
    ]);
  });

  it("YAML-1: how KCL's source writes a number is not known, and not claimed [validate-numbers]", async () => {
    const files = { "wf.k": 'name = "x"\rversion = 1.10\roperations = [{id = "a", type = "create"}]\r' };
    expect(await errors(files, ["wf.k"], tools())).toStrictEqual([
      ['wf.k:2:11: the workflow: "version" must be a string, found the number 1.1; put it in quotes'],
    ]);
  });

  it("KCL-6: what is wrong with a kcl.mod stands there [kcl-dependencies]", async () => {
    const workflow = 'import .x\nname = "x"\nversion = "1"\noperations = [{id = x.id, type = "create"}]\n';
    const files = {
      "app/kcl.mod": '[package\nname = "app"\n',
      "app/wf.k": workflow,
      "app/x.k": 'id = "a"\n',
      // Two of the same kind: a dependency's kcl.mod, and a dependency that is not there.
      "outer/kcl.mod": '[package]\nname = "outer"\n\n[dependencies]\ninner = { path = "vendor/inner" }\n',
      "outer/wf.k": "import inner\na = inner.id\n",
      "outer/vendor/inner/kcl.mod": '[package]\nname = "inner\n',
      "gone/kcl.mod": '[package]\nname = "gone"\n\n[dependencies]\nlost = { path = "vendor/lost" }\n',
      "gone/wf.k": "import lost\na = lost.id\n",
    };
    expect(await errors(files, ["app/wf.k", "outer/wf.k", "gone/wf.k"], tools())).toStrictEqual([
      ["app/kcl.mod:1:9: expected a right bracket, found a newline"],
      ["outer/vendor/inner/kcl.mod:2:14: control characters are not allowed in strings"],
      ["gone/wf.k:1:1: pkgpath lost not found in the program; the warning at kcl.mod:5:1 says why it is not used"],
    ]);
  });

  it("NCL-5: KCL takes a byte order mark, and says which character it does not take [evaluator-characters]", async () => {
    const files = {
      "wf.k": '\uFEFFname = "x"\nversion = "1"\noperations = [{id = "a", type = "create"}]\n',
      "space.k": 'name\u00A0= "x"\n',
      "quote.k": "name = \u201Cx\u201D\n",
    };
    expect(await errors(files, ["wf.k", "space.k", "quote.k"], tools())).toStrictEqual([
      [],
      [String.raw`space.k:1:5: unknown start of token: \u{a0} is a no-break space; type a plain space`],
      [String.raw`quote.k:1:8: unknown start of token: \u{201c} is a typographic quotation mark; type a plain one`],
    ]);
  });
});

describeEvaluator("nickel", "Nickel", () => {
  const tools = () => ({ nickel: evaluatorPath("nickel") });

  it("NCL-1: a contract's message and notes are words on one line [evaluator-lines]", async () => {
    const files = {
      "wf.ncl": `let Pos = std.contract.from_validator (fun v => if v > 0 then 'Ok else 'Error { message = "timeout must be positive", notes = ["see the wiki"] }) in
{ name = "x", version = "1", operations = [ { id = "a", type = "create", timeout | Pos = 0 } ] }
`,
      // Two of the same kind: a message of several lines, and a contract of Nickel's own.
      "blame.ncl": `let C = std.contract.custom (fun label _ => std.contract.blame_with_message "no such window\\n\\nopen one" label) in
{ window | C = "" }
`,
      "nat.ncl": "{ timeout | std.number.PosNat = 1.5 }\n",
    };
    expect(await errors(files, ["wf.ncl", "blame.ncl", "nat.ncl"], tools())).toStrictEqual([
      [
        "wf.ncl:2:90: contract broken by the value of `timeout`: timeout must be positive; expected type (wf.ncl:2:84); see the wiki",
      ],
      [
        "blame.ncl:2:16: contract broken by the value of `window`: no such window; open one; expected type (blame.ncl:2:12)",
      ],
      [
        "nat.ncl:1:33: contract broken by the value of `timeout`: expected a positive integer; expected type (nat.ncl:1:13)",
      ],
    ]);
  });

  it("NCL-5: Nickel refuses a byte order mark, which is told as such [evaluator-characters]", async () => {
    const files = {
      "wf.ncl": '\uFEFF{ name = "x", version = "1", operations = [ { id = "a", type = "create" } ] }',
      "wf.yaml": '\uFEFFname: x\nversion: "1"\noperations: [{id: a, type: create}]\n',
      "wf.toml": '\uFEFFname = "x"\nversion = "1"\noperations = [{id = "a", type = "create"}]\n',
      // Two of the same kind: an import with one, and a space that is no plain one.
      "outer.ncl": '{ operations = [import "wf.ncl"] }',
      "space.ncl": "{ operations =\u3000[] }",
    };
    expect(await errors(files, ["wf.ncl", "wf.yaml", "wf.toml", "outer.ncl", "space.ncl"], tools())).toStrictEqual([
      ["wf.ncl:1:1: the file begins with a byte order mark, which Nickel does not read; save it without"],
      [],
      [],
      [
        "wf.ncl:1:1: the file begins with a byte order mark, which Nickel does not read; save it without; imported here (outer.ncl:1:17)",
      ],
      [String.raw`space.ncl:1:15: unexpected token: \u{3000} is a space that is not the plain one; type a plain space`],
    ]);
  });

  it("YAML-2: of a file's syntax the first error is enough, with the line that an editor shows [evaluator-lines]", async () => {
    const files = {
      "wf.ncl": "{ a = if true then 1, b = [1, 2 }\n",
      "merged.ncl": 'import "lib.ncl"',
      "lib.ncl": "{ # of a Mac\rs editor\n<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> other\n}",
      "rendered.ncl": '{ # of a Mac\rs editor\n name = "x",\n version = {{ version }} }',
      "mac.ncl": '{\r  name = "x"\r}\r',
      // Of an import that it cannot read Nickel says that it is not there.
      "foreign.ncl": 'import "latin.ncl"',
      "latin.ncl": Buffer.from('{ name = "caf\u{e9}" }', "latin1"),
      "lost.ncl": 'import "nothere.ncl"',
      "number.ncl": '{ name = "x", version = 1.10, operations = [{ id = "a", type = "create" }] }',
    };
    const names = ["wf.ncl", "merged.ncl", "rendered.ncl", "mac.ncl", "number.ncl", "foreign.ncl", "lost.ncl"];
    expect(await errors(files, names, tools())).toStrictEqual([
      ["wf.ncl:1:21: unexpected token"],
      ['lib.ncl:3:1: a merge conflict was left in the file: "<<<<<<< HEAD"; resolve it and remove its marks'],
      ['rendered.ncl:4:12: "{{ version }}" belongs to a template that was not rendered; render it first'],
      [
        "mac.ncl:1:2: unexpected token: a carriage return alone ends this line, as on old Macs, and Nickel has no such line ends; save the file with others",
      ],
      ['number.ncl:1:25: the workflow: "version" must be a string, found the number 1.1; put it in quotes'],
      ["latin.ncl:1:14: not valid UTF-8, which Nickel requires: the byte 0xe9; save it as UTF-8"],
      [
        expect.stringMatching(
          /^lost\.ncl:1:1: import of nothere\.ncl failed: could not find import \(looked in [^)]*\)$/,
        ),
      ],
    ]);
  });
});

it("an evaluator that exits with 3 and says nothing gives no verdict [validate-evaluation]", async () => {
  const cwd = temporaryDirectory({ "wf.ncl": "{}", "wf.k": "" });
  const tools = { nickel: `${toolFolder("nickel", "process.exit(3)")}/nickel` };
  const python = `${toolFolder("python3", "process.exit(3)")}/python3`;
  const set = (configuration: object) => `$env.config.plugins.orchestrator = ${JSON.stringify(configuration)}`;
  const said = async (script: string) => (await nu(script, { cwd })).stderr.replaceAll(/\s+[x|×│╰]?\s*/g, " ");
  const nickel = await said(`${set(tools)}; orch validate wf.ncl`);
  expect(nickel).toContain("nickel exited with code 3 on");
  expect(nickel).toContain("and said nothing");
  expect(nickel).toMatch(/help: Run \S+nickel on the file by hand/);
  const { stdout } = await nu(`${set({ kcl: "kcl_lib", python })}; orch validate '*.k' | get errors.0.0 | print`, {
    cwd,
  });
  expect(stdout).toMatch(/^wf\.k: kcl_lib exited with code 3 on \S+wf\.k and said nothing\. Run \S+python3 by hand/);
});
