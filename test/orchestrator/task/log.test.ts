import { rmSync } from "node:fs";
import { expect, it } from "vitest";
import { Logs } from "../../../src/orchestrator/task/log.ts";
import { printableLines } from "../../../src/orchestrator/text/printable.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";
import { pathOf } from "../../../src/orchestrator/task/task.ts";
import { task } from "./a-task.ts";

/** Logs, and what the reading of a task's file with these fields brings to them. */
function logs(tail?: number, prefix = "") {
  const dir = temporaryDirectory();
  const all = new Logs({ tail, prefixOf: ({ id }) => prefix.replace("ID", id) });
  const of = (id: string) => task({ id, directory: dir });
  const read = async (id: string, fields: object) => {
    writeFiles(dir, { [`${id}.json`]: { id, ...fields } });
    return all.read(of(id));
  };
  return {
    all,
    of,
    read,
    text: async (id: string, fields: object) =>
      ((news) => ("text" in news ? news.text : undefined))(await read(id, fields)),
  };
}

it("gives the output, and then the error, in whole lines [logs-text]", async () => {
  const { all, of, text } = logs();
  expect(await text("a", { output: "one\ntwo", error: "why" })).toBe("one\ntwo\nwhy\n");
  expect(await text("b", { output: "one\n\n", error: { code: "E1", message: "why\n" } })).toBe("one\n\nE1: why\n");
  expect(await text("c", { output: "", error: null })).toBe("");
  expect(["a", "b", "c", "d"].map((id) => all.isSilent(of(id)))).toEqual([false, false, true, true]);
});

it("gives what is no text as JSON, and numbers as they are written [logs-text]", async () => {
  const { text } = logs();
  expect(await text("a", { output: { servers: [1, "x"] }, error: ["why", null] })).toBe(
    '{"servers":[1,"x"]}\n["why",null]\n',
  );
});

it("ends lines as Unix does, and gives a line that was drawn over one of its own [logs-text]", async () => {
  const { text } = logs();
  expect(await text("a", { output: "one\r\n10%\r20%\r" })).toBe("one\n10%\n20%\n");
  expect(await text("a", { output: "one\r\n10%\r20%\r\n" })).toBe("");
});

it("gives only what is new, and what comes of an unfinished line as a line of its own [logs-follow]", async () => {
  const { text } = logs();
  expect(await text("a", { output: "on" })).toBe("on\n");
  expect(await text("a", { output: "one\ntwo" })).toBe("e\ntwo\n");
  expect(await text("a", { output: "one\ntwo" })).toBe("");
  expect(await text("a", { output: "one\ntwo\n" })).toBe("");
  expect(await text("a", { output: "one\ntwo\n\n", error: "why" })).toBe("\nwhy\n");
  expect(await text("a", { output: "one\ntwo\n\nthree", error: "why" })).toBe("three\n");
  expect(await text("a", { output: "one\ntwo\n\nthree\nfour", error: "why\nso" })).toBe("four\nso\n");
});

it("gives a text anew that was rewritten, and says which [logs-rewritten]", async () => {
  const { read } = logs();
  await read("a", { output: "one\ntwo\n", error: "why" });
  const other = await read("a", { output: "one\nthree\n", error: "why" });
  expect(other).toEqual({ text: "one\nthree\n", rewritten: ["output"] });
  expect(await read("a", { output: null, error: null })).toEqual({ text: "", rewritten: ["output", "error"] });
  expect(await read("a", { output: "one\n" })).toEqual({ text: "one\n", rewritten: [] });
});

it("begins each line with its task's prefix [logs-several]", async () => {
  const { text } = logs(undefined, "ID | ");
  expect(await text("a", { output: "one\n\ntwo" })).toBe("a | one\na | \na | two\n");
  expect(await text("b", { output: "one" })).toBe("b | one\n");
});

it("begins with the last lines, of the output and the error together [logs-tail]", async () => {
  const fields = { output: "one\ntwo\nthree\n", error: "why\nso" };
  const last = async (most: number) => logs(most).text("a", fields);
  expect(await Promise.all([0, 1, 2, 3, 9].map(last))).toEqual([
    "",
    "so\n",
    "why\nso\n",
    "three\nwhy\nso\n",
    "one\ntwo\nthree\nwhy\nso\n",
  ]);
  const { text } = logs(0);
  expect(await text("a", { output: "one\n" })).toBe("");
  expect(await text("a", { output: "one\ntwo\nthree" })).toBe("two\nthree\n");
});

it("says of a file that cannot be read that there is nothing to know [logs-unread]", async () => {
  const { all, of, read } = logs();
  await read("a", { output: "one\n" });
  rmSync(pathOf(of("a")));
  expect(await all.read(of("a"))).toEqual({ problems: [] });
  expect(await read("a", { output: "one\ntwo\n" })).toEqual({ text: "two\n", rewritten: [] });
});

it.each([
  ["colours", "\u001b[1;31mred\u001b[0m and \u001b[38;2;1;2;3mmore\u001b[m"],
  ["tabs, spaces of any kind and letters", "a\tb\u00a0\u3000日本 ├── ⚠\ufe0f می\u200cخواهم"],
])("leaves %s in lines [logs-terminal]", (_, text) => {
  expect(printableLines(text)).toBe(text);
});

it.each([
  [
    "what moves, clears or names",
    "\u001b[2J\u001b]0;t\u0007\u001bc\b\u009b2J",
    "\\u{1b}[2J\\u{1b}]0;t\\u{7}\\u{1b}c\\u{8}\\u{9b}2J",
  ],
  ["links", "\u001b]8;;http://x\u001b\\y", "\\u{1b}]8;;http://x\\u{1b}\\y"],
  ["marks that reorder", "a\u202eb\u2066", "a\\u{202e}b\\u{2066}"],
  ["half a colour", "\u001b[31", "\\u{1b}[31"],
])("shows %s in lines [logs-terminal]", (_, text, shown) => {
  expect(printableLines(text)).toBe(shown);
});

it("ends a colour with its line [logs-terminal]", () => {
  expect(printableLines("\u001b[31mred\nplain\n\u001b[0m\u001b[8mhidden\t")).toBe(
    "\u001b[31mred\u001b[0m\nplain\n\u001b[0m\u001b[8mhidden\t\u001b[0m",
  );
});
