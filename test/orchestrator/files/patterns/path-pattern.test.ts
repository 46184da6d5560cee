import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve, sep, toNamespacedPath } from "node:path";
import { expect, it } from "vitest";
import { resolvePaths, slashed, type PathContext } from "../../../../src/orchestrator/files/patterns/path-pattern.ts";
import { isWindows } from "../../../../src/orchestrator/system/system.ts";
import { runAsNobody } from "../../../support/run-as-nobody.ts";
import { temporaryDirectory, writeFiles } from "../../../support/temporary-directory.ts";

const none = new Set<string>();

function workspace() {
  const cwd = temporaryDirectory({
    "envs/prod/data/status.json": "",
    "envs/dev/data/status.json": "",
    "envs/notes.txt": "",
    "-dash/data/x": "",
    "100% [a]/data/x": "",
    "!bang/data/x": "",
    "ws/.orchestrator/data/x": "",
    "w/a.json": "",
    "w/b [1].json": "",
    "w/deep/c.json": "",
    "w/dir.json/x": "",
  });
  const directories = (inputs: string[], more: Partial<PathContext> = {}) =>
    resolvePaths(inputs, { cwd, home: join(cwd, "envs"), kind: "directory", about: "data", ...more });
  const files = (...inputs: string[]) =>
    resolvePaths(inputs, { cwd, home: undefined, kind: "file", about: "workflow" });
  return { cwd, directories, files, at: (...names: string[]) => names.map((name) => join(cwd, name)) };
}

it("resolves paths against the working directory and the home directory [path-resolved]", async () => {
  const { cwd, directories, at } = workspace();
  expect(await directories(["envs/prod/data"])).toEqual({ paths: at("envs/prod/data"), many: false, matched: none });
  expect(await directories(["./nowhere/../yet"])).toEqual({ paths: at("yet"), many: false, matched: none });
  expect(await directories(["/absolute"])).toEqual({ paths: [resolve(cwd, "/absolute")], many: false, matched: none });
  expect((await directories(["~"])).paths).toEqual(at("envs"));
  expect((await directories(["~/prod"])).paths).toEqual(at("envs/prod"));
  expect((await directories(["~//prod"])).paths).toEqual(at("envs/prod"));
  expect((await directories(["~//pr*"])).paths).toEqual(at("envs/prod"));
  expect((await directories(["~x"])).paths).toEqual(at("~x"));
  expect((await directories(["envs/~/x"])).paths).toEqual(at("envs/~/x"));
});

it("refuses an empty path, and ~ where there is no home [path-resolved]", async () => {
  const { directories } = workspace();
  await expect(directories([""])).rejects.toMatchObject({ code: "orch::empty_path", message: "The path is empty" });
  await expect(directories(["~/a"], { home: undefined })).rejects.toMatchObject({ code: "orch::no_home" });
});

it("matches patterns, sorted and absolute, of the kind asked for [pattern-matched]", async () => {
  const { cwd, directories, files, at } = workspace();
  const envs = at("envs/dev/data", "envs/prod/data");
  for (const pattern of [
    "envs/*/data",
    "envs/*/data/",
    "./envs/*/data",
    "~/*/data",
    `${cwd}/envs/*/data`,
    "w/../envs/*/data",
  ]) {
    expect([pattern, await directories([pattern])]).toEqual([
      pattern,
      { paths: envs, many: true, matched: new Set(envs) },
    ]);
  }
  expect((await directories(["envs/*"])).paths).toEqual(at("envs/dev", "envs/prod"));
  expect((await directories(["envs/{prod,dev}/data"])).paths).toEqual(envs);
  expect((await files("w/**/*.json")).paths).toEqual(at("w/a.json", "w/b [1].json", "w/deep/c.json"));
});

