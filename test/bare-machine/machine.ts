import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { execPath } from "node:process";
import { expect } from "vitest";
import { nuBinary } from "../support/nu.ts";
import { inTerminal } from "../support/terminal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** A machine on which nothing is installed but Node, npm, Nushell and what every Linux has. */
export interface Machine {
  /** All of its files, seen from here. */
  readonly files: string;
  /** The home of its user, where all is run; below `files`. */
  readonly home: string;
  /** The program and the arguments that run a shell script there. */
  readonly shell: (script: string) => readonly [string, readonly string[], NodeJS.ProcessEnv];
}

const system = "sh env tar gzip cat ls cp mv ln rm mkdir touch chmod uname sleep dirname basename readlink sed stty";

/** A folder of this machine with a PATH that has nothing else. */
export function machineInFolder(): Machine {
  const files = temporaryDirectory();
  const [bin, home] = [join(files, "bin"), join(files, "home")];
  mkdirSync(bin);
  mkdirSync(home);
  const links = [...system.split(" "), "npm", "npx"].map((name) => [name, pathOf(name)] as const);
  for (const [name, target] of [...links, ["node", execPath], ["nu", nuBinary()]] as const)
    symlinkSync(target, join(bin, name));
  const env = { HOME: home, PATH: `${home}/.local/bin:${bin}`, npm_config_prefix: `${home}/.local`, ...quiet };
  return { files, home, shell: (script) => [join(bin, "sh"), ["-c", `cd; ${script}`], env] };
}

function pathOf(program: string): string {
  return spawnSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).stdout.trim();
}

const quiet = { NO_COLOR: "1", TERM: "xterm-256color", npm_config_update_notifier: "false" };

/** A Debian of its own, copied from one that debootstrap has made, with this Node. Only root can enter it. */
export function machineInDebian(debian: string, node: string): Machine {
  const files = join(temporaryDirectory(), "debian");
  // `cp`, as Node copies no links as they are.
  expect(spawnSync("cp", ["-a", debian, files])).toMatchObject({ status: 0 });
  const local = join(files, "usr/local");
  cpSync(node, join(local, "bin/node"));
  cpSync(nuBinary(), join(local, "bin/nu"));
  const npm = dirname(dirname(spawnSync("readlink", ["-f", pathOf("npm")], { encoding: "utf8" }).stdout.trim()));
  cpSync(npm, join(local, "lib/node_modules/npm"), { recursive: true });
  for (const name of ["npm", "npx"])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, "bin", name));
  cpSync("/etc/resolv.conf", join(files, "etc/resolv.conf"));
  // What this network is trusted by, where npm is to be told.
  const authorities = process.env["NODE_EXTRA_CA_CERTS"];
  const trust = authorities === undefined ? {} : { NODE_EXTRA_CA_CERTS: "/etc/authorities.pem" };
  if (authorities !== undefined) cpSync(authorities, join(files, "etc/authorities.pem"));
  // What is mounted is so for this process alone.
  const enter = `mount --make-rprivate / && mount -t proc proc '${files}/proc' && mount --rbind /dev '${files}/dev' && exec chroot '${files}' "$@"`;
  const env = Object.entries({ HOME: "/root", PATH: "/usr/local/bin:/usr/bin:/bin", ...quiet, ...trust });
  return {
    files,
    home: join(files, "root"),
    shell(script) {
      const inside = ["env", "-i", ...env.map(([name, value]) => `${name}=${value}`), "sh", "-c", `cd; ${script}`];
      return ["unshare", ["--mount", "--pid", "--fork", "sh", "-c", enter, "sh", ...inside], process.env];
    },
  };
}

/** Runs a script, which must not fail, and returns what it has written. */
export function run(machine: Machine, script: string): string {
  const [program, args, env] = machine.shell(`set -e\n${script}`);
  const { status, stdout, stderr } = spawnSync(program, args, { env, encoding: "utf8" });
  expect({ script, status, said: status === 0 ? "" : `${stdout}${stderr}` }).toEqual({ script, status: 0, said: "" });
  return `${stdout}${stderr}`;
}

/** Runs it on a terminal, and types the keys once the screen shows the text. */
export async function runOnTerminal(machine: Machine, command: string, text: string, keys: string): Promise<void> {
  const [terminal, ...words] = inTerminal(command);
  const [program, args, env] = machine.shell([pathOf(terminal), ...words].map((word) => `'${word}'`).join(" "));
  const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    if (!shown.includes(text) && `${shown}${part}`.includes(text)) child.stdin.write(keys);
    shown += part;
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect({ command, code, shown }).toEqual({ command, code: 0, shown: expect.stringContaining(text) });
}

/** The paths of all files of a machine, but for what npm and Nushell keep for themselves. */
export function filesOf({ files, home }: Machine): readonly string[] {
  const inHome = [".npm", ".config/nushell", ".local/share/nushell", ".cache/nushell"].map((folder) =>
    join(home, folder),
  );
  const own = new Set([...inHome, join(files, "tmp/node-compile-cache")]);
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (own.has(path)) continue;
      if (entry.isDirectory()) walk(path);
      else found.push(path.slice(files.length));
    }
  };
  walk(files);
  return found.toSorted();
}
