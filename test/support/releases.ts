import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { atLeast, parseVersion } from "../../src/nushell/protocol/version.ts";

const newest = manifest.devDependencies.nushell;

/** Every Nushell release that npm installs, each in a package of its own; the oldest first. */
export const releases: readonly string[] = Object.entries(manifest.devDependencies)
  .filter(([name]) => /^nushell(-|$)/.test(name))
  .map(([, specifier]) => specifier.replace("npm:nushell@", ""))
  .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));

const { NU_BIN } = process.env;

/** A Nushell that is tested in place of those, such as one that npm does not have yet. */
export const givenBinary = NU_BIN === undefined ? undefined : resolve(NU_BIN);

/** The release under test. Not NU_VERSION: Nushell itself sets that, for whatever is started from it. */
export const release =
  givenBinary === undefined
    ? (process.env["NU_RELEASE"] ?? newest)
    : execFileSync(givenBinary, ["--version"], { encoding: "utf8" }).trim();

/** The package that has its binary, unless that is given. */
export const releasePackage = release === newest ? "nushell" : `nushell-${release}`;

const isThere = givenBinary !== undefined || releases.includes(release);
const version = isThere ? parseVersion(release) : undefined;
if (version === undefined) {
  throw new Error(
    givenBinary === undefined
      ? `NU_RELEASE is ${release}, but only ${releases.join(", ")} are installed`
      : `NU_BIN is ${givenBinary}, whose version is no release of Nushell but ${release}`,
  );
}

/** Whether the release under test is `first`, such as "0.108", or a later one. */
export const since = (first: `${number}.${number}`): boolean => atLeast(version, first);

/** What `describe` calls a date and time. */
export const datetime = since("0.107") ? "datetime" : "date";