it("parts the names of a pattern as the system parts those of a path [windows-patterns]", async () => {
  const { cwd, directories, files, at } = workspace();
  const envs = at("envs/dev/data", "envs/prod/data");
  const typed = (pattern: string) => pattern.replaceAll("/", sep);
  for (const pattern of [
    "envs/*/data",
    "./envs/[dp]*/data/",
    "~/*/data",
    "{envs/dev,envs/prod}/data",
    "envs/**/data",
    `${cwd}/envs/*/data`,
    `{${cwd},${cwd}/w}/envs/*/data`,
    // Without its drive.
    `${cwd.slice(cwd.indexOf(sep))}/envs/*/data`,
    // With the prefix that takes a path as it stands, which has a wildcard in it.
    `${toNamespacedPath(cwd)}/envs/*/data`,
  ]) {
    expect([pattern, (await directories([typed(pattern)])).paths]).toEqual([pattern, envs]);
  }
  expect((await files(typed("w/*.json"), "w/**/*.json")).paths).toEqual(
    at("w/a.json", "w/b [1].json", "w/deep/c.json"),
  );
  expect((await directories([toNamespacedPath(join(cwd, "yet"))])).paths).toEqual(at("yet"));
  await expect(directories([typed(`${toNamespacedPath(cwd)}/none/*`)])).rejects.toMatchObject({
    code: "orch::no_match",
  });
});

it.runIf(isWindows)("starts a pattern behind a drive alone where that drive stands [windows-patterns]", async () => {
  const { cwd, directories, at } = workspace();
  expect((await directories([`${cwd.slice(0, 2)}e*`, `${cwd.slice(0, 2)}envs\\p*`])).paths).toEqual(
    at("envs", "envs/prod"),
  );
});

it.each([
  [String.raw`data\*`, "data/*"],
  [String.raw`C:\data\s*`, "C:/data/s*"],
  [String.raw`\\server\share\*\data`, "//server/share/*/data"],
  [String.raw`\\?\C:\data\*`, "C:/data/*"],
  [String.raw`\\?\UNC\server\share\*`, "//server/share/*"],
  ["//?/c:/data/*", "c:/data/*"],
  [String.raw`\\?\Volume{1b3b1146}\data`, "//?/Volume{1b3b1146}/data"],
  [String.raw`C:data\?`, "C:data/?"],
  [String.raw`~\x`, "~/x"],
])("takes %s for %s on Windows, and leaves its backslashes alone elsewhere [windows-patterns]", (typed, same) => {
  expect(slashed(typed, "\\")).toBe(same);
  expect(slashed(typed, "/")).toBe(typed);
});

it("says many for any pattern and any list, whatever they match [pattern-many]", async () => {
  const { directories, at } = workspace();
  const prod = at("envs/prod/data");
  expect(await directories(["envs/pro?/data"])).toEqual({ paths: prod, many: true, matched: new Set(prod) });
  expect(await directories(["envs/prod/data"], { list: true })).toEqual({ paths: prod, many: true, matched: none });
  expect(await directories(["b", "envs/*/data", "a", "b"])).toEqual({
    paths: at("b", "envs/dev/data", "envs/prod/data", "a"),
    many: true,
    matched: new Set(at("envs/dev/data", "envs/prod/data")),
  });
});

it("tells what only a pattern matched from what was named, in whichever order [pattern-named]", async () => {
  const { files, at } = workspace();
  for (const inputs of [
    ["w/a.json", "w/*.json"],
    ["w/*.json", "w/a.json"],
  ]) {
    expect(await files(...inputs)).toMatchObject({ matched: new Set(at("w/b [1].json")) });
  }
});

it("takes a path that exists literally, whatever characters it has [path-literal]", async () => {
  const { directories, files, at } = workspace();
  for (const name of ["-dash/data", "100% [a]/data", "!bang/data"]) {
    expect(await directories([name])).toEqual({ paths: at(name), many: false, matched: none });
  }
  expect(await files("w/b [1].json")).toEqual({ paths: at("w/b [1].json"), many: false, matched: none });
});

it("matches names that begin with a dash or an exclamation mark, and dot directories that are written out [pattern-names]", async () => {
  const { directories, at } = workspace();
  expect((await directories(["-d*/data"])).paths).toEqual(at("-dash/data"));
  expect((await directories(["!b*/data"])).paths).toEqual(at("!bang/data"));
  expect((await directories(["?dash/data"])).paths).toEqual(at("-dash/data"));
  expect((await directories(["w?/.orchest??tor/[!x]ata"])).paths).toEqual(at("ws/.orchestrator/data"));
  expect((await directories(["100%*/data"])).paths).toEqual(at("100% [a]/data"));
  expect((await directories(["*/.orchestrator/data"])).paths).toEqual(at("ws/.orchestrator/data"));
  expect((await directories(["**/.orchestrator/data"])).paths).toEqual(at("ws/.orchestrator/data"));
  await expect(directories(["ws/?orchestrator/data"])).rejects.toMatchObject({ code: "orch::no_match" });
  await expect(directories(["ws/*/data"])).rejects.toMatchObject({ code: "orch::no_match" });
});

