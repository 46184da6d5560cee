import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findDataDirs } from "../../../src/orchestrator/data-dir/find.ts";
import { firstSpelling } from "../../../src/orchestrator/files/spelling.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/**
 * Makes a second name lead to what the first does, as it does by itself on a file system that ignores case. Returns whether
 * it does: Wine makes no links.
 */
function makeOne(directory: string, first: string, second: string): boolean {
  const path = join(directory, second);
  try {
    if (!existsSync(path)) symlinkSync(first, path, "junction");
  } catch {
    return false;
  }
  return true;
}

it("takes one directory in two cases or two forms of a letter for one, and two for two [one-directory]", async () => {
  const cwd = temporaryDirectory({ "data/x": "", "caf\u{e9}/x": "", "one/x": "", "two/x": "" });
  expect(makeOne(cwd, "data", "DATA")).toBe(true);
  const other = makeOne(cwd, "caf\u{e9}", "cafe\u{301}") ? [] : ["cafe\u{301}"];
  const dirs = async (...paths: string[]) => {
    const given = { paths, list: true };
    const context = { given, givenBy: "--data-dir", env: () => undefined, cwd, settings: {} };
    return (await findDataDirs(context)).dirs;
  };
  const at = (...names: string[]) => names.map((name) => join(cwd, name));
  expect(await dirs("DATA", "data", join("Data", "..", "data"), "one")).toEqual(at("DATA", "one"));
  expect(await dirs("caf\u{e9}", "cafe\u{301}")).toEqual(at("caf\u{e9}", ...other));
  expect(await dirs("d*", "DATA", "t*")).toEqual(at("data", "two"));
  // Of what is not there nobody can tell.
  expect(await dirs("none", "NONE")).toEqual(at("none", "NONE"));
});

it("takes two files whose names differ in case only for two [one-directory]", () => {
  const cwd = temporaryDirectory({ "a.k": "", "A.k": "" });
  const spelled = firstSpelling();
  const first = join(cwd, "a.k");
  const second = join(cwd, "A.k");
  const ignoresCase = existsSync(join(cwd, "a.K"));
  expect([first, second, first].map(spelled)).toEqual([first, ignoresCase ? first : second, first]);
});
