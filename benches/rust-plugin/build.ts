import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const target = fileURLToPath(new URL("../../node_modules/.cache/rust-plugin", import.meta.url));

/** The file that Nushell is to start, once the plugin is built. It is outside of this folder. */
export const rustPluginFile = `${target}/release/nu_plugin_orchr`;

/** Builds the Rust plugin if it has changed. Returns why it could not, if so. */
export function buildRustPlugin(): string | undefined {
  const flags = ["--release", "--locked", "--quiet", "--target-dir", target];
  const { error, status } = spawnSync("cargo", ["build", ...flags], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (error !== undefined) return `cargo could not be started: ${error.message}`;
  return status === 0 ? undefined : "cargo could not build it";
}
