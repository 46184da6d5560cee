import { expect, it } from "vitest";
import { commands } from "../../src/commands/commands.ts";
import { Session } from "../../src/commands/call/session.ts";
import { signatureBytes } from "../../src/nushell/command/stored-signatures.ts";
import { loadCommand } from "../../src/nushell/command/lazy-command.ts";
import { parseVersion } from "../../src/nushell/protocol/version.ts";
import { unpack } from "../nushell/message-pack.ts";
import { root } from "../support/nu.ts";
import { releases } from "../support/releases.ts";
import { startPlugin } from "./plugin-process.ts";

const declared = await Promise.all(commands(new Session(), root).map(loadCommand));

it.each([...releases, "0.116.1"])(
  "tells Nushell %s what the commands declare, from what the build has stored [signatures-stored]",
  async (release) => {
    const { engine } = startPlugin(["--stdio"]);
    engine.hello(release);
    engine.send({ Call: [0, "Signature"] });
    const version = parseVersion(release);
    if (version === undefined) throw new Error(`${release} is no release`);
    const live = declared.map((command) => unpack(signatureBytes(command, version)));
    await expect(engine.reply(0)).resolves.toEqual({ Signature: live });
  },
);
