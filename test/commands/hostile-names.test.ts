import { chmodSync, symlinkSync } from "node:fs";
import { expect, it } from "vitest";
import { Duration, LabeledError, type Command } from "nu-plugin";
import { complete, runCommand, type RunOptions } from "nu-plugin/testing";
import { toLabeledError } from "../../src/nushell/host/error-boundary.ts";
import { loadedCommands } from "../support/commands.ts";
import { describeEvaluator, kclCommandFolder } from "../support/evaluators.ts";
import { evaluatorsPath } from "../support/evaluator-paths.ts";
import { fixtures } from "../support/nu.ts";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";

// Each character can make a text lie: escapes, in C1 too, DEL, marks that reorder text, separators, what nobody sees.
const marks =
  "\u001b[31m\u001b]0;t\u0007\u0000\b\r\u007f\u009b31m\u202e\u2066\u200f\u2028\u2029\u200b\u200c\u200d\u00ad\ufeff\u00a0\u2003\u3000\u202f\u3164\u2800\u034f\ufe0f\u{e0041}";
const hostile = `a${marks}\n::error::forged\n\ty`;
/** As hostile as a file's name can be. */
const fileName = hostile.replace("\u0000", "");
const near = `${hostile}2`;
const unsafe = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u{2800}]/u;

/** The lines of texts which the plugin composed that are not fit for a terminal, or that a name forged. */
function unsafeLines(texts: readonly string[]): string[] {
  const lines = texts.flatMap((each) => each.split("\n"));
  return lines.filter((line) => unsafe.test(line) || /^\s*::error/.test(line));
}

// Ids, names, paths: as the files have them. All other texts of an answer are the plugin's own.
const composedColumns = new Set(["message", "problem", "help", "errors", "warnings", "place"]);

function composed(value: unknown, isText = false): string[] {
  if (typeof value === "string") return isText ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => composed(each, isText));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => composed(each, composedColumns.has(name)));
}

