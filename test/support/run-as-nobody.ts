import { spawnSync } from "node:child_process";

/**
 * Runs `code`, the body of an async function that gets a module of src/orchestrator as `module`, in a process of an
 * ordinary user, and returns its answer. Root may read everything, so a root that tests permissions steps down first.
 */
export function runAsNobody(modulePath: string, code: string): unknown {
  const url = new URL(`../../src/orchestrator/${modulePath}`, import.meta.url).href;
  // Everything is loaded as root: nobody may have no access to the working tree.
  const script = `import(${JSON.stringify(url)}).then(async (module) => {
    if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
    const answer = await (async () => { ${code} })();
    console.log(JSON.stringify(answer));
  })`;
  const child = spawnSync(process.execPath, ["--import", "tsx", "-e", script], { encoding: "utf8", timeout: 30_000 });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}
