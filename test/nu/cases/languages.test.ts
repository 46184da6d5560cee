import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { nu } from "../../support/nu.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** What `orch validate` says of each file, in one call: `LINE:COLUMN CODE MESSAGE`. Advice on the order is left out. */
async function findings(files: Readonly<Record<string, string | Buffer>>): Promise<Record<string, string[]>> {
  const row = `$"($d.line):($d.column) ($d.code) ($d.message)"`;
  const found = `orch validate $f | get diagnostics | where code != unordered-operation | each {|d| ${row} }`;
  const script = `${JSON.stringify(Object.keys(files))} | reduce -f {} {|f, all| $all | insert $f (${found}) } | to json -r`;
  const { stdout } = await nu(script, { cwd: temporaryDirectory(files) });
  return JSON.parse(stdout) as Record<string, string[]>;
}

const unquoted = (place: string, field: string, digits: string, what = "number") =>
  `${place} wrong-type the workflow: "${field}" must be a string, found the ${what} ${digits}; put it in quotes: "${digits}"`;

it("YAML-1: a number without quotes is named with the file's digits, and the quotes too [validate-numbers]", async () => {
  const rest = "operations: [{id: a, type: create}]\n";
  expect(
    await findings({
      "case.yaml": `name: x\nversion: 1.10\n${rest}`,
      "zeros.yaml": `name: 007\nversion: 1.0\n${rest}`,
      "odd.yaml": `name: .inf\nversion: 0x10\n${rest}`,
      "long.json": '{"name": 12345678901234567890, "version": 1e400, "operations": [{"id": "a"}]}',
      "date.toml": 'name = 1_000\nversion = 1979-05-27 07:32:00Z\n[[operations]]\nid = "a"\n',
    }),
  ).toEqual({
    "case.yaml": [unquoted("2:10", "version", "1.10")],
    "zeros.yaml": [unquoted("1:7", "name", "007"), unquoted("2:10", "version", "1.0")],
    "odd.yaml": [unquoted("1:7", "name", ".inf"), unquoted("2:10", "version", "0x10")],
    "long.json": [unquoted("1:10", "name", "12345678901234567890"), unquoted("1:43", "version", "1e400")],
    "date.toml": [unquoted("1:8", "name", "1_000"), unquoted("2:11", "version", "1979-05-27 07:32:00Z", "date")],
  });
});

const large = (place: string, operation: string, digits: string) =>
  `${place} number-too-large operation "${operation}": "timeout" must be at most 9007199254740991, found ${digits}, which is too large`;

it("BIG-4: an integer that is too large is called that, with the file's digits [validate-numbers]", async () => {
  const operations = (...timeouts: string[]) => timeouts.map((timeout, i) => `{"id": "${i}", "timeout": ${timeout}}`);
  expect(
    await findings({
      "case.json": `{"operations": [\n${operations("99999999999999999999", "1e400", "9007199254740993").join(",\n")}]}`,
      "case.yaml":
        "operations:\n- id: '0'\n  timeout: 9_9\n- {id: '1', timeout: 0xfffffffffffffff}\n- {id: '2', timeout: -9007199254740993}\n",
      "case.toml":
        'operations = [\n{id = "0", timeout = 9223372036854775807}, {id = "1", timeout = +1_0, parallel = true}]\n',
    }),
  ).toEqual({
    "case.json": [
      large("2:24", "0", "99999999999999999999"),
      large("3:24", "1", "1e400"),
      large("4:24", "2", "9007199254740993"),
    ],
    "case.yaml": [
      '3:12 wrong-type operation "0": "timeout" must be an integer, in seconds, found the string "9_9"',
      large("4:22", "1", "0xfffffffffffffff"),
      '5:22 not-positive operation "2": "timeout" must not be negative, found -9007199254740993',
    ],
    "case.toml": [large("2:22", "0", "9223372036854775807")],
  });
});

const noInteger = (place: string, subject: string, digits: string) =>
  `${place} wrong-type ${subject} must be an integer, found the number ${digits}`;

