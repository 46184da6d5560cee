import { storeSignatures, type StoredSignatures } from "nu-plugin";
import { Session } from "./call/session.ts";
import { commands } from "./commands.ts";

/**
 * What Nushell is told of all commands but `orch`, whose help says where the package is. `rolldown.config.ts` puts the value of this
 * into the bundle, so that there no command is loaded for it.
 */
export const signatures: StoredSignatures = await storeSignatures(
  commands(new Session()).filter(({ name }) => name !== "orch"),
);
