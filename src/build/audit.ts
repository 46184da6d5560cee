// `npm run audit` asks npm's registry whether any of the installed packages has a known fault, and fails if one has. A registry that
// does not answer (a mirror may not have that service) is no reason to fail: what is known of packages has not changed with this clone.
import { spawnSync } from "node:child_process";
import { platform } from "node:process";

const { status, stdout, stderr } = spawnSync("npm", ["audit", "--loglevel=warn"], {
  encoding: "utf8",
  shell: platform === "win32",
});
const unanswered = stderr.includes("audit endpoint returned an error");
if (stdout !== "") console.log(stdout.trim());
if (unanswered) console.error(`npm's registry did not answer, so nothing is known of the packages:\n${stderr.trim()}`);
process.exit(unanswered ? 0 : (status ?? 1));
