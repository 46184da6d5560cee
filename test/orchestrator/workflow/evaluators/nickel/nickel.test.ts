import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { evaluatorPath, evaluatorsPath } from "../../../../support/evaluator-paths.ts";
import { validateWorkflows } from "../../../../../src/orchestrator/workflow/validate.ts";
import { describeEvaluator } from "../../../../support/evaluators.ts";
import { temporaryDirectory, writeFiles } from "../../../../support/temporary-directory.ts";
import { check, checkText, evaluators, never, scratchFile } from "../../scratch.ts";

const PATH = evaluatorsPath;
const rows = (text: string) => checkText("ncl", text, { PATH });

describeEvaluator("nickel", "a Nickel workflow, evaluated by the real nickel", () => {
  it.each([
    [
      '{ operations = [ { id = "é😀", timeout = "5" + 1 } ] }',
      "1:41 dynamic type error: this expression has type String, but Number was expected; (+) expects its 1st argument to be a Number",
    ],
    ["{ a = 1,\n  b = [ }", "2:9 unexpected token"],
    [
      "{ a = 1 } & { a = 2 }",
      "1:7 non mergeable terms: cannot merge this expression; with this expression (wf.ncl:1:19); originally merged here (wf.ncl:1:1); Merge operands have the same merge priority but they can't be combined; Both values are of type Number but they aren't equal; Number values can only be merged if they are equal",
    ],
    ['{ n | Number\n | doc "x" = "s" }', "2:14 contract broken by the value of `n`; expected type (wf.ncl:1:7)"],
    [
      "{ n = std.array.at 5 [1] }",
      "1:22 contract broken by the caller of `at`: invalid array indexing; (1) calling at (wf.ncl:1:7); Expected an array index between 0 and 0 (included), got 5",
    ],
    ['std.trace "┌─ /x.ncl:7:7" { a = foo }', "1:33 unbound identifier `foo`"],
    ['std.trace "a\n  ┌─ /x.ncl:7:7" { a = foo }', "2:24 unbound identifier `foo`"],
  ])("has its faults at the primary label, with what else Nickel says: %s [nickel-diagnostics]", async (text, row) => {
    expect(await rows(text)).toStrictEqual([`evaluation-failed ${row}`]);
  });

  it.each([
    [
      `let Pos = std.contract.from_validator (fun _ => 'Error { message = "must be\\npositive", notes = ["see\\nthe wiki"] }) in { n | Pos = 0 }`,
      "contract broken by the value of `n`: must be positive; expected type (wf.ncl:1:127); see the wiki",
    ],
    [
      `let C = std.contract.custom (fun l _ => std.contract.blame_with_message "no\\n\\ngood" l) in { n | C = 1 }`,
      "contract broken by the value of `n`: no; good; expected type (wf.ncl:1:98)",
    ],
    [
      `{ a = std.fail_with "one\\n  two" }`,
      "contract broken by a value: one two; This error comes from an explicit call to `std.fail_with`; The provided message is blamed as a way to localize the offending call, but isn't the root cause of the contract violation",
    ],
    [
      "{ n | std.number.PosNat = 0 - 1 }",
      "contract broken by the value of `n`: expected a positive integer; expected type (wf.ncl:1:7)",
    ],
    [
      "{ n | [| 'A, 'B |] = 'C }",
      "contract broken by the value of `n`: tag not in the enum type; expected type (wf.ncl:1:7)",
    ],
    [
      "{ n | { a | Number } = { a = 1, b = 2 } }",
      "contract broken by the value of `n`: extra field `b`; expected type (wf.ncl:1:7); Have you misspelled a field? The record contract might also be too strict. By default, record contracts exclude any field which is not listed. Append `, ..` at the end of the record contract, as in `{some_field | SomeContract, ..}`, to make it accept extra fields",
    ],
  ])("has a contract's own words on the line of the rest: %s [evaluator-lines]", async (text, row) => {
    const [found = "", ...others] = await rows(text);
    expect([found.replace(/^evaluation-failed \d+:\d+ /, ""), others]).toStrictEqual([row, []]);
  });

  it.each([
    ["\uFEFF{ a = 1 }", "1:1 the file begins with a byte order mark, which Nickel does not read; save it without"],
    ["{ a\u00A0= 1 }", String.raw`1:4 unexpected token: \u{a0} is a no-break space; type a plain space`],
    ["{ a = 1,\n  b\u200B = 2 }", String.raw`2:4 unexpected token: \u{200b} is an invisible character; remove it`],
    [
      "{ a = \u201Cx\u201D }",
      String.raw`1:7 unexpected token: \u{201c} is a typographic quotation mark; type a plain one`,
    ],
  ])("says which character was not taken for what it looks like: %j [evaluator-characters]", async (text, row) => {
    expect(await rows(text)).toStrictEqual([`evaluation-failed ${row}`]);
  });

  it("has a fault of what it imports in that file, seen from its own folder [nickel-diagnostics]", async () => {
    const dir = temporaryDirectory({
      "wf.ncl": '{ operations = [(import "lib/base.ncl") "x"] }',
      "lib/base.ncl": "# é\nfun id => { id = id + 1 }",
      "contract.ncl": 'let {Op, ..} = import "lib/op.ncl" in { a | Op = { n = 1 } }',
      "lib/op.ncl": "{ Op = { n | String } }",
    });
    expect(await check(join(dir, "wf.ncl"), { PATH })).toMatchObject([
      { path: join(dir, "lib/base.ncl"), line: 2, column: 18 },
    ]);
    const [row] = await check(join(dir, "contract.ncl"), { PATH });
    expect(row).toMatchObject({ path: join(dir, "contract.ncl"), line: 1, column: 56 });
    expect(row?.message).toContain("expected type (lib/op.ncl:1:14)");
  });

  it("has a missing import where it is imported, though that label is not the primary one [nickel-diagnostics]", async () => {
    const [row] = await check(scratchFile("wf.ncl", '{\n  a = import "none.ncl" }'), { PATH });
    expect(row).toMatchObject({ line: 2, column: 7, message: expect.stringContaining("import of none.ncl failed") });
  });

  it("is valid with a warning of Nickel's own, whatever it traces [nickel-warning]", async () => {
    const text = 'std.trace "hello" { operations = [{ id | (fun _l value => value) = "a", parallel = true }] }';
    expect(await rows(text)).toStrictEqual([
      expect.stringMatching(/^evaluation-warning 1:68 plain functions as contracts are deprecated/),
    ]);
  });

  it("imports from its own folder, and from NICKEL_IMPORT_PATH as seen from there [nickel-imports]", async () => {
    const dir = temporaryDirectory({
      "flows/wf.ncl": '{ operations = [import "beside.ncl", import "shared.ncl"] }',
      "flows/beside.ncl": '{ id = "a" }',
      "flows/lib/shared.ncl": '{ id = "b", timeout = 0 }',
    });
    const env = { PATH, NICKEL_IMPORT_PATH: "lib" };
    const path = join(dir, "flows/wf.ncl");
    const { content } = await evaluators.evaluate(path, "Nickel", { env, signal: never });
    expect(content?.value).toStrictEqual({ operations: [{ id: "a" }, { id: "b", timeout: 0 }] });
    expect(await check(path, { PATH })).toMatchObject([{ message: expect.stringContaining("shared.ncl failed") }]);
  });

  it("imports for a text from a folder with a colon in its path, which Nickel itself would split [nickel-imports]", async () => {
    const folder = join(temporaryDirectory({ "a:b/lib.ncl": '{ id = "b" }' }), "a:b");
    const text = '{ operations = [import "lib.ncl"] }';
    const source = { kind: "text", text, language: "Nickel", path: "<input>", folder } as const;
    const options = { strict: false, env: { PATH }, signal: never, evaluators };
    expect((await validateWorkflows(source, options)).problems).toStrictEqual([]);
  });

  it.each(["-x.ncl", "--.ncl", "; touch x.ncl", "a b%20#?&.ncl", "é😀.ncl", "a\nb.ncl", "'\"$(touch x).ncl"])(
    "is evaluated whatever its name is: %j [evaluator-names]",
    async (name) => {
      const dir = temporaryDirectory();
      writeFiles(dir, { [name]: '{ operations = [{ id = "a", parallel = true }] }' });
      expect(await check(join(dir, name), { PATH })).toStrictEqual([]);
      writeFiles(dir, { [name]: "{ a = }" });
      expect(await check(join(dir, name), { PATH })).toMatchObject([{ path: join(dir, name), line: 1, column: 7 }]);
    },
  );

  it("shows escapes in what Nickel says of it escaped [evaluator-escapes]", async () => {
    const [row = ""] = await rows('{ a = std.fail_with "\u001b[31mred\u0007" }');
    expect(row).toContain("evaluation-failed");
    expect(row).toContain("red");
    expect(row).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  it("is stopped when it evaluates for ever, or when it takes too much memory [evaluator-endless]", async () => {
    const path = scratchFile("wf.ncl", "let rec f = fun x => f x in f 1");
    const options = { env: { PATH }, signal: never };
    await expect(evaluators.evaluate(path, "Nickel", { ...options, timeoutMs: 300 })).rejects.toMatchObject({
      code: "orch::evaluator_timeout",
    });
    await expect(evaluators.evaluate(path, "Nickel", { ...options, maxMemory: 100_000_000 })).rejects.toMatchObject({
      code: "orch::evaluator_out_of_memory",
    });
  });

  it("is stopped when it prints a gigabyte [evaluator-output]", { timeout: 60_000 }, async () => {
    const text = `
      let line = std.array.fold_left (fun text _ => text ++ text) "x" (std.array.range 0 20) in
      { operations = std.array.map (fun i => std.trace line { id = "a%{std.to_string i}" }) (std.array.range 0 1000) }`;
    await expect(check(scratchFile("wf.ncl", text), { PATH })).rejects.toMatchObject({
      code: "orch::evaluator_output_too_large",
    });
  });

  it("points at the operation in the source for what is wrong with its value [evaluator-places]", async () => {
    const text = `# the id "b" stands here first
let op = fun x => { id = x } in {
  operations = [
    { id = "a" },
    { timeout = 0, id | String = "b", depends_on = ["a", "nowhere"] },
    op "c" & { timeout = 0, parallel = true },
  ],
}`;
    expect(await rows(text)).toStrictEqual([
      'not-positive 5:34 operation "b": "timeout" must be greater than 0, found 0',
      'unknown-dependency 5:58 operation "b" depends on unknown operation "nowhere"',
      'not-positive 6:8 operation "c": "timeout" must be greater than 0, found 0',
    ]);
  });

  it("has numbers as Nickel writes them: 600.0 is the number 600 [evaluator-numbers]", async () => {
    const text = `{ operations = [{ id = "a", parallel = true, timeout = 600.0 }, { id = "b", timeout = 9007199254740993, depends_on = ["a"] }, { id = "c", timeout = 1e21, depends_on = ["b"] }] }`;
    expect(await rows(text)).toStrictEqual([
      'number-too-large 1:72 operation "b": "timeout" must be at most 9007199254740991, found 9007199254740993, which is too large',
      'number-too-large 1:134 operation "c": "timeout" must be at most 9007199254740991, found 1e21, which is too large',
    ]);
  });

  it("is evaluated by the nickel of the configuration [evaluator-configured]", async () => {
    const path = scratchFile("wf.ncl", "{ a = 1 }");
    const options = { env: { PATH: "/nonexistent" }, signal: never };
    const tools = { nickel: evaluatorPath("nickel") };
    const { content } = await evaluators.evaluate(path, "Nickel", { ...options, tools });
    expect(content?.value).toStrictEqual({ a: 1 });
    await expect(
      evaluators.evaluate(path, "Nickel", { ...options, tools: { nickel: dirname(path) } }),
    ).rejects.toMatchObject({
      code: "orch::evaluator_missing",
      message: expect.stringContaining("The setting nickel is "),
    });
  });

  it("may be in a folder of any name [evaluator-names]", async () => {
    const dir = join(temporaryDirectory(), "-a b%#?");
    mkdirSync(dir);
    writeFileSync(join(dir, "wf.ncl"), 'import "other.ncl"');
    writeFileSync(join(dir, "other.ncl"), '{ operations = [{ id = "a", parallel = true }] }');
    expect(await check(join(dir, "wf.ncl"), { PATH })).toStrictEqual([]);
  });
});
