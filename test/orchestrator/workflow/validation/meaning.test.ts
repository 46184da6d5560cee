import { describe, expect, it } from "vitest";
import { check, checkText, codesOf, described, scratchFile, type CheckOptions } from "../scratch.ts";

const operation = (id: string, ...depends_on: string[]): Record<string, unknown> => ({
  id,
  depends_on,
});

const id = (n: number): string => `operation-${n}`;

async function messagesOf(workflow: unknown): Promise<string[]> {
  const path = scratchFile("wf.json", JSON.stringify(workflow));
  return (await described(path)).map((line) => line.replace(/^wf:\d+:\d+: /, ""));
}

describe("the meaning of a workflow", () => {
  it("spells a cycle out, once for each group that waits for itself [validate-cycle]", async () => {
    const operations = [
      operation("a", "b"),
      operation("b", "a", "c"),
      operation("c", "d"),
      operation("d", "e"),
      operation("e", "c"),
    ];
    expect(await messagesOf({ operations })).toStrictEqual([
      "operations wait for each other: a -> b -> a",
      "operations wait for each other: c -> d -> e -> c",
    ]);
  });

  it("finds a cycle through workflow-level dependencies [validate-cycle]", async () => {
    const dependencies = [{ source: "b", target: "a" }];
    expect(await messagesOf({ operations: [operation("a"), operation("b", "a")], dependencies })).toStrictEqual([
      "operations wait for each other: a -> b -> a",
    ]);
  });

  it.each(["soft", "optional"])(
    "warns of a %s dependency that would close a cycle [validate-soft-cycle]",
    async (type) => {
      const dependencies = [{ source: "b", target: "a", type }];
      expect(await messagesOf({ operations: [operation("a"), operation("b", "a")], dependencies })).toStrictEqual([
        `operation "a": its ${type} dependency on "b" would close a cycle, so it is ignored`,
      ]);
      const itself = [{ source: "a", target: "a", type }];
      expect(await messagesOf({ operations: [operation("a")], dependencies: itself })).toStrictEqual([
        `operation "a": its ${type} dependency on "a" would close a cycle, so it is ignored`,
      ]);
    },
  );

  it("points at the hard dependency of a cycle, where a soft one says the same [validate-cycle]", async () => {
    const dependencies = "[{source: b, target: a, type: soft},\n {source: b, target: a}]";
    expect(
      await checkText("yaml", `operations: [{id: a}, {id: b, depends_on: [a]}]\ndependencies: ${dependencies}`),
    ).toContain("cycle 3:11 operations wait for each other: a -> b -> a");
  });

  it("points at the dependency that leads on in a cycle, not at another before it [validate-cycle]", async () => {
    const text = "operations:\n- {id: x}\n- {id: a, depends_on: [x, b]}\n- {id: b, depends_on: [a]}\n";
    expect(await checkText("yaml", text)).toStrictEqual(["cycle 3:27 operations wait for each other: a -> b -> a"]);
  });

  it("leaves a soft dependency beside a hard cycle alone, unless it is on one, too [validate-soft-cycle]", async () => {
    const operations = [operation("a", "b"), operation("b", "a"), operation("c", "b")];
    const soft = (source: string, target: string) => [{ source, target, type: "soft" }];
    expect(await codesOf({ operations, dependencies: soft("a", "c") })).toStrictEqual(["cycle", "never-runs"]);
  });

  it("names what never runs, and what is to blame: a cycle, an unknown name, itself [validate-never-runs]", async () => {
    const operations = [
      operation("a", "b"),
      operation("b", "a"),
      operation("c", "b"),
      operation("d", "c"),
      operation("e", "gone"),
      operation("f", "e"),
      operation("g", "g"),
      operation("h", "g"),
      operation("i"),
      operation("j", "i"),
    ];
    const dependencies = [{ source: "d", target: "i", type: "soft" }];
    const messages = await messagesOf({ operations, dependencies });
    expect(messages.filter((message) => message.includes("never runs"))).toStrictEqual([
      'operation "c" never runs: it waits for "b", which is in a cycle',
      'operation "d" never runs: it waits for "b", which is in a cycle',
      'operation "f" never runs: it waits for "e", which depends on unknown operation "gone"',
      'operation "h" never runs: it waits for "g", which depends on itself',
    ]);
  });

  it("places what has no id at the operation itself [validate-never-runs] [validate-unordered]", async () => {
    const waiting = "operations:\n- {id: a, depends_on: [a]}\n- {id: b, depends_on: [a]}\n- {depends_on: [a]}\n";
    const blocked = 'never runs: it waits for "a", which depends on itself';
    expect(await checkText("yaml", waiting)).toStrictEqual([
      'self-dependency 2:24 operation "a" depends on itself',
      `never-runs 3:8 operation "b" ${blocked}`,
      "missing-id 4:3 operation 3 has no id",
      `never-runs 4:3 operation 3 ${blocked}`,
    ]);
    const alone = "operations:\n- {id: a}\n- {depends_on: [a]}\n- {id: c}\n- {target: server}\n";
    const found = (await checkText("yaml", alone)).filter((line) => line.startsWith("unordered-operation"));
    expect(found.map((line) => line.split(" waits")[0])).toStrictEqual([
      'unordered-operation 4:8 operation "c"',
      "unordered-operation 5:3 operation 4",
    ]);
  });

  it.each([
    [{ initial_delay: 10, max_delay: 5 }, ['retry_policy: "initial_delay" (10) is above "max_delay" (5)']],
    [{ initial_delay: 400 }, ['retry_policy: "initial_delay" (400) is above "max_delay" (300 by default)']],
    [{ max_delay: 3 }, ['retry_policy: "initial_delay" (5 by default) is above "max_delay" (3)']],
    [{ initial_delay: 5, max_delay: 5, max_attempts: 1 }, []],
    [null, []],
  ])("warns of delays that contradict each other: %j [validate-contradictions]", async (retry_policy, messages) => {
    expect(await messagesOf({ operations: [operation("a")], retry_policy })).toStrictEqual(messages);
  });

  it("points at the delay that the file states [validate-contradictions] [validate-position]", async () => {
    const placed = async (delay: string) =>
      (await checkText("yaml", `operations: [{id: a}]\nretry_policy:\n  ${delay}\n`)).map((each) => each.split('"')[0]);
    expect(await placed("initial_delay: 400")).toStrictEqual(["contradictory-retry 3:18 retry_policy: "]);
    expect(await placed("max_delay: 3")).toStrictEqual(["contradictory-retry 3:14 retry_policy: "]);
  });

  it("warns of a rollback that is both on and off [validate-contradictions]", async () => {
    const rolling = {
      operations: [{ id: "a", on_failure: "rollback" }, { id: "b" }, { id: "c", on_failure: "rollback" }],
    };
    const strategy = (enabled: boolean) => ({ rollback_strategy: { enabled } });
    expect(await messagesOf({ ...rolling, rollback_enabled: true, ...strategy(true) })).toStrictEqual([]);
    expect(await messagesOf({ ...rolling, rollback_strategy: { preserve_successful: true } })).toStrictEqual([]);
    expect(await messagesOf({ ...rolling, ...strategy(true) })).toStrictEqual([]);
    expect(await messagesOf({ ...rolling, rollback_enabled: true })).toStrictEqual([]);
    const [one] = rolling.operations;
    expect(await messagesOf({ operations: [one], rollback_enabled: false })).toStrictEqual([
      'operation "a": "on_failure" is rollback, but "rollback_enabled" is false',
    ]);
    expect((await messagesOf({ ...rolling, rollback_enabled: false, ...strategy(true) })).toSorted()).toStrictEqual([
      'operation "a" (and 1 more): "on_failure" is rollback, but "rollback_enabled" is false',
      'rollback_strategy: "enabled" is true, but "rollback_enabled" is false',
    ]);
    expect((await messagesOf({ ...rolling, rollback_enabled: true, ...strategy(false) })).toSorted()).toStrictEqual([
      'operation "a" (and 1 more): "on_failure" is rollback, but "enabled" of rollback_strategy is false',
      'rollback_strategy: "enabled" is false, but "rollback_enabled" is true',
    ]);
    expect(await messagesOf({ operations: [operation("a")], rollback_enabled: false })).toStrictEqual([]);
  });

  it("warns of what is meant to run side by side where nothing does [validate-contradictions]", async () => {
    const operations = [
      { id: "a", parallel: true },
      { id: "b", parallel: true },
      { id: "c", parallel: false },
    ];
    expect((await messagesOf({ operations, type: "sequential", parallel_limit: 2 })).toSorted()).toStrictEqual([
      'operation "a" (and 1 more): "parallel" is true, but the workflow\'s "type" is sequential',
      'the workflow: "parallel_limit" is 2, but "type" is sequential, which runs one operation at a time',
    ]);
    expect(await messagesOf({ operations, parallel_limit: 2 })).toStrictEqual([]);
    expect(await messagesOf({ operations: [{ id: "a" }], type: "sequential", parallel_limit: 1 })).toStrictEqual([]);
  });

  it("shortens a cycle that would fill the screen [validate-cycle]", async () => {
    const operations = Array.from({ length: 30 }, (_, n) => operation(`o${n}`, `o${(n + 1) % 30}`));
    expect(await messagesOf({ operations })).toStrictEqual([
      `operations wait for each other: ${Array.from({ length: 11 }, (_, n) => `o${n}`).join(" -> ")} -> ... 18 more ... -> o29 -> o0`,
    ]);
  });

  it("names the unknown operation and the nearest known one, but never the one that asks [validate-unknown-dependency]", async () => {
    const operations = [operation("webs", "webx"), operation("web", "databse"), operation("database", "zzzzzz")];
    expect(await messagesOf({ operations })).toStrictEqual([
      'operation "webs" depends on unknown operation "webx"; did you mean "web"?',
      'operation "web" depends on unknown operation "databse"; did you mean "database"?',
      'operation "database" depends on unknown operation "zzzzzz"',
    ]);
  });

  it.each(["soft", "optional"])("warns of a %s dependency on what is not there [validate-soft]", async (type) => {
    const operations = [operation("a"), operation("b", "a")];
    const misspelled = [
      { source: "gatway", target: "cache", type },
      { source: "cache", target: "gatewya", type },
    ];
    expect(
      await messagesOf({ operations: [operation("gateway"), operation("cache")], dependencies: misspelled }),
    ).toEqual([
      `operation "cache": its ${type} dependency on unknown operation "gatway" is ignored; did you mean "gateway"?`,
      `the ${type} dependency of unknown operation "gatewya" is ignored; did you mean "gateway"?`,
    ]);
    const dependencies = [
      { source: "gone", target: "a", type },
      { source: "a", target: "gone", type },
    ];
    expect(await codesOf({ operations, dependencies })).toStrictEqual([
      "unknown-soft-dependency",
      "unknown-soft-dependency",
    ]);
    const hard = dependencies.map(({ source, target }) => ({ source, target, type: "hard" }));
    expect(await codesOf({ operations, dependencies: hard })).toStrictEqual([
      "never-runs",
      "unknown-dependency",
      "unknown-dependency",
    ]);
  });

  it("takes a dependency without a type as hard, and reports both ends when both are unknown [validate-unknown-dependency]", async () => {
    const dependencies = [{ source: "x1234", target: "y5678" }];
    expect(await messagesOf({ operations: [operation("a")], dependencies })).toContain(
      'operation "y5678" depends on unknown operation "x1234"',
    );
    expect(await messagesOf({ operations: [operation("a")], dependencies })).toContain(
      'dependencies are given for unknown operation "y5678"',
    );
  });

  it("reports an operation that waits for itself, and not as a cycle too [validate-self-dependency]", async () => {
    expect(await messagesOf({ operations: [operation("a", "a")] })).toStrictEqual(['operation "a" depends on itself']);
  });

  it("reports each repeated id and a missing one [validate-ids]", async () => {
    const operations = [operation("a"), operation("a"), { type: "create" }, operation("a"), { id: 7 }, { id: "" }];
    expect(await messagesOf({ operations })).toStrictEqual([
      'operation 2 has the same id "a" as operation 1',
      "operation 3 has no id",
      'operation 4 has the same id "a" as operation 1',
      'operation 5: "id" must be a string, found the number 7; put it in quotes: "7"',
      "operation 6 has no id",
    ]);
  });

  it.each([{}, { operations: [] }, { operations: null }])(
    "reports a workflow without operations: %j [validate-empty]",
    async (workflow) => {
      expect(await messagesOf(workflow)).toStrictEqual(["the workflow has no operations"]);
    },
  );

  it("warns of an operation that nothing orders, where others have an order [validate-unordered]", async () => {
    const operations = [operation("a"), operation("b", "a"), operation("c")];
    expect(await codesOf({ operations })).toStrictEqual(["unordered-operation"]);
    expect(await codesOf({ operations: [operation("a"), operation("c")] })).toStrictEqual([]);
    expect(await codesOf({ operations, type: "parallel" })).toStrictEqual([]);
    expect(await codesOf({ operations, type: "sequential" })).toStrictEqual([]);
    const meant = [...operations.slice(0, 2), { id: "c", parallel: true }];
    expect(await codesOf({ operations: meant })).toStrictEqual([]);
    expect(await codesOf({ operations: [...operations.slice(0, 2), { id: "c", parallel: false }] })).toStrictEqual([
      "unordered-operation",
    ]);
  });

  it("calls an operation without an id by its number [validate-unordered]", async () => {
    const operations = [operation("a"), operation("b", "a"), {}];
    expect(await messagesOf({ operations })).toContain(
      "operation 3 waits for no other operation and no other waits for it; if that is intended, set parallel = true",
    );
  });

  it("warns of a declared provider that no operation uses [validate-unused-provider]", async () => {
    const operations = [
      { id: "a", provider: "aws" },
      { id: "b", providers: ["upcloud"] },
    ];
    expect(await messagesOf({ operations, providers: ["aws", "upcloud", "local"] })).toStrictEqual([
      'no operation uses the provider "local"',
    ]);
    expect(await codesOf({ operations })).toStrictEqual([]);
    expect(await codesOf({ operations, provider: "local" })).toStrictEqual(["unused-provider"]);
  });

  it("takes the workflow's one provider as used by an operation that names none [validate-unused-provider]", async () => {
    const operations = [{ id: "a", provider: "aws" }, { id: "b" }];
    const workflow = { name: "n", version: "1", operations, provider: "local" };
    expect(await codesOf(workflow, { strict: true })).toStrictEqual([]);
  });

  it("demands a name, a version and providers when strict, and only then [validate-strict]", async () => {
    const workflow = { operations: [{ id: "a" }, { id: "b", providers: [] }] };
    expect(await codesOf(workflow)).toStrictEqual([]);
    expect(await codesOf(workflow, { strict: true })).toStrictEqual([
      "missing-name",
      "missing-version",
      "missing-provider",
      "missing-provider",
    ]);
    expect(
      await codesOf({ workflow_id: "w", version: "1", operations: [{ id: "a", provider: "aws" }] }, { strict: true }),
    ).toStrictEqual([]);
  });

  it("demands providers that are known, where any are, and names the nearest [validate-known-providers]", async () => {
    const text =
      '{"provider":"asw","providers":["aws","gcp"],\n"operations":[{"id":"a","provider":"aws"},{"id":"b","provider":"awss","providers":["aws","locl"]}]}';
    const providersIn = async (options: CheckOptions) =>
      (await checkText("json", text, options)).filter((each) => each.startsWith("unknown-provider"));
    const knownProviders = ["aws", "local"];
    expect(await providersIn({ strict: true, knownProviders })).toStrictEqual([
      `unknown-provider 1:13 the workflow: the platform's configuration has no provider "asw"; did you mean "aws"?`,
      `unknown-provider 1:38 the workflow: the platform's configuration has no provider "gcp"; it has "aws", "local"`,
      `unknown-provider 2:64 operation "b": the platform's configuration has no provider "awss"; did you mean "aws"?`,
      `unknown-provider 2:90 operation "b": the platform's configuration has no provider "locl"; did you mean "local"?`,
    ]);
    const many = Array.from({ length: 12 }, (_, n) => `provider-${n}`);
    const [first] = await providersIn({ strict: true, knownProviders: many });
    expect(first).toMatch(/; it has "provider-0", .*, "provider-9" and 2 more$/);
    expect(await providersIn({ strict: true, knownProviders: [] })).toStrictEqual([]);
    expect(await providersIn({ knownProviders })).toStrictEqual([]);
  });

  it("makes every warning an error when strict [validate-strict]", async () => {
    const path = scratchFile(
      "wf.json",
      '{"name":"n","version":"1","nmae":1,"providers":["x"],"operations":[{"id":"a","provider":"y"}]}',
    );
    const severitiesOf = async (strict: boolean): Promise<string[]> =>
      (await check(path, { strict })).map(({ code, severity }) => `${severity} ${code}`);
    expect(await severitiesOf(false)).toStrictEqual(["warning unknown-field", "warning unused-provider"]);
    expect(await severitiesOf(true)).toStrictEqual(["error unknown-field", "error unused-provider"]);
  });

  it("checks 10,000 operations with 50,000 dependencies, and a chain as long [validate-size]", async () => {
    const size = 10_000;
    const operations = Array.from({ length: size }, (_, n) =>
      operation(id(n), ...[1, 2, 3, 4, 5].filter((back) => back <= n).map((back) => id(n - back))),
    );
    expect(await codesOf({ operations })).toStrictEqual([]);
    operations[0] = operation(id(0), id(size - 1));
    expect(await codesOf({ operations })).toStrictEqual(["cycle"]);
    // A ring: the shortest cycle is the longest there can be.
    const ring = Array.from({ length: size }, (_, n) => operation(id(n), id((n + 1) % size)));
    expect(await codesOf({ operations: ring })).toStrictEqual(["cycle"]);
  });

  it("bears thousands of unknown names without comparing all with all [validate-size]", async () => {
    const operations = Array.from({ length: 10_000 }, (_, n) => operation(id(n), `operatoin-${n}`));
    const messages = await messagesOf({ operations });
    expect(messages).toHaveLength(10_000);
    expect(messages[0]).toContain("did you mean");
    expect(messages.filter((message) => message.includes("did you mean")).length).toBeLessThan(300);
  });

  it("bears thousands of unknown providers, and of misspelt fields, in the same way [validate-size]", async () => {
    const many = (name: string) => Array.from({ length: 10_000 }, (_, n) => `${name}-${n}`);
    const operations = many("used").map((provider, n) => ({ id: `operation-${n}`, type: "create", provider }));
    const knownProviders = many("known");
    const found = await codesOf(
      { name: "n", version: "1", providers: many("declared"), operations },
      { strict: true, knownProviders },
    );
    expect(new Set(found)).toStrictEqual(new Set(["unused-provider", "unknown-provider"]));
    expect(found).toHaveLength(30_000);
    const misspelt = Array.from({ length: 50_000 }, (_, n) => ({ idd: `operation-${n}`, type: "create" }));
    expect(await codesOf({ operations: misspelt })).toHaveLength(50_000);
  });

  it("puts findings in the order of line, column, code [validate-order]", async () => {
    const text = '{"zz":1,"aa":2,\n"operations":[{"id":"b","timeout":0,"depends_on":["b"]}]}';
    expect(await checkText("json", text)).toStrictEqual([
      'unknown-field 1:2 the workflow has the unknown field "zz"',
      'unknown-field 1:9 the workflow has the unknown field "aa"',
      'not-positive 2:35 operation "b": "timeout" must be greater than 0, found 0',
      'self-dependency 2:51 operation "b" depends on itself',
    ]);
    expect((await checkText("json", "{}", { strict: true })).map((line) => line.split(" ")[0])).toStrictEqual([
      "empty-workflow",
      "missing-name",
      "missing-version",
    ]);
  });
});
