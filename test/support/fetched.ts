import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pid } from "node:process";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../../node_modules/.cache/fetched", import.meta.url));

/**
 * The folder of a package that only some tests need, and that is too large to be installed for all who run others: the
 * runtimes are 750 MB together, the older releases of Nushell 290 MB. npm fetches it once, into `node_modules/.cache`, for the first test that asks for it.
 */
export function fetched(name: string, version: string): string {
  const home = join(cache, `${name.replace("/", "+")}@${version}`);
  if (!existsSync(home)) {
    const part = `${home}.${pid}`;
    mkdirSync(part, { recursive: true });
    // --force, as one of the Nodes is for another system.
    const flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--force", "--prefix", part];
    execFileSync("npm", ["install", ...flags, `${name}@${version}`], { stdio: "ignore" });
    try {
      renameSync(part, home);
    } catch {
      // Another test was first.
      rmSync(part, { recursive: true });
    }
  }
  return join(home, "node_modules", name);
}
