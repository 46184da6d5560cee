import { resolve } from "node:path";
import { expect, it } from "vitest";
import { Session } from "../../src/commands/call/session.ts";
import { plan } from "../../src/commands/plan.ts";
import { validate } from "../../src/commands/validate.ts";
import { byteStream, Duration, string, value } from "nu-plugin";
import type { RunOptions } from "nu-plugin/testing";
import { toolFolder } from "../orchestrator/workflow/scratch.ts";
import { homeVariables, run } from "./in-process.ts";

/** The errors of what is piped in, or the message of what is thrown. */
async function errorsOf(input: RunOptions["input"], options: RunOptions = {}): Promise<unknown> {
  try {
    const { value: verdict } = await run(validate(new Session()), { input, ...options });
    return (verdict as { errors: string[] }).errors;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A nickel that answers with the imports it was given as a workflow's name. */
const nickel = () =>
  toolFolder(
    "nickel",
    "const at = process.argv.indexOf('--import-path'); console.log(JSON.stringify([{ name: process.argv[at + 1], operations: [] }, {}]))",
  );

const good = { operations: [{ id: "a" }] };
const refused = "The pipeline has something other than workflows";

it("tells texts, values and streams of both apart [validate-input-refused]", async () => {
  async function* stream(...items: readonly unknown[]) {
    yield* items as string[];
  }
  expect(await errorsOf(stream(good, good))).toEqual([]);
  expect(await errorsOf(stream(good, "x"))).toBe(refused);
  expect(await errorsOf(stream("operations: []", "name: x"), { flags: { format: "yaml" } })).toBe(refused);
  expect(await errorsOf([good, 5])).toBe(refused);
  expect(await errorsOf([[good]])).toEqual(["<input>: the workflow must be a map, found a list"]);
  expect(await errorsOf(null)).toBe("No workflow given");
  expect(await errorsOf([])).toEqual(["<input>: the list contains no workflow"]);
});

it("joins a streamed text, bears a mark before it, and takes no more than a file may have [validate-input-text]", async () => {
  const flags = { format: "json" };
  expect(await errorsOf(byteStream("String", ['{"opera', 'tions": [{"id": "a"}]}']), { flags })).toEqual([]);
  expect(await errorsOf('\uFEFF{"operations": [{"id": "a"}]}', { flags })).toEqual([]);
  let megabytes = 0;
  const endless = function* () {
    for (; ; megabytes += 1) yield " ".repeat(1024 * 1024);
  };
  expect(await errorsOf(byteStream("String", endless()), { flags })).toBe(
    "The text from the pipeline has more than 67,108,864 characters",
  );
  expect(megabytes).toBeLessThan(100);
});

it("calls a date a date [validate-input-record]", async () => {
  expect(await errorsOf({ ...good, name: new Date(0) })).toEqual([
    '<input>: the workflow: "name" must be a string, found the date 1970-01-01T00:00:00.000Z; put it in quotes',
  ]);
});

it("lets a text's imports start where its file is, else where the caller is [validate-input-evaluated]", async () => {
  const options = { flags: { format: "ncl" }, env: { PATH: [nickel()] }, cwd: "/some/where" };
  const named = (folder: string) => [expect.stringContaining(`workflow "${folder}"`), expect.anything()];
  expect(await errorsOf("x", options)).toEqual(named("/some/where"));
  const from = value(string, "x", { dataSource: { filePath: "/other/wf.ncl" } });
  expect(await errorsOf(from, options)).toEqual(named(resolve("/other")));
});

it("takes a --timeout longer than any timer [validate-timeout-flag]", async () => {
  const timeout = new Duration(40n * 24n * 3600n * 1_000_000_000n);
  const found = await errorsOf("x", { flags: { format: "ncl", timeout }, env: { PATH: [nickel()] } });
  expect(found).toHaveLength(2);
});

it("asks Nushell for all it needs in one burst [one-burst]", async () => {
  const burst = (...variables: string[]) => [
    ["currentDir", "pluginConfig", ...variables.map((name) => `envVar ${name}`)],
  ];
  const variables = ["PATH", ...homeVariables, "NICKEL_IMPORT_PATH", "KCL_PKG_PATH"];
  expect((await run(validate(new Session()), { input: good })).asked).toEqual(burst(...variables));
  const strict = await run(validate(new Session()), { input: good, flags: { strict: true } });
  expect(strict.asked).toEqual(burst(...variables, "PROVISIONING_ENV"));
  const dataDir = "PROVISIONING_ORCHESTRATOR_DATA_DIR";
  const planned = await run(plan(new Session()), { input: good });
  expect(planned.asked).toEqual(burst(...variables, "PROVISIONING_ENV", dataDir));
});
