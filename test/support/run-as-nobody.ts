import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./nu.ts";
import { temporaryDirectory, writeFiles } from "./temporary-directory.ts";

/**
 * Runs `code`, the body of an async function that gets a module of src/orchestrator as `module`, in a process of an
 * ordinary user, and returns its answer. Root may read everything, so a root that tests permissions steps down first.
 */
export function runAsNobody(modulePath: string, code: string): unknown {
  // Who has stepped down may have no access to the working tree, as below /root: what may be loaded then is put elsewhere.
  const folder = temporaryDirectory();
  writeFiles(folder, {
    "entry.ts": `import * as module from ${JSON.stringify(join(root, "src/orchestrator", modulePath))};
      export const answer = async () => { ${code} };`,
  });
  const script = `
    import { chmodSync } from "node:fs";
    import { build } from "rolldown";
    const folder = ${JSON.stringify(folder)};
    await build({ input: folder + "/entry.ts", platform: "node", output: { dir: folder + "/built" }, logLevel: "silent" });
    chmodSync(folder, 0o755);
    if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
    const { answer } = await import(folder + "/built/entry.js");
    console.log(JSON.stringify(await answer()));`;
  const args = ["--input-type=module", "--eval", script];
  const child = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", timeout: 30_000 });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}
