import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { nu, nuError, nuValue } from "../support/nu.ts";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

const running = (id: string, output: string) => ({ id, status: "running", output });
const ended = (id: string, output: string, error: string | null = null) => ({
  id,
  status: error === null ? "completed" : "failed",
  output,
  error,
});

/** A closure that, when a line comes, writes task files: so a script waits for nothing by the clock. */
function when(dir: string, steps: Readonly<Record<string, readonly { readonly id: string }[]>>): string {
  const arms = Object.entries(steps).map(([line, tasks]) => {
    const writes = tasks.map((task) => `'${JSON.stringify(task)}' | save -f ${dir}/tasks/${task.id}.json`);
    return `"${line}" => { ${writes.join("; ")} }`;
  });
  return `each {|line| match $line { ${arms.join(", ")}, _ => {} }; $line }`;
}

it("gives a task's output and then its error as text, for lines, find and save [logs-text]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": ended("a", "one\ntwo", "why") });
  const logs = `orch logs -d ${dir} a`;
  const saved = join(dir, "saved.log");
  expect(await nuValue(`${logs} | save ${saved}; [(${logs}) (${logs} | lines) (${logs} | lines | first)]`)).toEqual([
    "one\ntwo\nwhy\n",
    ["one", "two", "why"],
    "one",
  ]);
  expect(readFileSync(saved, "utf8")).toBe("one\ntwo\nwhy\n");
  expect(await nuValue("orch logs -d data/small nightly")).toBe("db-01: no space left on device\n");
});

it("says on stderr which tasks have nothing to show, unless --quiet, and of others' files nothing [logs-none]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "pending", output: null },
    "tasks/b.json": ended("b", "", ""),
    "tasks/torn.json": "{",
  });
  const { stdout, stderr } = await nu(`orch logs -d ${dir} a b | to json`);
  expect(JSON.parse(stdout)).toBe("");
  expect(stderr).toBe("orch logs: a (pending), b (failed) have no output and no error\n");
  expect((await nu(`orch logs -q -d ${dir} a`)).stderr).toBe("");
});

it("begins each line with its task's id, of several arguments or of the pipeline, in their order [logs-several]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": ended("a", "one\ntwo"),
    "tasks/longer.json": ended("longer", "three\n"),
  });
  const logs = `orch logs -q -d ${dir}`;
  const both = ["longer | three", "a      | one", "a      | two", ""].join("\n");
  expect(
    await nuValue(`[(${logs} longer a l) ([longer a] | ${logs}) ([[id]; [a]] | ${logs}) (${logs} longer)]`),
  ).toEqual([both, both, "a | one\na | two\n", "three\n"]);
  const wide = temporaryDirectory({ "tasks/日本.json": ended("日本", "one"), "tasks/abc.json": ended("abc", "two") });
  expect(await nuValue(`orch logs -q -d ${wide} 日本 abc`)).toBe("日本 | one\nabc  | two\n");
});

it("shortens a UUID to what finds its task, and names a directory where it must [logs-several]", async () => {
  const [one, other] = ["6df7ddce-f1b7-454a-ae54-138a91f9c978", "75fd7f5b-f9bc-46d7-a659-b51799ff6b05"];
  const near = "75fd7f5b-f9bc-46d7-a659-000000000000";
  const dir = temporaryDirectory({
    "x/tasks/1.json": ended(one, "1"),
    "x/tasks/2.json": ended(other, "2"),
    "x/tasks/3.json": ended(near, "3"),
    "y/tasks/1.json": ended(one, "4"),
  });
  expect(await nuValue(`orch logs -d ${dir}/x ${one} ${other}`)).toBe("6df7ddce | 1\n75fd7f5b | 2\n");
  expect(await nuValue(`orch logs -d ${dir}/x ${near} ${other}`)).toBe(`${near} | 3\n${other} | 2\n`);
  expect(await nuValue(`orch logs -d '${dir}/*' 6df7ddce`)).toBe("6df7ddce in x | 1\n6df7ddce in y | 4\n");
});

it("begins with the last lines of each task with --tail [logs-tail]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": ended("a", "one\ntwo", "why"),
    "tasks/b.json": ended("b", "one\ntwo\n"),
  });
  expect(await nuValue(`orch logs -d ${dir} --tail 1 a b`)).toBe("a | why\nb | two\n");
  expect(await nuError("orch logs -d data/small --tail=-1 task-001")).toContain("must be 0 or more");
});

it("lets nothing act on the terminal but colours, tabs and line ends [logs-terminal]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": ended("a\u001b[2J", "\u001b[31mred\u001b[0m\t\u001b]0;title\u0007\r\n\u001b[2Jx"),
  });
  const shown = "\u001b[31mred\u001b[0m\t\\u{1b}]0;title\\u{7}\n\\u{1b}[2Jx\n";
  expect(await nuValue(`orch logs -d ${dir} a`)).toBe(shown);
  expect(await nuValue(`[a] | orch logs -d ${dir}`)).toBe(shown.replaceAll(/^(?=.)/gm, "a\\u{1b}[2J | "));
});

