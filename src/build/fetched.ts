import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pid } from "node:process";
import { fileURLToPath } from "node:url";

const cache = fileURLToPath(new URL("../../node_modules/.cache/fetched", import.meta.url));

/**
 * The folder of a package that only some tests need, and that is too large to be installed for all who run others. npm
 * fetches it once, into `node_modules/.cache`, for the first test that asks for it. Throws where npm cannot.
 */
export function fetched(name: string, version: string): string {
  const home = join(cache, `${name.replace("/", "+")}@${version}`);
  if (!existsSync(home)) {
    const part = `${home}.${pid}`;
    mkdirSync(part, { recursive: true });
    const soon = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-factor=2"];
    // --force, as one of the Nodes is for another system.
    const flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--force", ...soon, "--prefix", part];
    const { status, error, stderr } = spawnSync("npm", ["install", ...flags, `${name}@${version}`], {
      encoding: "utf8",
    });
    if (status !== 0) {
      rmSync(part, { recursive: true });
      const reason =
        error?.message ?? stderr.split("\n").find((line) => / (failed|found|Not Found)\b/.test(line)) ?? stderr;
      throw new Error(`Cannot fetch ${name}@${version}, which \`npm install\` leaves out and this needs: ${reason}`);
    }
    try {
      renameSync(part, home);
    } catch {
      // Another test was first.
      rmSync(part, { recursive: true });
    }
  }
  return join(home, "node_modules", name);
}
