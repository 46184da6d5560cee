import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { lastingNode } from "../../src/setup/node.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A folder with a Node at a path. */
function nodeAt(path: string): string {
  const node = join(temporaryDirectory(), path);
  mkdirSync(dirname(node), { recursive: true });
  writeFileSync(node, "", { mode: 0o755 });
  return node;
}

it.each([
  [".nvm/versions/node/v22.18.0/bin/node", "nvm"],
  [".local/share/fnm/node-versions/v22.18.0/installation/bin/node", "fnm"],
  [".volta/tools/image/node/22.18.0/bin/node", "Volta"],
  [".asdf/installs/nodejs/22.18.0/bin/node", "asdf"],
  [".local/share/mise/installs/node/22.18.0/bin/node", "mise"],
  [".nodenv/versions/22.18.0/bin/node", "nodenv"],
  [".nvs/node/22.18.0/x64/bin/node", "nvs"],
  [".proto/tools/node/22.18.0/bin/node", "proto"],
  ["usr/local/n/versions/node/22.18.0/bin/node", "n"],
  ["usr/bin/node", undefined],
  ["home/anna/bin/node", undefined],
])("pins %s, and knows whose it is: %s [setup-node-path]", (path, manager) => {
  const node = nodeAt(path);
  expect(lastingNode(node, "")).toEqual({ path: node, manager });
});

it("follows a link that goes with its shell, as fnm's does [setup-node-path]", () => {
  const node = nodeAt("fnm/node-versions/v22.18.0/installation/bin/node");
  const shells = join(temporaryDirectory(), "fnm_multishells");
  mkdirSync(shells);
  symlinkSync(dirname(dirname(node)), join(shells, "1234_567"));
  expect(lastingNode(join(shells, "1234_567", "bin", "node"), "")).toEqual({ path: node, manager: "fnm" });
});

it.each([
  ["Homebrew", "Cellar/node@22/22.18.0/bin/node", "opt/node@22", "Cellar/node@22/22.18.0"],
  ["snap", "snap/node/9876/bin/node", "snap/node/current", "snap/node/9876"],
  ["Scoop", "scoop/apps/nodejs/22.18.0/node.exe", "scoop/apps/nodejs/current", "scoop/apps/nodejs/22.18.0"],
])("pins the link that outlasts an upgrade by %s, where there is one [setup-node-path]", (_, path, link, target) => {
  const node = nodeAt(path);
  const folder = node.slice(0, -path.length);
  expect(lastingNode(node, "").path).toBe(node);
  mkdirSync(dirname(join(folder, link)), { recursive: true });
  symlinkSync(join(folder, target), join(folder, link));
  expect(lastingNode(node, "").path).toBe(join(folder, link) + path.slice(target.length));
});
