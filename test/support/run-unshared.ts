import { spawnSync } from "node:child_process";

const alone = ["--user", "--map-root-user", "--mount"];

/** Whether this machine lets a process have mounts of its own: containers often do not. */
export const canUnshare = spawnSync("unshare", [...alone, "true"]).status === 0;

/**
 * Runs `code`, the body of an async function that gets a module of src/orchestrator as `module`, in a process with mounts
 * and inotify limits of its own, where it is root, and returns its answer. Nobody else sees what it mounts or lowers.
 */
export function runUnshared(modulePath: string, code: string): unknown {
  const url = new URL(`../../src/orchestrator/${modulePath}`, import.meta.url).href;
  const script = `
    const fs = require("node:fs");
    const mount = (...args) => require("node:child_process").execFileSync(args[0] === "-u" ? "umount" : "mount", args.filter((arg) => arg !== "-u"));
    import(${JSON.stringify(url)}).then(async (module) => {
      const answer = await (async () => { ${code} })();
      console.log(JSON.stringify(answer));
    })`;
  const node = [process.execPath, "--import", "tsx", "-e", script];
  const child = spawnSync("unshare", [...alone, ...node], {
    encoding: "utf8",
    timeout: 30_000,
  });
  if (child.status !== 0) throw new Error(`${child.error?.message ?? ""}${child.stderr}`);
  return JSON.parse(child.stdout);
}