it("follows symbolic links, and does not run round in circles of them [pattern-links]", async () => {
  const { cwd, directories, files, at } = workspace();
  symlinkSync("prod", join(cwd, "envs/current"));
  symlinkSync("../w/a.json", join(cwd, "envs/linked.json"));
  expect((await directories(["envs/c*/data"])).paths).toEqual(at("envs/current/data"));
  expect((await files("envs/*.json")).paths).toEqual(at("envs/linked.json"));
  mkdirSync(join(cwd, "round"));
  for (const name of ["a", "b", "c"]) symlinkSync("..", join(cwd, "round", name));
  symlinkSync("self.json", join(cwd, "round/self.json"));
  expect((await files("**/linked.json")).paths).toEqual(at("envs/linked.json"));
  await expect(files("round/*.json")).rejects.toMatchObject({ code: "orch::no_match" });
});

it("finds names of several lines, also in such directories [pattern-lines]", async () => {
  const names = ["a\nb/c\rd.json", "a\nb/plain.json", "\n.json", "\u2028/\u2029/x.json", "x\\n.json"];
  const cwd = temporaryDirectory(Object.fromEntries(names.map((name) => [name, ""])));
  mkdirSync(join(cwd, "l\nk"));
  symlinkSync("../x\\n.json", join(cwd, "l\nk/linked.json"));
  const files = async (pattern: string) =>
    (await resolvePaths([pattern], { cwd, home: undefined, kind: "file", about: "workflow" })).paths;
  const all = [...names, "l\nk/linked.json"].map((name) => join(cwd, name)).sort();
  expect(await files("**")).toEqual(all);
  expect(await files("**/*.json")).toEqual(all);
  expect(await files("*.json")).toEqual([join(cwd, "\n.json"), join(cwd, "x\\n.json")]);
  expect(await files("*/*.json")).toEqual(all.filter((path) => /k.linked|a\nb/.test(path)));
  expect(await files("a\nb/*")).toEqual(all.filter((path) => path.includes("a\nb")));
});

it("walks by a broad outline where a pattern's braces make many [pattern-turns]", async () => {
  const { files, at } = workspace();
  expect((await files("*/{a,x{1..500}}.json")).paths).toEqual(at("w/a.json"));
});

it("ends at Ctrl-C while many alternatives are compared with many names [pattern-turns]", async () => {
  const cwd = temporaryDirectory(
    Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`names/${"n".repeat(200)}${i}`, ""])),
  );
  const controller = new AbortController();
  const found = resolvePaths(["*/*{1..700}Z*"], {
    cwd,
    home: undefined,
    kind: "file",
    about: "workflow",
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(), 100);
  await expect(found).rejects.toMatchObject({ name: "AbortError" });
});

it("names a pattern that matches nothing, and an empty list [pattern-no-match]", async () => {
  const { cwd, directories, files } = workspace();
  await expect(directories(["envs/*/none"])).rejects.toMatchObject({
    code: "orch::no_match",
    message: `No directory matches "envs/*/none" in ${cwd}`,
    help: expect.stringContaining("a dot"),
  });
  await expect(files("/nowhere/*.ncl")).rejects.toThrow('No file matches "/nowhere/*.ncl"');
  await expect(directories(["~/x*"])).rejects.toThrow('No directory matches "~/x*" in ~');
  await expect(directories(["envs/prod", "a\u{1b}*"])).rejects.toThrow('No directory matches "a\\u{1b}*"');
  await expect(directories([], { list: true })).rejects.toMatchObject({
    code: "orch::no_match",
    message: "The list names no directory",
  });
});

it("walks where a pattern's outline leads, and nowhere else [pattern-walk]", async () => {
  const { cwd, directories, files, at } = workspace();
  writeFiles(cwd, { "é/[1]/y": "", "é/{a}/y": "", "é/a?b/y": "", "a/b/c": "", "w/.x/y": "", "w/**": "" });
  expect((await files("é/*/y")).paths).toEqual(at("é/[1]/y", "é/a?b/y", "é/{a}/y"));
  expect((await files("*/\\[1\\]/y")).paths).toEqual(at("é/[1]/y"));
  expect((await files("é/{a\\?b,\\{a\\}}/*")).paths).toEqual(at("é/a?b/y", "é/{a}/y"));
  expect((await files("{a/b,w/deep}/*")).paths).toEqual(at("a/b/c", "w/deep/c.json"));
  expect((await files("{w/a.json,w/*.json,w//./a.json}")).paths).toEqual(at("w/a.json", "w/b [1].json"));
  expect(await files("w/[.]x/y").catch(({ code }) => code)).toBe("orch::no_match");
  expect((await files("w/.*/y")).paths).toEqual(at("w/.x/y"));
  expect((await files("w/\\*\\*")).paths).toEqual(at("w/**"));
  expect((await files("w/*/**")).paths).toEqual(at("w/deep/c.json", "w/dir.json/x"));
  expect((await directories(["envs/*/**"])).paths).toEqual(
    at("envs/dev", "envs/dev/data", "envs/prod", "envs/prod/data"),
  );
});

