import type { Version } from "../../../src/nushell/protocol/version.ts";

/** Nushell 0.`minor`, the first of its patches. */
export function release(minor: number): Version {
  return { major: 0, minor, patch: 0 };
}
