// `npm run node -- 26 npm test` runs a command with that Node first on PATH, which npm fetches the first time.
import { spawnSync } from "node:child_process";
import { argv, env, exit } from "node:process";
import { nodeNames, pathWith } from "./runtimes.ts";

const [, , release = "", command = "", ...args] = argv;
const name = nodeNames.find((each) => each === `Node ${release}`);
if (name === undefined || command === "") {
  console.error(
    `Say which Node, and what is to run on it: npm run node -- 26 npm test. There are ${nodeNames.join(", ")}.`,
  );
  exit(2);
}
const { status, error } = spawnSync(command, args, { env: { ...env, PATH: pathWith(name) }, stdio: "inherit" });
if (error !== undefined) console.error(error.message);
exit(status ?? 1);