it("refuses what names no task, or one whose file cannot be read, before it shows anything [logs-unknown]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": ended("a", "one"), "tasks/torn.json": "{" });
  const error = (command: string) => `(try { ${command} } catch {|error| $error.msg })`;
  const asked = [`orch logs -q -d ${dir} a nope`, `orch logs -q -f -d ${dir} a nope`, `orch logs -q -d ${dir} torn a`];
  expect(await nuValue(`[${asked.map(error).join(" ")}]`)).toEqual([
    'No task "nope" among those that can be read',
    'No task "nope" among those that can be read',
    expect.stringMatching(/^Cannot show task "torn", as 1 file cannot be read: .*torn\.json: not JSON/),
  ]);
  expect(await nuError("orch logs -d data/small")).toContain("orch::no_task");
});

it("goes on with --follow as the file grows, and ends with the task [logs-follow]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a", "one\n") });
  const grows = when(dir, {
    one: [running("a", "one\ntwo\nthree")],
    three: [ended("a", "one\ntwo\nthree\nfour", "why")],
  });
  const lines = ["one", "two", "three", "four", "why"];
  expect(await nuValue(`orch logs -d ${dir} --follow a | lines | ${grows}`)).toEqual(lines);
  // It has ended by now.
  expect(await nuValue(`orch logs -d ${dir} --follow --tail 3 a | lines`)).toEqual(lines.slice(2));
});

it("follows several tasks until all have ended, each line with its task's id [logs-follow]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a", "one\n"), "tasks/b.json": running("b", "") });
  const grows = when(dir, {
    "a | one": [running("b", "two\n")],
    "b | two": [ended("a", "one\nthree\n")],
    "a | three": [running("b", "two\nfour\n")],
    "b | four": [ended("b", "two\nfour\nfive")],
  });
  const lines = ["a | one", "b | two", "a | three", "b | four", "b | five"];
  expect(await nuValue(`orch logs -d ${dir} -f a b | lines | ${grows}`)).toEqual(lines);
});

it("shows a text anew that was rewritten, and says so on stderr [logs-rewritten]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a", "one\n") });
  const rewritten = when(dir, { one: [ended("a", "1\n2\n")] });
  const { stdout, stderr } = await nu(`orch logs -d ${dir} -f a | lines | ${rewritten} | to json -r`);
  expect(JSON.parse(stdout)).toEqual(["one", "1", "2"]);
  expect(stderr).toBe("orch logs: the output of a was rewritten, and begins again\n");
});

it("ends when the file is gone, and says so [logs-gone]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a", "one\n") });
  const removed = `each {|line| rm ${dir}/tasks/a.json; $line }`;
  const { stdout, stderr } = await nu(`orch logs -d ${dir} -f a | lines | ${removed} | to json -r`);
  expect(JSON.parse(stdout)).toEqual(["one"]);
  expect(stderr).toBe("orch logs: a (running) is gone, as its file was removed\n");
});

it("waits while a file is half-written, says so, and goes on with it [logs-unread]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a", "one\n"), "tasks/b.json": running("b", "") });
  const save = (id: string, content: string) => `'${content}' | save -f ${dir}/tasks/${id}.json`;
  const steps = [
    `"a | one" => { ${save("a", '{"id": "a", "outp')}; ${save("b", JSON.stringify(running("b", "half\n")))} }`,
    `"b | half" => { ${save("a", JSON.stringify(ended("a", "one\ntwo\n")))} }`,
    `"a | two" => { ${save("b", JSON.stringify(ended("b", "half\n")))} }`,
  ];
  const follow = `orch logs -d ${dir} -f a b | lines | each {|line| match $line { ${steps.join(", ")}, _ => {} }; $line }`;
  const { stdout, stderr } = await nu(`${follow} | to json -r`);
  expect(JSON.parse(stdout)).toEqual(["a | one", "b | half", "a | two"]);
  expect(stderr).toMatch(
    /^orch logs: 1 file cannot be read now: .*a\.json: not JSON: .* What it holds is not followed until it can be read\.\n$/,
  );
});

it("gives up after 5 seconds of nothing but a file that cannot be read, with an error that names it [logs-unread]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": ended("a", "one\n"), "tasks/torn.json": "{" });
  const error = await nuError(`orch logs -q -d ${dir} -f a torn`);
  expect(error).toMatch(/Cannot tell whether "torn" has ended, as 1 file cannot be read/);
});

it("shows a person at a prompt what comes at once, unfinished lines too, and ends at Ctrl-C [logs-prompt]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": running("a", "waiting for web-01") });
  const terminal = await openTerminal();
  await terminal.typeAtPrompt(`orch logs -d ${dir} -f a\r`);
  await terminal.shows("waiting for web-01\r\n");
  writeFiles(dir, { "tasks/a.json": running("a", "waiting for web-01\nand web-02") });
  await terminal.shows("waiting for web-01\r\nand web-02\r\n");
  await terminal.interrupt();
  await terminal.typeAtPrompt("'still ' + 'here'\r");
  await terminal.shows("still here");
});
