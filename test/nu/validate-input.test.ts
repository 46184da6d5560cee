import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const late = { operations: [{ id: "a", timeout: 0 }] };
const message = 'operation "a": "timeout" must be greater than 0, found 0';

it("takes a record that `open` read, with the places of its file while it is unchanged [validate-input-record]", async () => {
  const dir = temporaryDirectory({ "w.json": late });
  expect(await nuValue(`cd ${dir}; open w.json | orch validate | get errors`)).toEqual([`w.json:1:36: ${message}`]);
  const other = '{operations: [{id: "b" timeout: 0}]}';
  expect(await nuValue(`cd ${dir}; open w.json | merge ${other} | orch validate | get errors`)).toEqual([
    expect.stringMatching(/^(w\.json|<input>): operation "b"/),
  ]);
  expect(await nuValue("open workflows/deploy.toml | orch validate | get valid")).toBe(true);
});

it("takes a record of no file, and says of Nushell's own values what they are [validate-input-record]", async () => {
  expect(await nuValue("{operations: [{id: a timeout: 5min}]} | orch validate")).toEqual({
    valid: false,
    errors: ['<input>: operation "a": "timeout" must be an integer, in seconds, found a duration'],
    warnings: [],
    diagnostics: [
      {
        severity: "error",
        code: "wrong-type",
        message: 'operation "a": "timeout" must be an integer, in seconds, found a duration',
        help: "Give it a value of the right type.",
        place: "<input>",
        path: "<input>",
        line: null,
        column: null,
      },
    ],
  });
});

it("takes a list of records, or a stream of them, as several workflows [validate-input-list]", async () => {
  const table = "[[name operations]; [one [{id: x}]] [two []]]";
  const errors = ['<input>: workflow "two": the workflow has no operations'];
  expect(await nuValue(`${table} | orch validate | get errors`)).toEqual(errors);
  expect(await nuValue(`${table} | each {|x| $x } | orch validate | get errors`)).toEqual(errors);
  expect(await nuValue(`${table} | each {|x| orch validate | get valid }`)).toEqual([true, false]);
});

it("takes a text, in the language that its metadata or --format tells [validate-input-text]", async () => {
  const dir = temporaryDirectory({ "w.json": late });
  expect(await nuValue(`cd ${dir}; open --raw w.json | orch validate | get errors`)).toEqual([
    `w.json:1:36: ${message}`,
  ]);
  expect(await nuValue("{operations: []} | to json | orch validate | get diagnostics.code")).toEqual([
    "empty-workflow",
  ]);
  expect(await nuValue("'operations: [{id: a, timeout: 0}]' | orch validate --format yaml | get errors")).toEqual([
    `<input>:1:31: ${message}`,
  ]);
  const marked = `(char --unicode feff) + '{"operations": [{"id": "a"}]}'`;
  expect(await nuValue(`${marked} | orch validate --format json | get valid`)).toBe(true);
  const error = await nuError("'operations: []' | orch validate");
  expect(error).toContain("orch::no_format");
  expect(error).toContain("--format");
});

it("takes --format for files whose extension says nothing [validate-input-format]", async () => {
  const dir = temporaryDirectory({ "w.conf": late });
  expect(await nuValue(`orch validate ${dir}/w.conf --format yaml | get diagnostics.code`)).toEqual(["not-positive"]);
  expect(await nuError(`orch validate ${dir}/w.conf --format xml`)).toContain("must be one of json, yaml, toml");
});

it("never takes input where a path is given, nor waits for it [input-ignored] [input-dropped]", async () => {
  const valid = "orch validate workflows/deploy.yaml | get valid";
  expect(await nuValue(`[a 1 {b: 2}] | each {|x| ${valid} }`)).toEqual([true, true, true]);
  expect(await nuValue(`{a: 1} | ${valid}`)).toBe(true);
  expect((await nu(`^yes | ${valid}`)).stdout.trim()).toBe("true");
});

it("refuses what is no workflow's text or value [validate-input-refused]", async () => {
  expect(await nuError("5 | orch validate")).toContain("something other than workflows");
  const list = await nuError("[workflows/deploy.yaml] | orch validate");
  expect(list).toContain("something other than workflows");
  expect(list).toContain("Give paths as arguments");
});

it("refuses a --timeout of nothing, at its place [validate-timeout-flag]", async () => {
  const { stderr } = await nu("orch validate workflows/deploy.yaml --timeout 0sec");
  expect(stderr).toContain("must be 1ms or more");
  expect(await nuValue("orch validate workflows/deploy.yaml --timeout 40day | get valid")).toBe(true);
});
