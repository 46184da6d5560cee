import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { arch } from "node:process";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { fetched } from "../../src/build/fetched.ts";
import { newestNode } from "../../src/build/node.ts";
import { root } from "../support/nu.ts";
import { filesOf, machineInDebian, run } from "./machine.ts";
import { installUpgradeRemove, listing } from "./walk.ts";
import { ways } from "./ways.ts";

/** The smallest Debian that debootstrap makes, which is made once. */
function debian(): string {
  const made = join(root, "node_modules/.cache/bare-machine/debian");
  if (!existsSync(made)) {
    const part = `${made}.part`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(dirname(made), { recursive: true });
    // Node itself needs libatomic from 25 on, also within the executable.
    const flags = ["--variant=minbase", "--include=libatomic1"];
    execFileSync("debootstrap", [...flags, "bookworm", part], { stdio: ["ignore", "inherit", "inherit"] });
    renameSync(part, made);
  }
  return made;
}

it.each(["20.19.0", newestNode])(
  "is installed, called, upgraded and removed in each way on a Debian with Node %s, without compilers and Python [install-bare]",
  async (version) => {
    // One machine for all, as each way leaves it as it was.
    const machine = machineInDebian(debian(), join(fetched(`node-linux-${arch}`, version), "bin/node"));
    const look = "for each in gcc cc make python3 git; do command -v $each || true; done; node --version";
    expect(run(machine, look)).toBe(`v${version}\n`);
    const before = filesOf(machine);
    for (const way of Object.values(ways())) expect(await installUpgradeRemove(machine, way)).toEqual(before);

    const folder = join(machine.home, "folder");
    for (const file of execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trimEnd().split("\n"))
      cpSync(join(root, file), join(folder, file));
    const said = run(machine, `cd folder\n${listing("Install", "npm install\n")}`);
    expect(said).toContain("Registered nu_plugin_orchestrator");
    expect(run(machine, "cd folder/fixtures\nnu -c 'orch tasks -d data/small | length'")).toBe("8\n");
    run(machine, "cd folder\nplugin/nu_plugin_orchestrator unregister\ncd\nrm -r folder");
    expect(filesOf(machine)).toEqual(before);
  },
);
