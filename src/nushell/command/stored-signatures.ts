import { encodeSignature } from "../protocol/messages/signature.ts";
import { encode } from "../protocol/msgpack/msgpack-writer.ts";
import { atLeast, oldestSupported, type Release, type Version } from "../protocol/version.ts";
import type { Command } from "./command.ts";
import { loadCommand, type LazyCommand } from "./lazy-command.ts";

/**
 * What Nushell is told of commands, by their names: each release that is told something else than the one before, with the
 * MessagePack in base64. It is plain data, which can be kept as JSON.
 */
export type StoredSignatures = Readonly<Record<string, readonly (readonly [since: Release, encoded: string])[]>>;

/** Far beyond every release that anything in the SDK or in a `since` asks about. */
const releasesTried = 200;

/**
 * Encodes what Nushell is told of commands, for `signatures` of the plugin. It is for a build, as what is stored has to be of the
 * commands that the same build bundles; they must not depend on the machine or the time.
 *
 * @example
 * ```ts
 * writeFileSync("dist/signatures.json", JSON.stringify(await storeSignatures([greet])));
 * ```
 */
export async function storeSignatures(commands: readonly (Command | LazyCommand)[]): Promise<StoredSignatures> {
  const [major = 0, oldest = 0] = oldestSupported.split(".").map(Number);
  const stored: Record<string, [Release, string][]> = {};
  for (const { signature } of await Promise.all(commands.map(loadCommand))) {
    const releases: [Release, string][] = [];
    for (let minor = oldest; minor < oldest + releasesTried; minor++) {
      const encoded = signatureBytes({ signature }, { major, minor, patch: 0 }).toString("base64");
      if (encoded !== releases.at(-1)?.[1]) releases.push([`${major}.${minor}`, encoded]);
    }
    stored[signature.name] = releases;
  }
  return stored;
}

/** Encodes what Nushell is told of a command. */
export function signatureBytes({ signature }: Pick<Command, "signature">, version: Version): Buffer {
  return encode(encodeSignature(signature, version));
}

/** Returns the MessagePack that is stored of a command for a release; undefined if nothing is stored of it. */
export function storedSignature(stored: StoredSignatures, name: string, version: Version): Buffer | undefined {
  const releases = Object.hasOwn(stored, name) ? stored[name] : undefined;
  const fitting = releases?.findLast(([since]) => atLeast(version, since));
  return fitting && Buffer.from(fitting[1], "base64");
}
