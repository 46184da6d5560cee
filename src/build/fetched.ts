import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { madeOnce } from "./made-once.ts";

const cache = fileURLToPath(new URL("../../node_modules/.cache/fetched", import.meta.url));

/**
 * The folder of a package that only some tests need, and that is too large to be installed for all who run others. npm
 * fetches it once, into `node_modules/.cache`, for the first test that asks for it. Throws where npm cannot.
 */
export function fetched(name: string, version: string): string {
  const folder = join(cache, `${name.replace("/", "+")}@${version}`);
  return join(
    madeOnce(folder, (part) => fetch(`${name}@${version}`, part)),
    "node_modules",
    name,
  );
}

function fetch(wanted: string, folder: string): void {
  mkdirSync(folder);
  const soon = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-factor=2"];
  const alone = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder];
  // --force, as one of the Nodes is for another system. A tool's peers are those of this repository, below whose folder it is.
  const flags = [...alone, ...soon, "--force", "--legacy-peer-deps"];
  const { status, error, stderr } = spawnSync("npm", ["install", ...flags, wanted], { encoding: "utf8" });
  if (status === 0) return;
  const reason =
    error?.message ?? stderr.split("\n").find((line) => / (failed|found|Not Found)\b/.test(line)) ?? stderr;
  throw new Error(`Cannot fetch ${wanted}, which \`npm install\` leaves out and this needs: ${reason}`);
}
