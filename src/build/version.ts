// What `npm version` runs when it has set the version of the plugin: the two other packages, the lock, the changelogs and the
// pages that name files with a version get the same one. `npm version` then makes a commit of it, with a tag.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import manifest from "../../package.json" with { type: "json" };

const root = fileURLToPath(new URL("../..", import.meta.url));
const { version } = manifest;
const released = `## ${version} - ${new Date().toISOString().slice(0, 10)}`;

const pages = ["README.md", "src/INSTALL.md"];
const changelogs = ["CHANGELOG.md", "src/nushell/CHANGELOG.md"];

const edits: Readonly<Record<string, (text: string) => string>> = {
  ...Object.fromEntries(manifest.workspaces.map((folder) => [`${folder}/package.json`, json(setVersion)])),
  "src/create-nu-plugin/template/package.json": json(({ dependencies }) => {
    dependencies["nu-plugin"] = `^${version}`;
  }),
  "package-lock.json": json(({ packages }) => {
    for (const folder of manifest.workspaces) setVersion(packages[folder]);
  }),
  ...Object.fromEntries(changelogs.map((file) => [file, withHeading])),
  ...Object.fromEntries(pages.map((file) => [file, withFiles])),
};

for (const [file, edit] of Object.entries(edits)) {
  const path = join(root, file);
  writeFileSync(path, edit(readFileSync(path, "utf8")));
}
// It is empty for --no-git-tag-version, and else not there.
if (env["npm_config_git_tag_version"] !== "") execFileSync("git", ["add", ...Object.keys(edits)], { cwd: root });

/** What there may be in one of npm's files. */
interface Parsed {
  readonly dependencies: Record<string, string>;
  readonly packages: Record<string, object>;
}

function json(change: (parsed: Parsed) => void): (text: string) => string {
  return (text) => {
    const parsed: Parsed = JSON.parse(text);
    change(parsed);
    return `${JSON.stringify(parsed, null, 2)}\n`;
  };
}

function setVersion(part: object = {}): void {
  Object.assign(part, { version });
}

/** What was not released yet is so from today on. All packages have one version, so one of them may have nothing new in it. */
function withHeading(text: string): string {
  if (text.includes(`\n## ${version} - 2`)) return text;
  const unreleased = /^## (.* - )?Unreleased$/m;
  return unreleased.test(text)
    ? text.replace(unreleased, released)
    : text.replace(/^## /m, `${released}\n\n- Nothing has changed.\n\n$&`);
}

/** The names of tarballs and archives, which end with the version or go on with the system. */
function withFiles(text: string): string {
  return text.replaceAll(
    /\b(nu_plugin_orchestrator|nu-plugin|create-nu-plugin)-\d+\.\d+\.\d+(-[a-z]+\.\d+)?\b/g,
    `$1-${version}`,
  );
}
