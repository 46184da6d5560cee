import { describe, expect, it } from "vitest";
import type { UnplacedProblem } from "../../../../src/orchestrator/workflow/unplaced-problem.ts";
import type { Workflow } from "../../../../src/orchestrator/workflow/model/workflow.ts";
import { readWorkflow } from "../../../../src/orchestrator/workflow/model/workflow-reader.ts";
import { checkText, codesOf } from "../scratch.ts";

function read(document: unknown): { workflow: Workflow | undefined; findings: string[] } {
  const problems: UnplacedProblem[] = [];
  const workflow = readWorkflow(document, [], problems);
  return { workflow, findings: problems.map(({ code, message }) => `${code}: ${message}`) };
}

const bare = { name: "n", operations: [{ id: "a" }, { id: "b", depends_on: ["a"] }] };

describe("the shape of a workflow", () => {
  it.each([
    ["bare", bare],
    ["batch_workflow", { batch_workflow: bare }],
    ["workflow", { workflow: bare }],
    ["workflow beside helpers", { helper: { x: 1 }, workflow: bare }],
    ["workflow_id", { workflow_id: "n", operations: bare.operations }],
    ["dependencies", { name: "n", operations: [{ id: "a" }, { id: "b", dependencies: ["a"] }] }],
    ["a map", { name: "n", operations: [{ id: "a" }, { id: "b" }], dependencies: { b: ["a"] } }],
    [
      "source and target",
      {
        name: "n",
        operations: [{ id: "a" }, { id: "b" }],
        dependencies: [{ source: "a", target: "b", wait_condition: { any: "thing" } }],
      },
    ],
  ])("reads the form '%s' into the same workflow [validate-forms]", (_, document) => {
    const { workflow, findings } = read(document);
    expect(findings).toStrictEqual([]);
    expect(workflow?.name).toBe("n");
    expect(
      workflow?.operations.map(({ id, dependsOn }) => [
        id,
        dependsOn.map((dependency) => `${dependency.kind} ${dependency.id}`),
      ]),
    ).toStrictEqual([
      ["a", []],
      ["b", ["hard a"]],
    ]);
  });

  it.each([
    ["json", '{"operations": [{"id": "a"}], "parallel_limit": {"toString": 1}}'],
    ["yaml", "{operations: [{id: a}], parallel_limit: {__proto__: {}, valueOf: x}}"],
    ["toml", 'operations = [{id = "a"}]\nparallel_limit = {}'],
  ])(
    "refuses a map in place of a number in %s, whatever keys it has or lacks [validate-map-for-number]",
    async (format, text) => {
      const found = await checkText(format, text);
      expect(found.map((line) => line.replace(/\d+:\d+ /, ""))).toStrictEqual([
        'wrong-type the workflow: "parallel_limit" must be an integer, found a map',
      ]);
    },
  );

  it("takes a document with operations for bare, whatever else it has [validate-forms]", () => {
    const { workflow, findings } = read({ ...bare, workflow: "nightly" });
    expect(workflow?.operations).toHaveLength(2);
    expect(findings).toStrictEqual(['unknown-field: the workflow has the unknown field "workflow"']);
  });

  it("takes provider and providers, and both kinds of dependencies, together [validate-forms]", () => {
    const { workflow } = read({
      operations: [{ id: "a", provider: "x", providers: ["y", "z"], depends_on: ["b"], dependencies: ["c"] }],
    });
    expect(workflow?.operations[0]?.providers.map(({ text }) => text)).toStrictEqual(["x", "y", "z"]);
    expect(workflow?.operations[0]?.dependsOn.map(({ id }) => id)).toStrictEqual(["b", "c"]);
  });

  it("fills in the documented defaults, for what is absent and for what is null [validate-defaults]", () => {
    const documents = [
      { operations: [{ id: "a" }], rollback_strategy: {}, retry_policy: {} },
      {
        name: null,
        type: null,
        dependencies: null,
        operations: [{ id: "a", timeout: null, on_failure: null, provider: null, depends_on: null }],
        rollback_strategy: { enabled: null, checkpoint_interval: null },
        retry_policy: { max_attempts: null, backoff: null },
      },
    ];
    for (const document of documents) {
      const { workflow, findings } = read(document);
      expect(findings).toStrictEqual([]);
      expect(workflow).toMatchObject({
        name: undefined,
        type: "batch",
        operations: [{ id: "a", providers: [], dependsOn: [] }],
      });
    }
  });

  it("says what beside a wrapper is not read, and leaves an evaluated file its helpers [validate-wrapper]", async () => {
    const workflow = { name: "w", operations: [{ id: "a" }] };
    expect(await codesOf({ workflow, helper: 1 })).toStrictEqual([]);
    const both = JSON.stringify({ version: "1", workflow, batch_workflow: workflow });
    expect(await checkText("json", both)).toStrictEqual([
      'unknown-field 1:2 "version" beside "batch_workflow" is ignored',
      'unknown-field 1:16 "workflow" beside "batch_workflow" is ignored',
    ]);
  });

  it("allows a retry without delay, and no other limit of 0 [validate-limits]", async () => {
    const policy = (retry_policy: unknown) => codesOf({ operations: [{ id: "a" }], retry_policy });
    expect(await policy({ initial_delay: 0 })).toStrictEqual([]);
    expect(read({ operations: [{ id: "a" }], retry_policy: { initial_delay: -1 } }).findings).toStrictEqual([
      'not-positive: retry_policy: "initial_delay" must be at least 0, found -1',
    ]);
    expect(await policy({ max_attempts: 0 })).toStrictEqual(["not-positive"]);
  });

  it("accepts any operation type, and what has no documented shape [validate-lenient]", async () => {
    const workflow = {
      storage_backend: "surrealdb-embedded",
      logging: "debug",
      configuration: [1, { x: null }],
      operations: [{ id: "a", type: "server_batch", items: { any: "thing" } }],
    };
    expect(await codesOf(workflow)).toStrictEqual([]);
    const given = { type: "server_batch", target: "server" };
    expect(read({ operations: [{ id: "a", ...given }] }).workflow?.operations).toMatchObject([given]);
  });

  it("may have its checkpoint under its workflow_id, then under its name [plan-state]", () => {
    const namesOf = (fields: object) => read({ ...bare, ...fields }).workflow?.checkpointNames;
    expect(namesOf({ workflow_id: "w" })).toStrictEqual(["w", "n"]);
    expect(namesOf({ name: "" })).toStrictEqual([]);
    expect(namesOf({ name: null, workflow_id: "w" })).toStrictEqual(["w"]);
  });

  it("may say that an operation waits for nothing [validate-forms]", () => {
    const { workflow, findings } = read({ ...bare, dependencies: { a: null, b: [] } });
    expect(findings).toStrictEqual([]);
    expect(workflow?.operations.map(({ dependsOn }) => dependsOn.length)).toStrictEqual([0, 1]);
  });

  it.each([
    [[], "the workflow must be a map, found a list"],
    ["x", 'the workflow must be a map, found the string "x"'],
    [{ workflow: 3 }, "the workflow must be a map, found the number 3"],
    [{ operations: { a: {} } }, 'the workflow: "operations" must be a list of operations, found a map'],
    [{ operations: ["a"] }, 'operation 1 must be a map, found the string "a"'],
    [
      { operations: [{ id: "a", parallel: "no" }] },
      'operation "a": "parallel" must be true or false, found the string "no"',
    ],
    [{ operations: [{ id: "a", timeout: 1.5 }] }, 'operation "a": "timeout" must be an integer, found the number 1.5'],
    [
      { operations: [{ id: "a", on_failure: 3 }] },
      'operation "a": "on_failure" must be one of fail, continue, rollback, found the number 3',
    ],
    [
      { operations: [{ id: "a", providers: [true] }] },
      'operation "a": each of "providers" must be a string, found true',
    ],
    [{ operations: [{ id: "a" }], providers: [{}] }, 'the workflow: each of "providers" must be a string, found a map'],
    [
      { operations: [{ id: "a" }], dependencies: "a" },
      'the workflow: "dependencies" must be a map or a list, found the string "a"',
    ],
    [
      { operations: [{ id: "a" }], dependencies: { a: "b" } },
      'the workflow: "dependencies" of "a" must be a list of ids, found the string "b"; write it as a list: ["b"]',
    ],
    [
      { operations: [{ id: "a" }], dependencies: { a: [1] } },
      'the workflow: each of "dependencies" of "a" must be a string, found the number 1',
    ],
    [{ operations: [{ id: "a" }], dependencies: ["a"] }, 'dependency 1 must be a map, found the string "a"'],
    [{ operations: [{ id: "a" }], dependencies: [{ source: "a" }] }, "dependency 1 has no target"],
    [{ operations: [{ id: "a" }], dependencies: [{ target: "a" }] }, "dependency 1 has no source"],
    [
      { operations: [{ id: "a", depends_on: ["a", null] }] },
      'operation "a": each of "depends_on" must be a string, found nothing',
    ],
    // Of a text with a space or a comma nobody knows how many ids were meant, and a number is no id.
    [
      { operations: [{ id: "a", depends_on: "b c" }] },
      'operation "a": "depends_on" must be a list of ids, found the string "b c"',
    ],
    [
      { operations: [{ id: "a", depends_on: "b,c" }] },
      'operation "a": "depends_on" must be a list of ids, found the string "b,c"',
    ],
    [
      { operations: [{ id: "a", depends_on: ", b" }] },
      'operation "a": "depends_on" must be a list of ids, found the string ", b"',
    ],
    [
      { operations: [{ id: "a", depends_on: "b ," }] },
      'operation "a": "depends_on" must be a list of ids, found the string "b ,"',
    ],
    [
      { operations: [{ id: "a", depends_on: 7 }] },
      'operation "a": "depends_on" must be a list of ids, found the number 7',
    ],
    [
      { operations: [{ id: "a", providers: "aws" }] },
      'operation "a": "providers" must be a list of strings, found the string "aws"; write it as a list: ["aws"]',
    ],
    [
      { operations: [{ id: "a", timeout: -1.5 }] },
      'operation "a": "timeout" must be an integer, found the number -1.5',
    ],
    [{ operations: [{ id: "a", timeout: new Date(0) }] }, 'operation "a": "timeout" must be an integer, found a date'],
    [
      { operations: [{ id: "a", timeout: Symbol("the duration 10min") }] },
      'operation "a": "timeout" must be an integer, in seconds, found the duration 10min',
    ],
    [{ operations: [{ id: "a" }], retry_policy: 3 }, "retry_policy must be a map, found the number 3"],
    [{ operations: [{ id: "a" }], rollback_strategy: [] }, "rollback_strategy must be a map, found a list"],
  ])("says of %j what must be what, and what it is [validate-wrong-type]", (document, message) => {
    expect(read(document).findings).toStrictEqual([`wrong-type: ${message}`]);
  });

  it("lets one wrong field hide nothing else that is sure [validate-all-findings]", async () => {
    // The operation that was refused may be "zzz".
    const workflow = {
      name: 3,
      parallel_limit: 0,
      operations: [5, { id: "a", timeout: "x", depends_on: [1, "a", "zzz"], on_failure: "no" }],
      retry_policy: { max_attempts: 0, backoff: 1, other: 1 },
    };
    expect((await codesOf(workflow)).toSorted()).toStrictEqual(
      [
        ["wrong-type", "not-positive", "wrong-type"],
        ["wrong-type", "wrong-type", "self-dependency", "invalid-value"],
        ["not-positive", "wrong-type", "unknown-field"],
      ]
        .flat()
        .toSorted(),
    );
  });

  it("reads on with the last value where a key appears twice [validate-all-findings]", async () => {
    expect(await checkText("json", '{"operations":[],"operations":[{"id":"a","timeout":0}]}')).toStrictEqual([
      'duplicate-key 1:18 the key "operations" appears twice in one map',
      'not-positive 1:52 operation "a": "timeout" must be greater than 0, found 0',
    ]);
  });

  it("offers quotes where a number or a word stands for a text, and nowhere else [validate-wrong-type]", async () => {
    const text = "version: true\nname: [1]\nworkflow_id: {}\noperations: [{id: a, provider: 1.50}]\n";
    expect(await checkText("yaml", text)).toStrictEqual([
      'wrong-type 1:10 the workflow: "version" must be a string, found true; put it in quotes: "true"',
      'wrong-type 2:7 the workflow: "name" must be a string, found a list',
      'wrong-type 3:14 the workflow: "workflow_id" must be a string, found a map',
      'wrong-type 4:32 operation "a": "provider" must be a string, found the number 1.50; put it in quotes: "1.50"',
    ]);
  });

  it("says of a number of any size that is below 0 what is wrong with it [validate-limits]", async () => {
    const text =
      "operations: [{id: a, timeout: -9007199254740991}, {id: b, timeout: -9007199254740993}, {id: c, timeout: 9007199254740991}]";
    expect((await checkText("yaml", text)).map((line) => line.replace(/^\S+ \S+ /, ""))).toStrictEqual([
      'operation "a": "timeout" must be greater than 0, found -9007199254740991',
      'operation "b": "timeout" must not be negative, found -9007199254740993',
    ]);
  });

  it("points a dependency's fault at the end of it that is unknown [validate-position]", async () => {
    const text = "operations: [{id: a}]\ndependencies:\n- {source: a, target: gone}\n- {source: lost, target: a}\n";
    expect((await checkText("yaml", text)).map((line) => line.split(" ").slice(0, 2).join(" "))).toStrictEqual([
      "unknown-dependency 3:23",
      "unknown-dependency 4:12",
    ]);
  });

  it("points at operations that are none, or at the workflow that has none [validate-position] [validate-empty]", async () => {
    const at = async (text: string) =>
      (await checkText("json", text)).map((line) => line.split(" ").slice(0, 2).join(" "));
    expect(await at('{"workflow": {"name": "n"}}')).toStrictEqual(["empty-workflow 1:14"]);
    expect(await at('{"workflow": {"operations": null}}')).toStrictEqual(["empty-workflow 1:29"]);
    expect(await at('{"workflow": {"operations": []}}')).toStrictEqual(["empty-workflow 1:29"]);
  });

  it("points an unknown field at its key and names the nearest [validate-unknown-field]", async () => {
    const text = '{"operations":[{"id":"a","depend_on":[]}], "__proto__": {"name": 3}}';
    expect(await checkText("json", text)).toStrictEqual([
      'unknown-field 1:26 operation "a" has the unknown field "depend_on"; did you mean "depends_on"?',
      'unknown-field 1:44 the workflow has the unknown field "__proto__"',
    ]);
  });

  it("takes operations called __proto__ or constructor for what they are [validate-unknown-field]", async () => {
    const text =
      '{"operations":[{"id":"__proto__"},{"id":"b","depends_on":["__proto__"]}],"dependencies":{"__proto__":["b"],"toString":[]}}';
    expect(await checkText("json", text)).toStrictEqual([
      "cycle 1:103 operations wait for each other: __proto__ -> b -> __proto__",
    ]);
  });
});
