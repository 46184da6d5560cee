import { expect, it } from "vitest";
import { nuValue } from "../../support/nu.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** What `orch validate` finds in files, each as `severity code line: message`. */
async function diagnosticsOf(
  files: Readonly<Record<string, string>>,
  flags = "",
): Promise<readonly (readonly string[])[]> {
  const dir = temporaryDirectory(files);
  const found = await nuValue(
    `cd ${dir}; [${Object.keys(files).join(" ")}] | each {|file| orch validate $file ${flags} | get diagnostics | each {|it| $"($it.severity) ($it.code) ($it.line): ($it.message)" } }`,
  );
  return found as string[][];
}

it("YAML-8: a depends_on that was refused is no lack of dependencies, and `needs` gets the hint [validate-refused] [validate-unknown-field]", async () => {
  const [found] = await diagnosticsOf({
    "wf.yaml": `name: x
version: "1"
operations:
  - {id: db, type: create}
  - {id: web, type: create, depends_on: db}
  - {id: app, type: create, depends_on: [cache]}
  - {id: cache, type: create}
  - {id: z, type: create, needs: [web]}
`,
  });
  expect(found).toEqual([
    'error wrong-type 5: operation "web": "depends_on" must be a list, found the string "db"',
    'warning unknown-field 8: operation "z" has the unknown field "needs"; did you mean "depends_on"?',
  ]);
});

it("refuses a map, a number, a whole operation and a kind of dependency, and concludes nothing from them [validate-refused]", async () => {
  const found = await diagnosticsOf({
    "map.json": `{"operations": [{"id": "a"}, {"id": "b", "depends_on": ["a"]}, {"id": "c"},
{"id": "d", "depends_on": {"a": true}}]}`,
    "number.toml": `dependencies = { b = ["a", 7] }
[[operations]]
id = "a"
[[operations]]
id = "b"
[[operations]]
id = "c"
`,
    "operation.yaml": "providers: [aws]\noperations:\n  - db\n  - {id: web, provider: p, depends_on: [db]}\n",
    "kind.yaml": `operations: [{id: a}, {id: b, depends_on: [a]}]
dependencies:
  - {source: gone, target: a, type: weak}
  - {source: b, target: a, type: sof}
`,
  });
  expect(found).toEqual([
    ['error wrong-type 2: operation "d": "depends_on" must be a list, found a map'],
    [
      'error wrong-type 1: the workflow: each of "dependencies" of "b" must be a string, found the number 7; put it in quotes: "7"',
    ],
    ['error wrong-type 3: operation 1 must be a map, found the string "db"'],
    [
      'error invalid-value 3: dependency 1: "type" must be one of hard, soft, optional, found "weak"',
      'error invalid-value 4: dependency 2: "type" must be one of hard, soft, optional, found "sof"; did you mean "soft"?',
    ],
  ]);
});

it("concludes nothing with --strict from a name, a version, a provider or a delay that was refused [validate-refused]", async () => {
  const found = await diagnosticsOf(
    {
      "refused.yaml": `name: 7
version: [1]
provider: {aws: {}}
retry_policy: {initial_delay: 1s, max_delay: 3}
operations: [{id: a}, {id: b, provider: 7}]
`,
      "twice.yaml":
        "name: n\nversion: v\nprovider: p\noperations:\n  - {id: a}\n  - {id: a}\n  - {id: b, depends_on: [a]}\n",
    },
    "--strict",
  );
  expect(found).toEqual([
    [
      'error wrong-type 1: the workflow: "name" must be a string, found the number 7; put it in quotes: "7"',
      'error wrong-type 2: the workflow: "version" must be a string, found a list',
      'error wrong-type 3: the workflow: "provider" must be a string, found a map',
      'error wrong-type 4: retry_policy: "initial_delay" must be an integer, in seconds, found the string "1s"',
      'error wrong-type 5: operation "b": "provider" must be a string, found the number 7; put it in quotes: "7"',
    ],
    ['error duplicate-id 6: operation 2 has the same id "a" as operation 1'],
  ]);
});

it("warns of a soft dependency on nothing, and hints at what another system calls otherwise [validate-soft] [validate-seconds]", async () => {
  const found = await diagnosticsOf({
    "soft.yaml": `operations: [{id: gateway}, {id: cache}]
dependencies:
  - {source: gatewy, target: cache, type: soft}
  - {source: cache, target: gatway, type: optional}
`,
    "ci.yaml": `name: x
jobs:
  - {id: a, timeout: 10m}
`,
    "after.yaml": "operations:\n  - {id: a, timeout: 10m}\n  - {id: b, after: [a]}\n  - {id: c, dependsOn: [a]}\n",
  });
  expect(found).toEqual([
    [
      'warning unknown-soft-dependency 3: operation "cache": its soft dependency on unknown operation "gatewy" is ignored; did you mean "gateway"?',
      'warning unknown-soft-dependency 4: the optional dependency of unknown operation "gatway" is ignored; did you mean "gateway"?',
    ],
    [
      "error empty-workflow 1: the workflow has no operations",
      'warning unknown-field 2: the workflow has the unknown field "jobs"; did you mean "operations"?',
    ],
    [
      'error wrong-type 2: operation "a": "timeout" must be an integer, in seconds, found the string "10m"',
      'warning unknown-field 3: operation "b" has the unknown field "after"; did you mean "depends_on"?',
      'warning unknown-field 4: operation "c" has the unknown field "dependsOn"; did you mean "depends_on"?',
    ],
  ]);
});
