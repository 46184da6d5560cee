/** A Nushell release. Pre-releases count as the release they lead to: they speak its protocol. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** A minor release, such as "0.108". */
export type Release = `${number}.${number}`;

/** Nothing older has been run against this plugin. */
export const oldestSupported: Release = "0.98";

/** Reads `0.115.1` or `0.115.2-nightly.3`; undefined when the text is no version. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** Whether `version` is the release `major.minor` or a later one. */
export function atLeast(version: Version, release: Release): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return version.major > major || (version.major === major && version.minor >= minor);
}
