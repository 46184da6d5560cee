import { describe, expect, it } from "vitest";
import { checkText, codesOf } from "../scratch.ts";

const a = { id: "a" };
const afterA = { id: "b", depends_on: ["a"] };
/** Nothing orders it, which is worth a warning beside operations that have an order. */
const alone = { id: "c" };
const strict = { strict: true };
const complete = { name: "n", version: "1", provider: "p" };

describe("what was refused supports no other finding", () => {
  it.each([
    ["a text", "a"],
    ["a map", { a: true }],
    ["a number in the list", ["a", 7]],
    ["null in the list", ["a", null]],
  ])("about the order, where depends_on is or has %s [validate-refused]", async (_, depends_on) => {
    const operations = [a, afterA, { id: "d", depends_on }, alone];
    expect(await codesOf({ operations })).toStrictEqual(["wrong-type"]);
    const dependencies = { operations: [a, afterA, { id: "d", dependencies: depends_on }, alone] };
    expect(await codesOf(dependencies)).toStrictEqual(["wrong-type"]);
  });

  it.each([
    ["a text", "a", ["wrong-type"]],
    ["a map to a text", { c: "a" }, ["wrong-type"]],
    ["a map to a list with a number", { c: [1] }, ["wrong-type"]],
    ["a list of strings", ["a"], ["wrong-type"]],
    ["a list without a source", [{ target: "c" }], ["wrong-type"]],
    ["a list without a target", [{ source: "c" }], ["wrong-type"]],
    ["of no known kind", [{ source: "gone", target: "c", type: "hrad" }], ["invalid-value"]],
    ["of a kind by another name", [{ source: "gone", target: "c", kind: "soft" }], ["unknown-field"]],
  ])("about the order, where the workflow's dependencies are %s [validate-refused]", async (_, dependencies, codes) => {
    expect(await codesOf({ operations: [a, afterA, alone], dependencies })).toStrictEqual(codes);
  });

  it("but all that was read does, about the order [validate-refused]", async () => {
    const operations = [a, { id: "b" }, alone];
    expect(await codesOf({ operations, dependencies: { b: ["a"] } })).toStrictEqual(["unordered-operation"]);
  });

  it("about a cycle, where its only way is of no known kind [validate-refused]", async () => {
    const dependencies = [{ source: "b", target: "a", type: "hrad" }];
    expect(await codesOf({ operations: [a, afterA], dependencies })).toStrictEqual(["invalid-value"]);
  });

  it("about the order, where a name leads nowhere, or the workflow's type is none [validate-refused]", async () => {
    const misnamed = [a, { id: "b", depends_on: ["d"] }, alone];
    expect(await codesOf({ operations: misnamed })).toStrictEqual(["unknown-dependency"]);
    const other = [a, afterA, { id: "e", depends_on: ["d"] }, alone];
    expect(await codesOf({ operations: other })).toStrictEqual(["unknown-dependency"]);
    expect(await codesOf({ operations: [a, afterA, 5, alone] })).toStrictEqual(["wrong-type"]);
    const stray = [{ source: "a", target: "d", type: "soft" }];
    expect(await codesOf({ operations: [a, afterA, alone], dependencies: stray })).toStrictEqual([
      "unknown-soft-dependency",
    ]);
    expect(await codesOf({ operations: [a, afterA, { id: 7 }] })).toStrictEqual(["wrong-type"]);
    expect(await codesOf({ operations: [a, afterA, alone], type: "sequental" })).toStrictEqual(["invalid-value"]);
    expect(await codesOf({ operations: [a, afterA, { id: "c", parallel: "yes" }] })).toStrictEqual(["wrong-type"]);
  });

  it("about the order, where two operations have one id [validate-refused]", async () => {
    const twice = [a, { id: "a", depends_on: ["b"] }, afterA];
    expect(await codesOf({ operations: twice })).toStrictEqual(["duplicate-id"]);
    const itself = [a, { id: "a", depends_on: ["a"] }];
    expect(await codesOf({ operations: itself })).toStrictEqual(["duplicate-id"]);
    const dependencies = { a: ["b"] };
    expect(await codesOf({ operations: [a, a, { id: "b" }], dependencies })).toStrictEqual(["duplicate-id"]);
  });

  it("about names, where an operation or its id was refused [validate-refused]", async () => {
    const waiting = { id: "w", depends_on: ["7"] };
    expect(await codesOf({ operations: [{ id: 7 }, waiting] })).toStrictEqual(["wrong-type"]);
    expect(await codesOf({ operations: ["7", waiting] })).toStrictEqual(["wrong-type"]);
    expect(await codesOf({ operations: { 7: {} }, dependencies: { w: ["7"] } })).toStrictEqual(["wrong-type"]);
  });

  it("about providers, where one was refused or has another name [validate-refused]", async () => {
    const providers = ["aws"];
    const of = (operation: object) => codesOf({ ...complete, providers, operations: [{ id: "a", ...operation }] });
    expect(await of({ provider: 7 })).toStrictEqual(["wrong-type"]);
    expect(await of({ providers: [7, "p"] })).toStrictEqual(["wrong-type"]);
    const one = [
      { id: "a", provider: 7 },
      { id: "b", provider: "p" },
    ];
    expect(await codesOf({ providers, operations: one })).toStrictEqual(["wrong-type"]);
    expect(await of({ provder: "aws" })).toStrictEqual(["unknown-field"]);
    expect(await codesOf({ providers, operations: ["a", { id: "b", provider: "p" }] })).toStrictEqual(["wrong-type"]);
    expect(await codesOf({ ...complete, provider: 7, operations: [a] }, strict)).toStrictEqual(["wrong-type"]);
    const own = { ...complete, provider: null, operations: [{ id: "a", provider: ["aws"] }] };
    expect(await codesOf(own, strict)).toStrictEqual(["wrong-type"]);
  });

  it("about what is missing, retried or contradicts, where that was refused [validate-refused]", async () => {
    const operations = [a];
    const refused = { ...complete, name: 7, version: 1.5, operations };
    expect(await codesOf(refused, strict)).toStrictEqual(["wrong-type", "wrong-type"]);
    const byId = { workflow_id: 7, version: "1", provider: "p", operations };
    expect(await codesOf(byId, strict)).toStrictEqual(["wrong-type"]);
    const misnamed = { nam: "n", verison: "1", provider: "p", operations };
    expect(await codesOf(misnamed, strict)).toStrictEqual(["unknown-field", "unknown-field"]);
    const retry = (retry_policy: unknown) => codesOf({ operations, retry_policy });
    expect(await retry({ initial_delay: "1s", max_delay: 3 })).toStrictEqual(["wrong-type"]);
    expect(await retry({ initial_delay: 400, max_delay: -1 })).toStrictEqual(["not-positive"]);
    expect(await retry({ delay: 1, max_delay: 3 })).toStrictEqual(["unknown-field"]);
    const rollback = { rollback_enabled: "no", rollback_strategy: { enabled: true } };
    expect(await codesOf({ operations, ...rollback })).toStrictEqual(["wrong-type"]);
    expect(await codesOf({ operations, type: "sequential", parallel_limit: "4" })).toStrictEqual(["wrong-type"]);
  });

  it.each([
    ["json", '{"operations":[{"id":"a"},{"id":"b","depends_on":["gone"],"depends_on":["a"]},{"id":"c"}]}'],
    ["yaml", "operations:\n- id: a\n- id: b\n  depends_on: [a]\n  depends_on: [b]\n- id: c\n"],
  ])("about the whole, where a key is there twice: %s [validate-refused]", async (extension, text) => {
    const found = await checkText(extension, text);
    expect(found.map((each) => each.split(" ")[0])).toStrictEqual(["duplicate-key"]);
  });

  it("but leaves alone what is sure without it [validate-refused]", async () => {
    const operations = [a, afterA, { id: "d", depends_on: [7, "d"], timeout: 0 }];
    expect(await codesOf({ operations, providers: ["x"] })).toStrictEqual([
      "wrong-type",
      "self-dependency",
      "not-positive",
      "unused-provider",
    ]);
  });
});

