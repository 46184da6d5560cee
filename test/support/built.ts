import { readdirSync, statSync } from "node:fs";
import { root } from "./nu.ts";

const changed = (file: string) => statSync(`${root}/${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Throws where the tests would run another plugin than the source is. */
export function checkBuilt(): void {
  const sources = readdirSync(`${root}/src`, { recursive: true, encoding: "utf8" }).filter(
    // What builds, and what is built of the SDK, is no source of it, but may be newer.
    (file) => file.endsWith(".ts") && !/^(?:build|nushell\/dist)\//.test(file),
  );
  const newer = sources.find((file) => changed(`src/${file}`) > changed("dist/main.cjs"));
  if (newer !== undefined)
    throw new Error(`dist/main.cjs is missing or older than src/${newer}: run \`npm run build\``);
}
