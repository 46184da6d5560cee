import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EvaluatedLanguage, Outcome } from "../../../src/orchestrator/workflow/evaluators/evaluation.ts";
import { Engines } from "../../../src/orchestrator/workflow/evaluators/evaluators.ts";
import { EvaluationCache } from "../../../src/orchestrator/workflow/evaluation-cache.ts";
import { enginesPath } from "../../support/engine-paths.ts";
import { describeEngine, kclCommandFolder } from "../../support/engines.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";
import { engines, never, toolFolder } from "./scratch.ts";

/** What was answered is looked at again, and kept, after the answer. */
const kept = () => new Promise((resolve) => setImmediate(resolve));

/** A cache whose evaluator counts its runs, and yields how many there were. */
function counting(cache = new EvaluationCache()) {
  let runs = 0;
  const work = (): Promise<Outcome> => {
    runs += 1;
    return Promise.resolve({
      document: { diagnostics: [], content: { value: runs, places: () => Promise.resolve(() => undefined) } },
      bytes: 100,
    });
  };
  const ask = async (path: string, details: readonly string[] = []): Promise<unknown> => {
    const language: EvaluatedLanguage = path.endsWith(".k") ? "KCL" : "Nickel";
    const outcome = await cache.through(path, language, details, work);
    await kept();
    return outcome?.document.content?.value;
  };
  return { ask, cache, work };
}

/** Whether a second question is answered from the cache. */
async function isKept(files: Readonly<Record<string, string>>, main: string): Promise<boolean> {
  const dir = temporaryDirectory(files);
  const { ask } = counting();
  return (await ask(join(dir, main))) === (await ask(join(dir, main)));
}

type Change = (dir: string) => void;

/**
 * Which changes did not lead to exactly one more evaluation, counted from 1; what is there at first is the change 0.
 */
async function unseen(
  files: Readonly<Record<string, string>>,
  main: string,
  changes: readonly Change[],
): Promise<number[]> {
  const dir = temporaryDirectory(files);
  const { ask } = counting();
  const path = join(dir, main);
  const wrong: number[] = [];
  for (const [index, change] of [() => {}, ...changes].entries()) {
    change(dir);
    const runs = [await ask(path), await ask(path)];
    if (runs.some((count) => count !== index + 1)) wrong.push(index);
  }
  return wrong;
}

const write =
  (name: string, text: string): Change =>
  (dir) =>
    writeFiles(dir, { [name]: text });

/** The same size, and the same times as before: only the content tells. */
function overwrite(path: string, text: string): void {
  const { atime, mtime, size } = statSync(path);
  expect(Buffer.byteLength(text)).toBe(size);
  writeFileSync(path, text);
  utimesSync(path, atime, mtime);
}

