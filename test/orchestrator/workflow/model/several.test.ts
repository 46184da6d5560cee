import { describe, expect, it } from "vitest";
import { validateWorkflows } from "../../../../src/orchestrator/workflow/validate.ts";
import { checkText, evaluators, never, scratchFile } from "../scratch.ts";

async function namesOf(extension: string, text: string): Promise<string[]> {
  const source = { kind: "file", path: scratchFile(`wf.${extension}`, text) } as const;
  const { workflows } = await validateWorkflows(source, { strict: false, env: {}, signal: never, evaluators });
  return workflows.map(({ name }) => name);
}

describe("several workflows in one file", () => {
  it("are checked each, with its name in the message: YAML documents [validate-several]", async () => {
    const text =
      "name: web\noperations: [{id: a, timeout: 0}]\n---\noperations: [{id: a, depends_on: [b]}]\n...\n---\n# end\n";
    expect(await checkText("yaml", text)).toStrictEqual([
      'not-positive 2:31 workflow "web": operation "a": "timeout" must be greater than 0, found 0',
      'unknown-dependency 4:35 workflow 2: operation "a" depends on unknown operation "b"',
    ]);
    expect(await namesOf("yaml", text)).toStrictEqual(["web", "2"]);
    expect(await checkText("yaml", "just text\n---\noperations: [{id: a}]\n")).toStrictEqual([
      'wrong-type 1:1 workflow 1: the workflow must be a map, found the string "just text"',
    ]);
  });

  it("are checked each: a list, wrapped or not, and an empty one is called so [validate-several] [validate-empty]", async () => {
    const text = '[{"workflow": {"name": "web", "operations": [{"id": "a"}]}}, {"operations": [3]}, 7]';
    expect(await checkText("json", text)).toStrictEqual([
      "wrong-type 1:78 workflow 2: operation 1 must be a map, found the number 3",
      "wrong-type 1:83 workflow 3: the workflow must be a map, found the number 7",
    ]);
    expect(await checkText("yaml", "- operations: [{id: a}]\n- operations: []\n")).toStrictEqual([
      "empty-workflow 2:15 workflow 2: the workflow has no operations",
    ]);
    expect(await checkText("yaml", "# nothing yet\n")).toStrictEqual(["empty-workflow 1:1 the workflow is empty"]);
    expect(await checkText("json", '{"workflow": null}')).toStrictEqual(["empty-workflow 1:14 the workflow is empty"]);
    expect(await checkText("json", "[]")).toStrictEqual(["empty-workflow 1:1 the list contains no workflow"]);
  });

  it("are checked each: named values, in every language [validate-several]", async () => {
    expect(
      await checkText(
        "toml",
        '[web]\nname = "shop"\n[[web.operations]]\nid = "a"\ntimeout = 0\n[db]\n[[db.operations]]\nid = 1\n',
      ),
    ).toStrictEqual([
      'not-positive 5:11 workflow "shop": operation "a": "timeout" must be greater than 0, found 0',
      'wrong-type 8:6 workflow "db": operation 1: "id" must be a string, found the number 1; put it in quotes: "1"',
    ]);
    const text =
      '{"web": {"operations": [{"id": "a"}]}, "helper": {"x": 1}, "name": "n", "db": {"workflow": {"operations": []}}}';
    expect(await checkText("json", text)).toStrictEqual([
      'unknown-field 1:60 "name" beside the workflows is ignored',
      'empty-workflow 1:107 workflow "db": the workflow has no operations',
    ]);
    expect(await namesOf("json", text)).toStrictEqual(["web", "db"]);
  });

  it("are one only where one is named: then no name is in the message [validate-several]", async () => {
    expect(await checkText("json", '{"web": {"operations": []}}')).toStrictEqual([
      "empty-workflow 1:24 the workflow has no operations",
    ]);
    // A field that holds what looks like one is no workflow.
    expect(await checkText("json", '{"configuration": {"workflow": {}}}')).toStrictEqual([
      "empty-workflow 1:1 the workflow has no operations",
    ]);
  });

  it("have names that reach no message raw [validate-escapes]", async () => {
    const text = JSON.stringify([{ name: "\u001b[31mred\nline", operations: [] }, { operations: [{ id: "a" }] }]);
    expect(await checkText("json", text)).toStrictEqual([
      String.raw`empty-workflow 1:45 workflow "\u{1b}[31mred\nline": the workflow has no operations`,
    ]);
  });

  it("are bounded: no more than 1000 YAML documents [validate-hostile]", async () => {
    const found = await checkText("yaml", "operations: [{id: a}]\n---\n".repeat(1001));
    expect(found).toStrictEqual([expect.stringMatching(/^syntax-error 2000:1 more than 1000 documents/)]);
  });
});