it("answers for any pattern over the longest names and the deepest paths [pattern-linear]", async () => {
  const long = "a".repeat(255);
  const deep = "a/".repeat(500);
  const { cwd, files } = workspace();
  mkdirSync(join(cwd, "n"));
  writeFiles(cwd, { [`n/${long}`]: "", [`n/${"ab".repeat(127)}`]: "" });
  mkdirSync(join(cwd, "deep", deep), { recursive: true });
  for (const pattern of [
    `n/${"*a".repeat(30)}*b?`,
    `n/${"*?".repeat(100)}*b?`,
    `n/${"*[a]".repeat(60)}*b?`,
    `n/{${"*a".repeat(20)},${"*{a,aa}".repeat(6)}}b?`,
    `deep/${"**/a/".repeat(40)}b`,
    `deep/${"**/*/".repeat(40)}b`,
    `${"*".repeat(5000)}/${"**".repeat(2000)}b?`,
  ]) {
    await expect(files(pattern)).rejects.toMatchObject({ code: "orch::no_match" });
  }
});

it("refuses a pattern that stands for too many before it looks anywhere [pattern-limit]", async () => {
  const { directories, files } = workspace();
  for (const pattern of ["/tmp/{1..3000000}", "{a,b,c,d}".repeat(10), `w/${"*".repeat(1_000_000)}`]) {
    await expect(files(pattern)).rejects.toMatchObject({ code: "orch::pattern_too_large" });
    await expect(directories([pattern])).rejects.toMatchObject({ code: "orch::pattern_too_large" });
  }
});

it("refuses a pattern that matches too many files [pattern-many-matches]", async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `files/${index}`);
  const { cwd, files } = workspace();
  writeFiles(cwd, Object.fromEntries(names.map((name) => [name, ""])));
  mkdirSync(join(cwd, "links"));
  for (let index = 0; index <= 100; index++) symlinkSync("../files", join(cwd, `links/${index}`));
  await expect(files("links/*/*")).rejects.toMatchObject({
    code: "orch::too_many_matches",
    message: '"links/*/*" matches more than 100000 files',
  });
  expect((await files("links/[1-9]*/*")).paths).toHaveLength(100_000);
});

it("ends a search when it is told to [walk-ends]", async () => {
  for (const pattern of ["/**/**", "/**/*.none", "/*/*/*/*/*.none", "/{*,**}/**/.none"]) {
    const controller = new AbortController();
    const found = resolvePaths([pattern], {
      cwd: "/",
      home: undefined,
      kind: "file",
      about: "workflow",
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 100);
    await expect(found).rejects.toMatchObject({ name: "AbortError" });
  }
});

it("says so when a pattern's directory may not be listed [permission-directory]", { timeout: 60_000 }, () => {
  const cwd = temporaryDirectory({ "closed/a.json": "" });
  chmodSync(cwd, 0o755);
  chmodSync(join(cwd, "closed"), 0o000);
  const ask = (pattern: string) =>
    runAsNobody(
      "files/patterns/path-pattern.ts",
      `return module.resolvePaths([${JSON.stringify(pattern)}], { cwd: ${JSON.stringify(cwd)}, home: undefined, kind: "file", about: "workflow" }).catch(({ code, message, help }) => ({ code, message, help }))`,
    );
  expect(ask("closed/*.json")).toEqual({
    code: "orch::unreadable_directory",
    message: expect.stringMatching(/^Cannot list .*closed: permission denied: .* lacks read and search permission on /),
    help: expect.stringMatching(/^Grant it with: .*chmod .*closed'$/),
  });
  expect(ask("*.yaml")).toMatchObject({ code: "orch::no_match" });
  chmodSync(join(cwd, "closed"), 0o755);
});