describe("the cache of evaluations", () => {
  it("knows a Nickel file by its content and that of all it imports [cache-content]", async () => {
    const files = {
      "wf.ncl": 'let a = import "lib/a.ncl" in import  "b.json"',
      "lib/a.ncl": 'import\n "../c.ncl"',
      "b.json": "{}",
      "c.ncl": "1",
    };
    const changes: Change[] = [
      write("wf.ncl", `${files["wf.ncl"]} `),
      write("lib/a.ncl", `${files["lib/a.ncl"]} `),
      write("c.ncl", "2"),
      write("b.json", "[]"),
      (dir) => overwrite(join(dir, "c.ncl"), "3"),
      (dir) => {
        write("other.ncl", "4")(dir);
        renameSync(join(dir, "other.ncl"), join(dir, "c.ncl"));
      },
    ];
    expect(await unseen(files, "wf.ncl", changes)).toStrictEqual([]);
  });

  it("knows a KCL file by its content and that of all it imports, and of folders all files [cache-content]", async () => {
    const files = {
      "kcl.mod": '[package]\nname = "x"\n\n[dependencies]\n',
      "flows/wf.k": "import lib\nimport .beside\nimport math\na = lib.a\n",
      "flows/beside.k": "import base.one\nimport ..above\nb = one.c\n",
      "above.k": "a = 1\n",
      "lib/a.k": "a = 1\n",
      "base/one.k": "c = 1\n",
    };
    const changes: Change[] = [
      write("flows/wf.k", `${files["flows/wf.k"]}\n`),
      write("flows/beside.k", `${files["flows/beside.k"]}\n`),
      write("base/one.k", "c = 2\n"),
      (dir) => writeFiles(dir, { "lib/b.k": "import base.two\nd = two.e\n", "base/two.k": "e = 1\n" }),
      write("base/two.k", "e = 2\n"),
      write("base/one/more.k", "f = 1\n"),
      write("flows/lib.k", "a = 2\n"),
      (dir) => rmSync(join(dir, "lib/b.k")),
      (dir) => overwrite(join(dir, "lib/a.k"), "a = 7\n"),
      write("kcl.mod", '[package]\nname = "y"\n'),
      write("kcl.mod.lock", "\n"),
      write("kcl.yaml", "kcl_options: []\n"),
      write("flows/kcl.yaml", "kcl_options: []\n"),
      write("above.k", "a = 2\n"),
    ];
    expect(await unseen(files, "flows/wf.k", changes)).toStrictEqual([]);
  });

  it.each<[string, string, Record<string, string>]>([
    ["an import that is not beside it", "wf.ncl", { "wf.ncl": 'import "none.ncl"' }],
    ["a package", "wf.ncl", { "wf.ncl": "import pkg" }],
    ["an import after a comment", "wf.ncl", { "wf.ncl": 'import # "a.ncl"\n "b.ncl"', "a.ncl": "1", "b.ncl": "1" }],
    ["an import within a string", "wf.ncl", { "wf.ncl": 'm%"\n# %{import m%"x"%}\n"%' }],
    ["an import after a text with a line like a comment", "wf.ncl", { "wf.ncl": '"\n# " ++ import "a"' }],
    ["a comment between", "wf.ncl", { "wf.ncl": 'import\n# "a.ncl"\n"b.ncl"', "a.ncl": "1", "b.ncl": "1" }],
    ["a name that no file can have", "wf.ncl", { "wf.ncl": `import "${"a".repeat(300)}.ncl"` }],
    ["a path with an escape", "wf.ncl", { "wf.ncl": String.raw`import "\u{61}.ncl"`, "a.ncl": "1" }],
    ["a module that is nowhere", "wf.k", { "wf.k": "import none" }],
    ["a file read at evaluation", "wf.k", { "wf.k": 'import file\na = file.read("x")' }],
    ["the time", "wf.k", { "wf.k": "import datetime" }],
    ["a random number", "wf.k", { "wf.k": "import crypto as c" }],
    ["one of these in what it imports", "wf.k", { "wf.k": "import .a", "a.k": "import file" }],
    ["an import that goes on in the next line", "wf.k", { "wf.k": "import \\\n file" }],
    ["two imports in a line", "wf.k", { "wf.k": "import a import b", "a.k": "", "b.k": "" }],
    ["two imports with an alias", "wf.k", { "wf.k": "import a as c import b", "a.k": "", "b.k": "" }],
    ["an import after a text with a line like a comment", "wf.k", { "wf.k": "a = '''\n# ''' import b", "b.k": "" }],
    ["other packages", "wf.k", { "wf.k": "a = 1", "kcl.mod": '[dependencies]\nb = { path = "../b" }' }],
    ["an inline table of other packages", "wf.k", { "wf.k": "a = 1", "kcl.mod": 'dependencies = {b = "1"}' }],
  ])("keeps nothing that depends on what cannot be known: %s [cache-unknowable]", async (_, main, files) => {
    expect(await isKept(files, main)).toBe(false);
  });

  it("keeps what only looks like that [cache-unknowable]", async () => {
    expect(
      await isKept({ "wf.ncl": '# what we import: "x"\n{ important = import "./a.ncl" }', "a.ncl": "1" }, "wf.ncl"),
    ).toBe(true);
    expect(
      await isKept({ "wf.k": "# import file\nimport math\nimport .a\nimported = a.b\n", "a.k": "b = 1" }, "wf.k"),
    ).toBe(true);
    expect(await isKept({ "wf.k": "import math as m # import file\r\nimport .a  \r\n", "a.k": "b = 1" }, "wf.k")).toBe(
      true,
    );
  });

  it.each([
    ["wf.ncl", "nickel"],
    ["wf.k", "kcl"],
  ] as const)("keeps no failure that may be the tool's own: %s [cache-unknowable]", async (name, tool) => {
    const dir = temporaryDirectory({ [name]: "" });
    const mended = join(dir, "mended");
    const script = `if (require("node:fs").existsSync(${JSON.stringify(mended)})) console.log("{}"); else { console.error("no"); process.exitCode = 1; }`;
    const PATH = toolFolder(tool, script);
    expect(await value(join(dir, name), PATH)).toStrictEqual(["no"]);
    writeFiles(dir, { mended: "" });
    expect(await value(join(dir, name), PATH)).toStrictEqual({});
  });

  it("keeps nothing that has more than a thousand sources [cache-unknowable]", async () => {
    const modules = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`lib/m${index}.k`, ""]));
    expect(await isKept({ "wf.k": "import lib", ...modules(999) }, "wf.k")).toBe(true);
    expect(await isKept({ "wf.k": "import lib", ...modules(1000) }, "wf.k")).toBe(false);
  });

  it("keeps nothing of a file behind a link, as engines differ in what is beside it [cache-unknowable]", async () => {
    const dir = temporaryDirectory({ "real/wf.ncl": "1" });
    symlinkSync(join(dir, "real/wf.ncl"), join(dir, "wf.ncl"));
    const { ask } = counting();
    expect([await ask(join(dir, "wf.ncl")), await ask(join(dir, "wf.ncl"))]).toStrictEqual([1, 2]);
  });

  it("tells tools, environments and paths apart [cache-key]", async () => {
    const dir = temporaryDirectory({ "a.ncl": "1", "b.ncl": "1", "a.k": "1" });
    const { ask } = counting();
    const asked = [
      await ask(join(dir, "a.ncl"), ["nickel"]),
      await ask(join(dir, "b.ncl"), ["nickel"]),
      await ask(join(dir, "a.ncl"), ["nickel", "x"]),
      await ask(join(dir, "a.ncl"), ["nickelx"]),
      await ask(join(dir, "a.k"), ["nickel"]),
      await ask(join(dir, "a.ncl"), ["nickel"]),
    ];
    expect(asked).toStrictEqual([1, 2, 3, 4, 5, 1]);
  });

  it("asks a tool that was replaced, and for another environment or limit, and when it was emptied [cache-key]", async () => {
    const path = join(temporaryDirectory({ "wf.ncl": "" }), "wf.ncl");
    const answering = (text: string) =>
      `console.log(JSON.stringify(["${text}", process.env.NICKEL_IMPORT_PATH, process.pid]))`;
    const PATH = toolFolder("nickel", answering("old"));
    const own = new Engines();
    const ask = async (NICKEL_IMPORT_PATH: string, maxBytes = 100) => {
      const options = { env: { PATH, NICKEL_IMPORT_PATH }, signal: never, maxBytes };
      const { content } = await own.evaluate(path, "Nickel", options);
      await kept();
      return content?.value;
    };
    const first = await ask("a");
    expect(first).toMatchObject(["old", "a", expect.any(Number)]);
    expect(await ask("b")).toMatchObject(["old", "b", expect.any(Number)]);
    expect(await ask("a")).toBe(first);
    await expect(ask("a", 2)).rejects.toMatchObject({ code: "orch::evaluator_output_too_large" });
    own.close();
    expect(await ask("a")).not.toStrictEqual(first);
    writeFileSync(join(PATH, "nickel"), `#!${process.execPath}\n${answering("renewed")}\n`);
    expect(await ask("a")).toMatchObject(["renewed", "a", expect.any(Number)]);
  });

  it("keeps nothing that changed while it was evaluated, though it changed back, times and all [cache-race]", async () => {
    const dir = temporaryDirectory({ "wf.ncl": "1" });
    const path = join(dir, "wf.ncl");
    utimesSync(path, 1, 1);
    const { cache, work, ask } = counting();
    await cache.through(path, "Nickel", [], async () => {
      const outcome = await work();
      overwrite(path, "2");
      overwrite(path, "1");
      return outcome;
    });
    await kept();
    expect(cache.size).toBe(0);
    expect(await ask(path)).toBe(2);
  });

  it("keeps nothing for which the engine read more than was expected [cache-race]", async () => {
    const dir = temporaryDirectory({ "wf.k": "a = 1\n" });
    const path = join(dir, "wf.k");
    const { cache, work } = counting();
    await cache.through(path, "KCL", [], async () => ({ ...(await work()), files: [path, "/elsewhere.k"] }));
    await kept();
    expect(cache.size).toBe(0);
    await cache.through(path, "KCL", [], async () => ({ ...(await work()), files: [path] }));
    await kept();
    expect(cache.size).toBe(1);
  });

  it("has bounds in number and bytes, and the least used goes first [cache-bounds]", async () => {
    const dir = temporaryDirectory({ "a.ncl": "1", "b.ncl": "1", "c.ncl": "1" });
    const [a, b, c] = [join(dir, "a.ncl"), join(dir, "b.ncl"), join(dir, "c.ncl")] as const;
    for (const bounds of [
      { entries: 2, bytes: 1000 },
      { entries: 100, bytes: 250 },
    ]) {
      const { ask, cache } = counting(new EvaluationCache(bounds));
      expect([await ask(a), await ask(b), await ask(a), await ask(c)]).toStrictEqual([1, 2, 1, 3]);
      expect([await ask(a), await ask(c), await ask(b)]).toStrictEqual([1, 3, 4]);
      expect(cache.size).toBe(2);
    }
    const { ask, cache } = counting(new EvaluationCache({ entries: 2, bytes: 50 }));
    await ask(a);
    expect(cache.size).toBe(0);
  });
});

