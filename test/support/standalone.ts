import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import glob from "fast-glob";
import { madeOnce } from "../../src/build/made-once.ts";
import { root } from "./nu.ts";

const cache = join(root, "node_modules/.cache/standalone");

/** The archive that `npm run standalone` makes. It takes some seconds, so one that was made of the same files is taken. */
export function standaloneArchive(): string {
  const hash = createHash("sha256");
  const sources = ["src/**", "plugin/**", "fixtures/{data,workflows}/**", "package*.json", "*.md", "LICENSE"];
  for (const file of glob.sync(sources, { cwd: root, ignore: ["src/nushell/dist/**"] }).toSorted()) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  const made = madeOnce(join(cache, hash.digest("hex")), (part) => {
    // The ones before are of no more use; another test may be making this one.
    for (const name of readdirSync(cache)) {
      if (!name.includes(".")) rmSync(join(cache, name), { recursive: true, force: true });
    }
    execFileSync("npm", ["run", "standalone", "--", part], { cwd: root, stdio: "pipe" });
  });
  const name = readdirSync(made).find((file) => file.endsWith(".tar.gz")) ?? "";
  return join(made, name);
}

/** The executable that is in the archive. */
export function standaloneExecutable(): string {
  return join(dirname(standaloneArchive()), "nu_plugin_orchestrator/bin/nu_plugin_orchestrator");
}