it("TOML-1: a float is no integer, whatever its value, in any language [validate-numbers]", async () => {
  expect(
    await findings({
      "case.toml":
        'parallel_limit = 4.0\n[[operations]]\nid = "a"\ntimeout = 600.0\n[[operations]]\nid = "b"\ntimeout = 1e3\n',
      "case.yaml": "parallel_limit: 4.0\noperations:\n- id: a\n  timeout: 6e2\n- {id: b, timeout: .5e3}\n",
      "case.json": '{"retry_policy": {"max_attempts": 3.0},\n"operations": [{"id": "a", "timeout": 1E3}]}',
      "good.toml": 'parallel_limit = 0x10\n[[operations]]\nid = "a"\ntimeout = 1_000\n',
      "good.yaml": "parallel_limit: 0o17\noperations: [{id: a, timeout: 007}]\n",
    }),
  ).toEqual({
    "case.toml": [
      noInteger("1:18", 'the workflow: "parallel_limit"', "4.0"),
      noInteger("4:11", 'operation "a": "timeout"', "600.0"),
      noInteger("7:11", 'operation "b": "timeout"', "1e3"),
    ],
    "case.yaml": [
      noInteger("1:17", 'the workflow: "parallel_limit"', "4.0"),
      noInteger("4:12", 'operation "a": "timeout"', "6e2"),
      noInteger("5:20", 'operation "b": "timeout"', ".5e3"),
    ],
    "case.json": [
      noInteger("1:35", 'retry_policy: "max_attempts"', "3.0"),
      noInteger("2:39", 'operation "a": "timeout"', "1E3"),
    ],
    "good.toml": [],
    "good.yaml": [],
  });
});

it("TOML-1: a float in the pipeline is none either, and a file's record keeps its places [validate-numbers]", async () => {
  const dir = temporaryDirectory({
    "wf.toml": 'name = 1.10\nparallel_limit = 1_000\nretry_policy.max_delay = 600.0\n[[operations]]\nid = "a"\n',
  });
  const records =
    "[{operations: [{id: a, timeout: 600.0}]} {operations: [{id: a}], parallel_limit: inf} (open wf.toml)]";
  const script = `${records} | each {|r| $r | orch validate | get errors } | flatten | to json -r`;
  const { stdout } = await nu(script, { cwd: dir });
  const fromFile = await nu("open wf.toml | orch validate | get errors | to json -r", { cwd: dir });
  expect(JSON.parse(stdout)).toEqual([
    '<input>: operation "a": "timeout" must be an integer, found the number 600.0',
    '<input>: the workflow: "parallel_limit" must be an integer, found the number inf',
    '<input>: the workflow: "name" must be a string, found the number 1.1; put it in quotes',
    '<input>: retry_policy: "max_delay" must be an integer, found the number 600.0',
  ]);
  expect(JSON.parse(fromFile.stdout)).toEqual([
    'wf.toml:1:8: the workflow: "name" must be a string, found the number 1.10; put it in quotes: "1.10"',
    'wf.toml:3:26: retry_policy: "max_delay" must be an integer, found the number 600.0',
  ]);
});

const conflict = (place: string, mark: string) =>
  `${place} merge-conflict a merge conflict was left in the file: "${mark}"; resolve it and remove its marks`;
const template = (place: string, mark: string) =>
  `${place} unrendered-template "${mark}" belongs to a template that was not rendered; render it first`;

it("YAML-2: a merge conflict is one error with its name, in any language [validate-leftover]", async () => {
  const both = (one: string, other: string) => `<<<<<<< HEAD\n${one}\n=======\n${other}\n>>>>>>> other\n`;
  expect(
    await findings({
      "case.yaml": `name: x\nversion: "1"\noperations:\n${both("  - {id: a, type: create}", "  - {id: b, type: create}")}`,
      "case.json": `{"name": "x",\n${both('"version": "1",', '"version": "2",')}"operations": []}`,
      "case.toml": both('name = "x"', 'name = "y"'),
      "half.yaml": "name: x\noperations:\n  - {id: a}\n>>>>>>> other\n  - {id: b}\n",
      "middle.yaml": "name: x\noperations:\n  - {id: a}\n=======\n  - {id: b}\n",
      "valid.yaml": 'name: "<<<<<<< HEAD"\noperations: [{id: a}]\n',
    }),
  ).toEqual({
    "case.yaml": [conflict("4:1", "<<<<<<< HEAD")],
    "case.json": [conflict("2:1", "<<<<<<< HEAD")],
    "case.toml": [conflict("1:1", "<<<<<<< HEAD")],
    "half.yaml": [conflict("4:1", ">>>>>>> other")],
    "middle.yaml": [conflict("4:1", "=======")],
    "valid.yaml": [],
  });
});