const value = async (path: string, PATH: string, cache = true): Promise<unknown> => {
  const language: EvaluatedLanguage = path.endsWith(".k") ? "KCL" : "Nickel";
  const { content, diagnostics } = await engines.evaluate(path, language, { env: { PATH }, signal: never, cache });
  await kept();
  return content?.value ?? diagnostics.map(({ message }) => message);
};

/** After which changes an answer is not that of an engine that is asked afresh. */
async function stale(path: string, PATH: string, changes: readonly (() => void)[]): Promise<number[]> {
  const wrong: number[] = [];
  for (const [index, change] of [() => {}, ...changes].entries()) {
    change();
    const fresh = JSON.stringify(await value(path, PATH, false));
    for (let again = 0; again < 2; again++) {
      if (JSON.stringify(await value(path, PATH)) !== fresh) wrong.push(index);
    }
  }
  return wrong;
}

describeEngine("nickel", "with the real nickel", () => {
  it("never gives a stale answer [cache-current]", async () => {
    const dir = temporaryDirectory({ "wf.ncl": '{ a = import "a.ncl" }', "a.ncl": 'import "b.ncl"', "b.ncl": "1" });
    const changes = [
      () => overwrite(join(dir, "b.ncl"), "2"),
      () => writeFiles(dir, { "a.ncl": '{ c = import "b.ncl" + 1 }' }),
      () => rmSync(join(dir, "b.ncl")),
      () => writeFiles(dir, { "b.ncl": '"' }),
      () => writeFiles(dir, { "b.ncl": '"x"' }),
      () => writeFiles(dir, { "wf.ncl": '[import "a.ncl" ' }),
    ];
    expect(await stale(join(dir, "wf.ncl"), enginesPath, changes)).toStrictEqual([]);
  });

  it("never gives a stale answer where an import follows what looks like a comment [cache-current]", async () => {
    const dir = temporaryDirectory({ "wf.ncl": '"\n# x" ++ (import "a.ncl")', "a.ncl": '"1"' });
    const changes = [() => overwrite(join(dir, "a.ncl"), '"2"')];
    expect(await stale(join(dir, "wf.ncl"), enginesPath, changes)).toStrictEqual([]);
  });
});

