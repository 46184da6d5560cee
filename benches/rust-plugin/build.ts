import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds the Rust plugin, outside its folder, and returns the file Nushell is to start; without cargo nothing. */
export function buildRustPlugin(): string | undefined {
  const target = fileURLToPath(new URL("../../node_modules/.cache/rust-plugin", import.meta.url));
  const flags = ["--release", "--locked", "--quiet", "--target-dir", target];
  const { error, status } = spawnSync("cargo", ["build", ...flags], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (error === undefined && status === 0) return `${target}/release/nu_plugin_orchr`;
  const reason = error === undefined ? "cargo could not build it" : `cargo could not be started: ${error.message}`;
  console.log(`The Rust plugin's side is missing: ${reason}.\n`);
  return undefined;
}