async function commandOf(name: string): Promise<Command> {
  const command = (await loadedCommands()).find(({ signature }) => signature.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  return command;
}

// A terminal has 80 columns where Nushell does not tell, and no colours.
const plain = new Map([["use_ansi_coloring", false]]);
const answers = {
  keepAlive() {},
  findDecl: () => Promise.resolve(undefined),
  rawConfig: () => Promise.resolve(plain),
};

/** All texts that a call composed, its error's included. A text as the whole answer is one. */
async function textsOf(name: string, options: RunOptions): Promise<readonly string[]> {
  try {
    const { value, metadata, warnings } = await runCommand(await commandOf(name), {
      cwd: fixtures,
      engine: answers,
      ...options,
    });
    return [...composed(value, typeof value === "string"), ...composed(metadata.custom), ...warnings];
  } catch (error) {
    if (!(error instanceof LabeledError)) throw error;
    const { message, options: shown } = toLabeledError(error, { start: 0, end: 1 });
    return [message, shown.help ?? "", ...(shown.labels ?? []).map(({ text }) => text)];
  }
}

const text = (value: unknown) => JSON.stringify(value).replaceAll(/[^ -~]/gu, escaped);
const escaped = (character: string) =>
  character.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const everyField = (id: string, status: string, other: unknown) => ({
  id,
  status,
  name: other,
  priority: other,
  created_at: other,
  started_at: other,
  completed_at: other,
  dependencies: other,
  args: other,
  progress: other,
  workflow: other,
  workflow_id: other,
  [hostile]: other,
});

/** A data directory in which every name and every field is hostile. */
function hostileData(): string {
  const dir = `${temporaryDirectory()}/${fileName}`;
  const inside = temporaryDirectory({
    [`data/tasks/${fileName}1.json`]: everyField(hostile, hostile, hostile),
    [`data/tasks/${fileName}2.json`]: everyField(hostile, hostile, [null, hostile]),
    [`data/tasks/${fileName}3.json`]: `{"id": ${marks}`,
    [`data/tasks/${fileName}4.json`]: `"${escaped(hostile)}"`,
    [`data/tasks/${fileName}5.json`]: { id: near, status: "failed", dependencies: [hostile, `${hostile}gone`] },
    [`data/tasks/${fileName}6.json`]: { id: near + 6, status: "pending", dependencies: [near], priority: " 7" },
    [`data/tasks/${fileName}7.json`]: { id: near + 7, status: "running", started_at: "2020-01-01T00:00:00Z" },
    [`data/tasks/${fileName}8.json/x`]: "",
    [`data/tasks/${fileName}10.json`]: { status: "error", error: { code: hostile, message: hostile } },
    [`data/tasks/${fileName}11.json`]: { success: false, data: hostile, error: hostile },
    [`data/tasks/${fileName}12.json`]: { id: near + 12, status: "pending", dependencies: [near + 13] },
    [`data/tasks/${fileName}13.json`]: { id: near + 13, status: "queued", dependencies: [near + 12] },
    [`data/queue.rkvs/tasks/${fileName}.json`]: everyField(`${hostile}daemon`, "Pending", hostile),
    [`data/queue.rkvs/queue/${fileName}.json`]: { priority: hostile },
    [`data/queue.rkvs/queue/${fileName}9.json`]: hostile,
    "data/status.json": { running: hostile, tasks_pending: hostile, last_check: hostile, version: `4${hostile}` },
    [`data/checkpoints/${fileName}.json`]: { workflow_id: hostile, timestamp: hostile, completed_operations: hostile },
    [`data/checkpoints/${fileName}2.json`]: `{${marks}`,
    [`data/checkpoints/${fileName}3.json`]: { timestamp: [hostile] },
  });
  symlinkSync(`${inside}/data`, dir);
  symlinkSync(fileName, `${inside}/data/tasks/${fileName}9.json`);
  chmodSync(`${inside}/data/tasks/${fileName}1.json`, 0o666);
  return dir;
}

const dataCalls: readonly (readonly [string, RunOptions])[] = [
  ["orch status", { flags: { long: true } }],
  ["orch tasks", { flags: { long: true } }],
  ["orch tasks", { flags: { strict: true } }],
  ["orch tasks", { flags: { status: [near] } }],
  ["orch tasks", { flags: { status: [hostile.toUpperCase()], workflow: hostile } }],
  ["orch tasks", { flags: { workflow: `*${marks}[` } }],
  ["orch tasks", { flags: { from: hostile } }],
  ["orch task", { rest: [hostile] }],
  ["orch task", { rest: [`${hostile}none`] }],
  ["orch task", { rest: ["a"] }],
  ["orch logs", { rest: [`${hostile}none`] }],
  ["orch logs", { rest: [near, near + 7] }],
  ["orch graph", {}],
  ["orch graph", { rest: [near], flags: { dot: true } }],
  ["orch graph", { rest: [`${hostile}none`], flags: { mermaid: true } }],
  ["orch wait", { rest: [near], flags: { fail: true } }],
  ["orch wait", { flags: { timeout: new Duration(1_000_000n) } }],
  ["orch stats", { flags: { chart: true } }],
  ["orch stats", { flags: { chart: true, by: "workflow" } }],
  ["orch stats", { flags: { by: [hostile] } }],
  ["orch stats", { flags: { by: "error", chart: true } }],
  ["orch workflows", {}],
  ["orch workflows", { positionals: { workflow: near } }],
  ["orch watch", { flags: { text: true, initial: true, for: new Duration(0n) } }],
  ["orch watch", { rest: [near] }],
  ["orch check", {}],
  ["orch check", { flags: { where: true } }],
  ["orch checkpoints", {}],
  ["orch checkpoints", { positionals: { workflow_id: near } }],
  ["orch checkpoints", { flags: { dir: `/nowhere/${fileName}` } }],
];

it.each(dataCalls)(
  "%s says nothing hostile of a hostile data directory, case %# [message-safe]",
  async (name, options) => {
    const dir = hostileData();
    const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: dir };
    expect(unsafeLines(await textsOf(name, { ...options, env }))).toEqual([]);
    if (options.flags?.["dir"] !== undefined) return;
    for (const place of [[dir, dir], [`${dir}*`], `${dir}/gone`, `${dir}/gone*`, `~/${fileName}`]) {
      expect(unsafeLines(await textsOf(name, { ...options, flags: { ...options.flags, "data-dir": place } }))).toEqual(
        [],
      );
    }
  },
);

