import { parseVersion, type Version } from "../../protocol/version.ts";

/** Reads the `version` of the options, by default the newest that npm installs. Throws a TypeError if it is none. */
export function releaseOf(text = "0.115.1"): Version {
  const version = parseVersion(text);
  if (version === undefined) throw new TypeError(`not a version of Nushell: ${JSON.stringify(text)}`);
  return version;
}
