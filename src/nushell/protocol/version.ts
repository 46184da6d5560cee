/** A Nushell release. A pre-release counts as the release that it leads to, whose protocol it speaks. */
export interface Version {
  /** 0 in all releases so far. */
  readonly major: number;
  /** 115 in 0.115.1. What the protocol is depends on it. */
  readonly minor: number;
  /** 1 in 0.115.1. Nushell accepts plugins for releases that differ only in it. */
  readonly patch: number;
}

/** A minor release, such as "0.108". */
export type Release = `${number}.${number}`;

/** No older release has been run against this plugin. */
export const oldestSupported: Release = "0.98";

/** Reads `0.115.1` or `0.115.2-nightly.3`. Returns undefined if the text is not a version. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/**
 * Whether `version` is of this release or a later one: `atLeast(engine.version, "0.109")`. What differs between
 * releases is decided beside the value or message in question: look for the calls of this.
 */
export function atLeast(version: Version, release: Release): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return version.major > major || (version.major === major && version.minor >= minor);
}