describe("a response of the platform's API", () => {
  const operations = [{ id: "a", timeout: 0 }];

  it.each([
    [{ status: "success", data: { operations }, error: null }],
    [{ success: true, data: { operations } }],
    [{ status: "partial", result: { operations }, context: { workflow_id: "w" } }],
    [{ status: "success", data: { batch_workflow: { operations } }, metadata: { version: "3.1.0" } }],
    [{ success: true, data: [{ operations }] }],
    [{ success: true, data: { web: { operations } } }],
  ])("is read as the workflow that it holds: %j [validate-response]", async (response) => {
    const text = JSON.stringify(response);
    const place = `1:${text.indexOf("0}]") + 1}`;
    expect(await checkText("json", text)).toStrictEqual([
      `not-positive ${place} operation "a": "timeout" must be greater than 0, found 0`,
    ]);
  });

  it.each([
    [{ success: false, error: "no such workflow" }, 'a response that says "error" (no such workflow)'],
    [
      { status: "error", data: { operations }, error: { code: "E1", message: "late" } },
      'a response that says "error" (E1: late)',
    ],
    [{ status: "success", data: null, error: null }, 'a response that says "success"'],
  ])("is named where it holds none: %j [validate-response]", async (response, name) => {
    expect(await checkText("json", JSON.stringify(response))).toStrictEqual([
      `no-workflow 1:1 ${name} stands where a workflow should be`,
    ]);
  });

  it("is none where a workflow has its own operations [validate-response]", async () => {
    const text = JSON.stringify({ status: "success", operations: [{ id: "a" }] });
    expect(await checkText("json", text)).toStrictEqual([
      'unknown-field 1:2 the workflow has the unknown field "status"',
    ]);
  });
});

describe("every language that is read here", () => {
  it.each([
    [
      "json",
      '{"$schema": "https://example.org/workflow.json", "operations": [\n{"id": "a", "depends_on": ["b"]},\n{"id": "b", "depends_on": ["a"],\n"timeout": "5m"},\n{"id": "c"},\n{"id": "c"}]}',
      ["cycle 2:28", "wrong-type 4:12", "duplicate-id 6:8"],
    ],
    [
      "yaml",
      "# yaml-language-server: $schema=https://example.org/workflow.json\n$schema: x\noperations:\n- id: a\n  depends_on: [b]\n- id: b\n  depends_on:\n  - a\n  timeout: 5m\n- id: c\n- id: c\n",
      ["cycle 5:16", "wrong-type 9:12", "duplicate-id 11:7"],
    ],
    [
      "toml",
      '#:schema https://example.org/workflow.json\n"$schema" = "x"\n[[operations]]\nid = "a"\ndepends_on = ["b"]\n[[operations]]\nid = "b"\ndepends_on = ["a"]\ntimeout = "5m"\n[[operations]]\nid = "c"\n[[operations]]\nid = "c"\n',
      ["cycle 5:15", "wrong-type 9:11", "duplicate-id 13:6"],
    ],
  ])(
    "has a wrong type, a duplicate id and a cycle at their places: %s [validate-position] [validate-schema-reference]",
    async (extension, text, expected) => {
      const found = await checkText(extension, text);
      expect(found.map((line) => line.split(" ").slice(0, 2).join(" "))).toStrictEqual(expected);
    },
  );

  it.each([
    ["2:1", "name", "name = 1\nname = 2\n"],
    ["3:2", "a", "[[a]]\n\n[a]\n"],
    ["4:1", "b", "[a.b]\nc = 1\n[a]\nb.c = 2\n"],
    ["2:3", "a b", "'a b' = 1\n[ \"a b\" ]\n"],
    ["2:2", "a", "a = { x = 1 }\n[a.y]\n"],
    ["2:1", "a b", "'a b' = 1\n'a b' = 2\n"],
  ])("has duplicate keys of TOML reported, at %s: %s [validate-duplicate-key]", async (place, key, text) => {
    expect(await checkText("toml", text)).toStrictEqual([
      `duplicate-key ${place} the key "${key}" appears twice in one map`,
    ]);
  });
});