describe("a field under the name of another system", () => {
  const messages = async (workflow: unknown) =>
    (await checkText("json", JSON.stringify(workflow))).map((each) => each.replace(/^\S+ \S+ /, ""));

  it.each(["needs", "after", "requires", "dependsOn", "depends-on", "deps", "waitFor", "run_after", "prerequisites"])(
    "gets the hint at depends_on: %s [validate-unknown-field]",
    async (name) => {
      expect(await messages({ operations: [a, afterA, { id: "d", [name]: ["b"] }] })).toStrictEqual([
        `operation "d" has the unknown field "${name}"; did you mean "depends_on"?`,
      ]);
    },
  );

  it.each(["steps", "tasks", "jobs", "stages"])(
    "gets the hint at operations: %s [validate-unknown-field]",
    async (name) => {
      expect(await messages({ name: "x", [name]: [a] })).toStrictEqual([
        `the workflow has no operations; it has the unknown field "${name}"; did you mean "operations"?`,
      ]);
    },
  );

  it("is one error where it stands for what must be there [validate-unknown-field] [validate-ids]", async () => {
    const dependencies = [{ from: "a", target: "b" }];
    expect(
      await messages({ operations: [a, { Id: "b" }, { ID: "c", depends_on: ["a"] }], dependencies }),
    ).toStrictEqual([
      'operation 2 has no id; it has the unknown field "Id"; did you mean "id"?',
      'operation 3 has no id; it has the unknown field "ID"; did you mean "id"?',
      'dependency 1 has no source; it has the unknown field "from"; did you mean "source"?',
    ]);
    expect(await messages({ operations: [{ Id: "a", ID: "b" }] })).toStrictEqual([
      'operation 1 has no id; it has the unknown field "Id"; did you mean "id"?',
      'operation 1 has the unknown field "ID"; did you mean "id"?',
    ]);
  });
});

it.each([
  ['timeout = "10m"', '"timeout" must be an integer, in seconds, found the string "10m"'],
  ['timeout = "600"', '"timeout" must be an integer, in seconds, found the string "600"'],
])("says of %s that seconds are meant [validate-seconds]", async (field, message) => {
  expect(await checkText("toml", `[[operations]]\nid = "a"\n${field}\n`)).toStrictEqual([
    `wrong-type 3:11 operation "a": ${message}`,
  ]);
});

it("says of a delay that seconds are meant, and of a limit no unit [validate-seconds]", async () => {
  const text = "operations: [{id: a}]\nparallel_limit: four\nretry_policy: {max_delay: 5m}\n";
  expect(await checkText("yaml", text)).toStrictEqual([
    'wrong-type 2:17 the workflow: "parallel_limit" must be an integer, found the string "four"',
    'wrong-type 3:27 retry_policy: "max_delay" must be an integer, in seconds, found the string "5m"',
  ]);
});

it("takes anything as params and config of an operation, and nothing else unknown [validate-params]", async () => {
  const known = { id: "a", params: { size: 3 }, config: ["x"] };
  expect(await codesOf({ ...complete, operations: [known] }, strict)).toStrictEqual([]);
  const unknown = { operations: [{ id: "a", colour: "red" }] };
  expect(await checkText("json", JSON.stringify(unknown))).toStrictEqual([
    'unknown-field 1:26 operation "a" has the unknown field "colour"',
  ]);
});