it("YAML-12: a template is one error with its name, and one in a valid string is none [validate-leftover]", async () => {
  const helm = "{{- range .Values.ops }}\n  - id: {{ . }}\n    type: create\n{{- end }}\n";
  expect(
    await findings({
      "case.yaml": `name: x\nversion: "1"\noperations:\n${helm}`,
      "jinja.toml": 'name = "x"\n{% for id in ids %}\n[[operations]]\nid = "{{ id }}"\n{% endfor %}\n',
      "open.yaml": "name: x\nversion: {{ .Chart.Version\noperations: [{id: a}]\n",
      "erb.json": '{"name": "<%= name %>", "version": <%= version %>, "operations": []}',
      "valid.yaml": 'name: "{{ name }}"\noperations: [{id: "${{ id }}"}]\n',
      "other.yaml": 'name: "{{ name }}"\noperations: [{id: a}\nversion: "1"\n',
    }),
  ).toEqual({
    "case.yaml": [template("4:1", "{{- range .Values.ops }}")],
    "jinja.toml": [template("2:1", "{% for id in ids %}")],
    "open.yaml": [template("2:10", "{{ .Chart.Version")],
    "erb.json": [template("1:36", "<%= version %>")],
    "valid.yaml": [],
    // The first error is enough, and is the file's own.
    "other.yaml": [expect.stringMatching(/^3:1 syntax-error /)],
  });
});

it("YAML-4: a carriage return alone ends a line, or TOML says that it does not [validate-line-ends]", async () => {
  expect(
    await findings({
      "case.yaml": 'name: x\rversion: "1"\roperations:\r  - id: a\r    type: create\r',
      "place.yaml": "name: x\roperations:\r  - id: a\r    timeout: 0\r",
      "mixed.yaml": "name: x\r\nversion: 1\roperations:\n  - id: a\r",
      "case.json": '{"name": "x",\r"operations": [{"id": "a", "timeout": 0}]\r}\r',
      "case.toml": 'name = "x"\rversion = "1"\r',
      "mixed.toml": 'name = "x"\r\nversion = "1"\rparallel_limit = 1\n',
    }),
  ).toEqual({
    "case.yaml": [],
    "place.yaml": ['4:14 not-positive operation "a": "timeout" must be greater than 0, found 0'],
    "mixed.yaml": [unquoted("2:10", "version", "1")],
    "case.json": ['2:39 not-positive operation "a": "timeout" must be greater than 0, found 0'],
    "case.toml": [expect.stringMatching(/^1:11 syntax-error a carriage return alone ends this line/)],
    "mixed.toml": [expect.stringMatching(/^2:14 syntax-error a carriage return alone ends this line/)],
  });
});

it("JSON-1: a file of NUL bytes, UTF-16 or gzip is named for what it is [validate-foreign]", async () => {
  const nuls = "\0".repeat(300);
  const gone = (message: string) => [`: binary ${message}; restore it from a copy, or remove it`];
  expect(
    await findings({
      "case.yaml": `name: x\n${nuls}`,
      "all.json": nuls,
      "all.yaml": nuls,
      "utf16.yaml": Buffer.from("\u{feff}name: x\n", "utf16le"),
      "unmarked.yaml": Buffer.from("name: x\n", "utf16le"),
      "unmarked.toml": Buffer.from('name = "x"\n', "utf16le"),
      "flow.yaml": Buffer.from("{name: x}\n", "utf16le").swap16(),
      "packed.yaml": gzipSync("name: x\n"),
      "latin.yaml": Buffer.from("name: x\nversion: caf\u{e9}\n", "latin1"),
    }),
  ).toEqual({
    "case.yaml": gone("filled with NUL bytes after the first 8 bytes"),
    "all.json": gone("filled with NUL bytes"),
    "all.yaml": gone("filled with NUL bytes"),
    "unmarked.yaml": [": not-utf8 UTF-16 text, not UTF-8; save it as UTF-8"],
    "utf16.yaml": [": not-utf8 UTF-16 text, not UTF-8; save it as UTF-8"],
    "unmarked.toml": [": not-utf8 UTF-16 text, not UTF-8; save it as UTF-8"],
    "flow.yaml": [": not-utf8 UTF-16 text, not UTF-8; save it as UTF-8"],
    "packed.yaml": [": binary gzip data, not text; decompress it"],
    "latin.yaml": ["2:13 not-utf8 not valid UTF-8, which YAML requires: the byte 0xe9; save it as UTF-8"],
  });
});

const twice = (place: string, key: string) => `${place} duplicate-key the key "${key}" appears twice in one map`;

it("JSON-3: a key twice in TOML is called that, with its name and place [validate-duplicate-key]", async () => {
  expect(
    await findings({
      "plain.toml": 'name = "x"\nname = "y"\n',
      "dotted.toml": "retry_policy.max_attempts = 1\nretry_policy.max_attempts = 2\n",
      "table.toml": "[retry_policy]\nmax_attempts = 1\n[retry_policy]\nmax_delay = 1\n",
      "inline.toml": 'operations = [{id = "a", "id" = "b"}]\n',
    }),
  ).toEqual({
    "plain.toml": [twice("2:1", "name")],
    "dotted.toml": [twice("2:14", "max_attempts")],
    "table.toml": [twice("3:2", "retry_policy")],
    "inline.toml": [twice("1:26", "id")],
  });
});
