import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { arch, pid } from "node:process";
import { root } from "./nu.ts";

interface Runtime {
  readonly package: string;
  readonly version: string;
  /** Its program, seen from the package's folder. */
  readonly program: string;
}

const node = (version: string): Runtime => ({ package: `node-linux-${arch}`, version, program: "bin/node" });

/** What runs a plugin without a build, as npm has it for Linux. Node 22.18.0 is the oldest Node that does. */
const runtimes = {
  "Node 22": node("22.18.0"),
  "Node 24": node("24.21.0"),
  "Node 26": node("26.12.1"),
  Deno: { package: `@deno/linux-${arch}-glibc`, version: "2.9.6", program: "deno" },
  Bun: {
    package: `@oven/bun-linux-${arch === "arm64" ? "aarch64" : arch}`,
    version: "1.4.5",
    program: "bin/bun",
  },
} satisfies Record<string, Runtime>;

export type RuntimeName = keyof typeof runtimes;

/**
 * A PATH on which the runtime is first. The first test that needs it has npm fetch it: they are 600 MB together, which
 * nobody should have to install who runs other tests.
 */
export function pathWith(name: RuntimeName): string {
  const { package: packageName, version, program }: Runtime = runtimes[name];
  const home = join(root, "node_modules/.cache/runtimes", `${packageName.replace("/", "+")}@${version}`);
  if (!existsSync(home)) {
    const part = `${home}.${pid}`;
    mkdirSync(part, { recursive: true });
    const flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", part];
    execFileSync("npm", ["install", ...flags, `${packageName}@${version}`], { stdio: "ignore" });
    try {
      renameSync(part, home);
    } catch {
      // Another test was first.
      rmSync(part, { recursive: true });
    }
  }
  const folder = dirname(join(home, "node_modules", packageName, program));
  return `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
}

export const runtimeNames = Object.keys(runtimes) as readonly RuntimeName[];
