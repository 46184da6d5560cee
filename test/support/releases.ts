import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { atLeast, parseVersion } from "../../src/nushell/protocol/version.ts";

const newest = manifest.devDependencies.nushell;

/** The Nushell releases that are tested, the oldest first. npm installs the newest with all else, `fetch-nushell.ts` the others. */
export const releases: readonly string[] = ["0.98.0", "0.101.0", "0.107.0", "0.108.0", "0.109.1", "0.114.1", newest];

const { NU_BIN } = process.env;

/** A Nushell that is tested in place of those, such as one that npm does not have yet. */
export const givenBinary = NU_BIN === undefined ? undefined : resolve(NU_BIN);

/** The release under test. Not NU_VERSION: Nushell itself sets that, for whatever is started from it. */
export const release =
  givenBinary === undefined
    ? (process.env["NU_RELEASE"] ?? newest)
    : execFileSync(givenBinary, ["--version"], { encoding: "utf8" }).trim();

const isThere = givenBinary !== undefined || releases.includes(release);
const version = isThere ? parseVersion(release) : undefined;
if (version === undefined) {
  throw new Error(
    givenBinary === undefined
      ? `NU_RELEASE is ${release}, but only ${releases.join(", ")} are tested`
      : `NU_BIN is ${givenBinary}, whose version is no release of Nushell but ${release}`,
  );
}

/** Whether the release under test is `first`, such as "0.108", or a later one. */
export const since = (first: `${number}.${number}`): boolean => atLeast(version, first);

/** What `describe` calls a date and time. */
export const datetime = since("0.107") ? "datetime" : "date";

export const system = process.platform === "win32" ? "windows" : process.platform;

/** The package of npm's that holds a release's program for this system. */
export const binaryPackage = `@nushell/${system}-${process.arch}`;