it("says nothing hostile of a hostile configuration, or of a hostile environment [message-safe]", async () => {
  const folder = temporaryDirectory();
  const layers = {
    "a.toml": `[storage]\nbackend = ${text(hostile)}`,
    "b.toml": `[storage]\ndata_dir = ${text(`{{env.${hostile}}}/${hostile}`)}`,
    "c.toml": `[storage]\ndata_dir = ${marks}`,
    "d.toml": `[storage]\ndata_dir = ${text(hostile)}\n[orchestrator]\ntask_timeout_seconds = ${text(hostile)}`,
    "e.toml/x": "",
  };
  writeFiles(
    folder,
    Object.fromEntries(Object.entries(layers).map(([name, content]) => [`${fileName}${name}`, content])),
  );
  const env = { [hostile]: 5, HOME: `/${fileName}` };
  for (const name of ["orch status", "orch tasks", "orch check"]) {
    for (const layer of [...Object.keys(layers).map((each) => each.replace("/x", "")), "none"]) {
      const config = { platform_config: `${folder}/${fileName}${layer}` };
      for (const flags of name === "orch check" ? [{}, { where: true }] : [{}]) {
        expect(unsafeLines(await textsOf(name, { config, env, flags }))).toEqual([]);
      }
    }
    for (const config of [{ [hostile]: 1 }, { [`data_dir${marks}`]: 1 }, { data_dir: hostile }, hostile]) {
      expect(unsafeLines(await textsOf(name, { config, env }))).toEqual([]);
    }
    expect(
      unsafeLines(
        await textsOf(name, {
          env: { ...env, PROVISIONING_ENV: hostile },
          config: { platform_config: `${folder}/${fileName}a.toml` },
        }),
      ),
    ).toEqual([]);
  }
});

const operation = (id: unknown, more = {}) => ({ id, type: "create", target: "server", provider: hostile, ...more });
/** The issue's own: a dependency on what is unknown, whose name is near to one that is as hostile. */
const unknownDependency = {
  name: hostile,
  version: hostile,
  operations: [operation(near), operation("b", { dependencies: [hostile] })],
};
const workflows: Readonly<Record<string, unknown>> = {
  "an unknown dependency": unknownDependency,
  "an unknown dependency of an unknown operation": { ...unknownDependency, dependencies: { [`${near}2`]: [hostile] } },
  "a cycle": {
    operations: [operation(hostile, { dependencies: [near] }), operation(near, { dependencies: [hostile] })],
  },
  "an operation that waits for itself": { operations: [operation(hostile, { dependencies: [hostile] })] },
  "a soft cycle": {
    name: hostile,
    operations: [operation(hostile, { depends_on: [near] }), operation(near)],
    dependencies: [{ source: hostile, target: near, type: "soft" }],
  },
  "the same id twice": { operations: [operation(hostile), operation(hostile)] },
  "unknown fields": {
    [hostile]: 1,
    [`operations${marks}`]: [],
    operations: [operation(hostile, { [`type${marks}`]: 1 })],
  },
  "wrong values": {
    name: [hostile],
    type: `batch${marks}`,
    parallel_limit: hostile,
    providers: [hostile, 5],
    operations: [operation(hostile, { type: hostile, timeout: hostile, on_failure: `fail${marks}` }), hostile],
    dependencies: hostile,
  },
  "several workflows": { workflows: { [hostile]: unknownDependency, [near]: { operations: [] } }, [hostile]: 1 },
  "nothing wrong": {
    name: hostile,
    version: "1",
    operations: [operation(hostile), operation(near, { dependencies: [hostile] })],
  },
};

function toToml(workflow: unknown): string {
  if (Array.isArray(workflow)) return `[${workflow.map(toToml).join(", ")}]`;
  if (typeof workflow !== "object" || workflow === null) return text(workflow);
  return `{${Object.entries(workflow)
    .map(([key, value]) => `${text(key)} = ${toToml(value)}`)
    .join(", ")}}`;
}

const writers: Readonly<Record<string, (workflow: object) => string>> = {
  json: text,
  yaml: text,
  toml: (workflow) =>
    Object.entries(workflow)
      .map(([key, value]) => `${text(key)} = ${toToml(value)}\n`)
      .join(""),
};

/** What all commands on workflows say of a file. */
async function unsafeOfWorkflow(path: string, options: RunOptions = {}): Promise<string[]> {
  const texts: string[] = [];
  for (const strict of [false, true]) {
    texts.push(...(await textsOf("orch validate", { ...options, rest: [path], flags: { strict } })));
  }
  for (const flags of [{}, { mermaid: true }, { tree: true }]) {
    texts.push(...(await textsOf("orch plan", { ...options, rest: [path], flags })));
  }
  return unsafeLines(texts);
}

it.each(Object.keys(writers))("says nothing hostile of a hostile workflow in %s [message-safe]", async (language) => {
  for (const workflow of Object.values(workflows)) {
    const source = writers[language]?.(Object(workflow)) ?? "";
    const path = `${fileName}.${language}`;
    const cwd = temporaryDirectory({ [path]: source });
    expect(await unsafeOfWorkflow(path, { cwd })).toEqual([]);
    for (const input of [source, workflow]) {
      expect(
        unsafeLines(await textsOf("orch validate", { input: Object(input), flags: { format: language } })),
      ).toEqual([]);
    }
  }
});

