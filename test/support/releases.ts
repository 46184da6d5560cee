import manifest from "../../package.json" with { type: "json" };
import { atLeast, parseVersion } from "../../src/nushell/protocol/version.ts";

const newest = manifest.devDependencies.nushell;

/** Every Nushell release that npm installs, each in a package of its own; the oldest first. */
export const releases: readonly string[] = Object.entries(manifest.devDependencies)
  .filter(([name]) => /^nushell(-|$)/.test(name))
  .map(([, specifier]) => specifier.replace("npm:nushell@", ""))
  .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));

/** The release under test. Not NU_VERSION: Nushell itself sets that, for whatever is started from it. */
export const release = process.env["NU_RELEASE"] ?? newest;

/** The package that has its binary. */
export const releasePackage = release === newest ? "nushell" : `nushell-${release}`;

const version = releases.includes(release) ? parseVersion(release) : undefined;
if (version === undefined) throw new Error(`NU_RELEASE is ${release}, but only ${releases.join(", ")} are installed`);

/** Whether the release under test is `first`, such as "0.108", or a later one. */
export const since = (first: `${number}.${number}`): boolean => atLeast(version, first);

/** What `describe` calls a date and time. */
export const datetime = since("0.107") ? "datetime" : "date";