describeEngine("kcl_lib", "with the real engine of KCL", () => {
  it.each([
    ["kcl_lib", () => enginesPath],
    ["kcl", () => kclCommandFolder()],
  ])("never gives a stale answer, through %s [cache-current]", async (_, pathOf) => {
    const dir = temporaryDirectory({
      "wf.k": "import lib\na = lib.a\n",
      "lib/a.k": "import base\na = base.a\n",
      "base.k": "a = 1\n",
    });
    const changes = [
      () => overwrite(join(dir, "base.k"), "a = 2\n"),
      () => writeFiles(dir, { "lib/b.k": "b = 1/0\n" }),
      () => writeFiles(dir, { "lib/b.k": "b = 1\n" }),
      () => writeFiles(dir, { "lib/b.k": "a = 1\n" }),
      () => rmSync(join(dir, "lib/b.k")),
      () => writeFiles(dir, { "lib.k": "a = 9\n" }),
      () => rmSync(join(dir, "lib"), { recursive: true }),
      () => writeFiles(dir, { "lib.k": "import .base\na = base.a\n" }),
      () => mkdirSync(join(dir, "base")),
      () => writeFiles(dir, { "base/x.k": "a = 5\n" }),
      () => writeFiles(dir, { "kcl.mod": '[package]\nname = "wf"\n' }),
      () => writeFiles(dir, { "kcl.mod": '[package]\nname = "lib"\n' }),
    ];
    expect(await stale(join(dir, "wf.k"), pathOf(), changes)).toStrictEqual([]);
    const lines = ['t = """\n# """ import base', "import lib import base", "import lib as l import base"];
    for (const line of lines) {
      const other = temporaryDirectory({ "wf.k": `${line}\na = base.a\n`, "base.k": "a = 1\n", "lib.k": "" });
      const change = () => overwrite(join(other, "base.k"), "a = 2\n");
      expect(await stale(join(other, "wf.k"), pathOf(), [change])).toStrictEqual([]);
    }
  });
});