it.each([
  ["json", `{"a${marks}": ${marks}}`],
  ["json", '{"a": 1, "a": *}'],
  ["yaml", `a: *x${marks}\n`],
  ["yaml", `a: !x${marks} "\\q${marks}"\n&a${marks}: [\n`],
  ["yaml", `${text(hostile)}: 1\n${text(hostile)}: 2\n`],
  ["toml", `a = ${marks}`],
  ["toml", `${text(hostile)} = 1\n${text(hostile)} = 2\n`],
  [`x${fileName}`, ""],
])("says nothing hostile of a broken workflow, case %# [message-safe]", async (extension, source) => {
  const path = `${fileName}.${extension}`;
  const cwd = temporaryDirectory({ [path]: source, [`${path}.folder/x`]: "" });
  for (const each of [path, `${path}.folder`, `${fileName}gone.json`, `*${fileName}gone*`, "*", `~/${fileName}`]) {
    expect(await unsafeOfWorkflow(each, { cwd })).toEqual([]);
  }
});

it("suggests a name as it quotes it [message-safe]", async () => {
  const texts = await textsOf("orch validate", {
    flags: { format: "json" },
    input: text({ operations: [operation("x\u001b[31mred1"), operation("b", { dependencies: ["x\u001b[31mred"] })] }),
  });
  expect(texts.join("\n")).toMatch(
    /depends on unknown operation "x\\u\{1b\}\[31mred"; did you mean "x\\u\{1b\}\[31mred1"\?$/m,
  );
});

const literal = (name: string) => name.replaceAll(/[\n\0]/g, " ");

describeEvaluator("kcl_lib", "KCL", () => {
  it.each([
    [
      "an unknown dependency",
      `operations = [{id = "a${literal(marks)}1"}, {id = "b", dependencies = ["a${literal(marks)}"]}]`,
    ],
    ["an error of its own", `assert False, "a${literal(marks)}"`],
    ["no KCL", `a${marks} = `],
    ["a name that it does not know", `a = "${literal(marks)}" + b`],
  ])(
    "says nothing hostile of %s [message-safe]",
    async (_, source) => {
      const cwd = temporaryDirectory({ [`${fileName}.k`]: source, "plain.k": source });
      for (const path of [evaluatorsPath, `${kclCommandFolder()}:/usr/bin:/bin`]) {
        for (const file of [`${fileName}.k`, "plain.k"]) {
          expect(await unsafeOfWorkflow(file, { cwd, env: { PATH: path, HOME: cwd } })).toEqual([]);
        }
      }
    },
    60_000,
  );
});

describeEvaluator("nickel", "Nickel", () => {
  it.each([
    [
      "an unknown dependency",
      `{operations = [{id = "a${literal(marks)}1"}, {id = "b", dependencies = ["a${literal(marks)}"]}]}`,
    ],
    ["an error of its own", `std.fail_with "a${literal(marks)}"`],
    ["no Nickel", `{a${marks} = `],
    ["a name that it does not know", `{a = "${literal(marks)}" ++ b}`],
  ])(
    "says nothing hostile of %s [message-safe]",
    async (_, source) => {
      const cwd = temporaryDirectory({ [`${fileName}.ncl`]: source, "plain.ncl": source });
      for (const file of [`${fileName}.ncl`, "plain.ncl"]) {
        expect(await unsafeOfWorkflow(file, { cwd, env: { PATH: evaluatorsPath, HOME: cwd } })).toEqual([]);
      }
    },
    60_000,
  );
});

it.each([
  ["orch task", { positional: "id" }, ""],
  ["orch task", { positional: "id" }, "a name"],
  ["orch wait", { positional: "id" }, ""],
  ["orch checkpoints", { positional: "workflow_id" }, ""],
  ["orch tasks", { flag: "workflow" }, ""],
])("offers by TAB, for %s %j %s, what draws nothing [message-safe]", async (name, argument, typed) => {
  const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: hostileData() };
  const suggestions = (await complete(await commandOf(name), { ...argument, typed, engine: answers, env })) ?? [];
  expect(suggestions.length).toBeGreaterThan(1);
  const texts = suggestions.flatMap(({ value, description = "", display = "" }) => [value, description, display]);
  expect(unsafeLines(texts)).toEqual([]);
});
