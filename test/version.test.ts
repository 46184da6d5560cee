// That the three packages, and whatever names their version, have one; and that `npm version` gives them the next one.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import glob from "fast-glob";
import { expect, it } from "vitest";
import { root } from "./support/nu.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";
import { copyOfRepository, installedFrom, npm, npmWith, packed } from "./support/packages.ts";

const folders = [".", "src/nushell", "src/create-nu-plugin"];

/** Every place of a checkout that names the version, with what it names. */
function versionsIn(checkout: string): Readonly<Record<string, string | undefined>> {
  const read = (file: string) => readFileSync(join(checkout, file), "utf8");
  const json = (file: string) => JSON.parse(read(file));
  const lock = json("package-lock.json");
  const changelogs = ["CHANGELOG.md", "src/nushell/CHANGELOG.md"];
  const pages = glob.sync(["*.md", "src/**/*.md", ".github/**/*.md"], {
    cwd: checkout,
    ignore: ["**/node_modules/**", "**/dist/**", "VERIFICATION.md"],
  });
  const named = pages.flatMap((page) => {
    const names = read(page).matchAll(/\b(?:nu_plugin_orchestrator|nu-plugin)[-@]v?(\d+\.\d+\.\d+)/g);
    return [...names].map(([, version], i) => [`${page}, ${i}`, version] as const);
  });
  return {
    ...Object.fromEntries(folders.map((folder) => [`${folder}/package.json`, json(`${folder}/package.json`).version])),
    "the lock": lock.version,
    ...Object.fromEntries(
      folders.map((folder) => [`${folder} in the lock`, lock.packages[folder === "." ? "" : folder].version]),
    ),
    "what the template asks for": json("src/create-nu-plugin/template/package.json").dependencies["nu-plugin"].replace(
      "^",
      "",
    ),
    ...Object.fromEntries(changelogs.map((file) => [file, /^## (\d\S*)/m.exec(read(file))?.[1]])),
    ...Object.fromEntries(named),
  };
}

it("has one version in its three packages, the lock, the template and the pages [version-one]", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const versions = versionsIn(root);
  expect(Object.keys(versions)).toEqual(expect.arrayContaining(["src/INSTALL.md, 0", "src/INSTALL.md, 1"]));
  expect(Object.entries(versions).filter(([, named]) => named !== version)).toEqual([]);
});

it(
  "is raised everywhere by npm version: also what the plugin says that it is [version-set]",
  { timeout: 60_000 },
  () => {
    let copy = "";
    const tarball = packed("nu_plugin_orchestrator", (made) => {
      copy = made;
      expect(npm(copy, "version", "33.0.0", "--no-git-tag-version")).toMatchObject({ status: 0, stderr: "" });
    });
    const versions = versionsIn(copy);
    expect(Object.keys(versions)).toEqual(Object.keys(versionsIn(root)));
    expect(new Set(Object.values(versions))).toEqual(new Set(["33.0.0"]));
    // npm itself finds that the lock is of these packages.
    const install = npm(copy, "ci", "--dry-run", "--offline", "--ignore-scripts");
    expect(install).toMatchObject({ status: 0 });

    expect(basename(tarball)).toBe("nu_plugin_orchestrator-33.0.0.tgz");
    const main = join(installedFrom(tarball, "nu_plugin_orchestrator"), "dist/main.cjs");
    const { stdout } = spawnSync(process.execPath, [main, "--version"], { encoding: "utf8" });
    expect(stdout).toBe("33.0.0\n");
  },
);

it("is committed with a tag, all of it, under the day's heading in the changelogs [version-set]", () => {
  const copy = copyOfRepository();
  const changelog = join(copy, "CHANGELOG.md");
  writeFileSync(changelog, "# Changelog\n\n## Unreleased\n\n- News.\n\n## 0.1.0 - 2026-01-01\n\n- Old.\n");
  const who = {
    HOME: temporaryDirectory(),
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@b",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@b",
  };
  const git = (...args: string[]) =>
    spawnSync("git", args, { cwd: copy, env: { ...process.env, ...who }, encoding: "utf8" });
  for (const args of [
    ["init", "-q"],
    ["add", "."],
    ["commit", "-qm", "all"],
  ])
    expect(git(...args).status).toBe(0);

  expect(npmWith(who, copy, "version", "34.0.0")).toMatchObject({ status: 0 });
  expect(git("status", "--porcelain").stdout).toBe("");
  expect(git("describe").stdout).toBe("v34.0.0\n");
  const text = readFileSync(changelog, "utf8");
  expect(text).toMatch(/^# Changelog\n\n## 34\.0\.0 - \d{4}-\d\d-\d\d\n\n- News\.\n\n## 0\.1\.0 - /);

  // The workflow that releases a tag asks for the version that is there, and then for any difference.
  const again = ["version", "v34.0.0", "--allow-same-version", "--no-git-tag-version"];
  expect(npmWith(who, copy, ...again)).toMatchObject({ status: 0 });
  expect(git("status", "--porcelain").stdout).toBe("");

  // Of one package there may be nothing new.
  expect(npmWith(who, copy, "version", "patch")).toMatchObject({ status: 0 });
  expect(readFileSync(changelog, "utf8")).toMatch(/^## 34\.0\.1 - \S+\n\n- Nothing has changed\.\n\n## 34\.0\.0 - /m);
}, 60_000);
