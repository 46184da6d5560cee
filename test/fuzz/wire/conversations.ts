import { PassThrough } from "node:stream";
import { Engine } from "../../../benches/soak/engine.ts";
import { kindsIn } from "../../../benches/soak/calls.ts";
import { groups, makeFiles } from "../../../benches/soak/files.ts";
import { serve, type Plugin } from "nu-plugin";
import { plugin as sdkPlugin } from "../../../fixtures/wire/plugin.ts";
import { Session } from "../../../src/commands/call/session.ts";
import { commands } from "../../../src/commands/commands.ts";
import { MessageFramer } from "../../../src/nushell/protocol/msgpack/message-framer.ts";
import { root } from "../../support/nu.ts";
import { readTranscript, recorded } from "../../wire/recorded.ts";
import { keptStderr } from "./kept-stderr.ts";

/** What Nushell does: says a whole message, or closes its end of one of the pipes. */
export type Move =
  | {
      readonly says: Buffer;
      /** How many bytes the plugin had said by then. */
      readonly after: number;
    }
  | { readonly closes: "stdin" | "stdout" };

/** The plugins that are tried. */
export const plugins = {
  /** The orchestrator's own. */
  orchestrator: { version: "1.2.3", commands: commands(new Session(), root) },
  /** One with a command for each part of the protocol. */
  wire: sdkPlugin,
} satisfies Readonly<Record<string, Plugin>>;

/** What a Nushell said to a plugin where nothing was wrong. */
export interface Conversation {
  readonly plugin: keyof typeof plugins;
  readonly name: string;
  readonly moves: readonly Move[];
}

const preambleLength = "\x07msgpack".length;

/** The conversations with real releases that are recorded in fixtures/wire. */
export function recordedConversations(): readonly Conversation[] {
  return recorded.map((release) => {
    let after = preambleLength;
    const moves = readTranscript(release).flatMap(({ direction, bytes }) => {
      if (direction === "in") return messagesIn(bytes).map((says) => ({ says, after }));
      after += bytes.length;
      return [];
    });
    return { plugin: "wire", name: release, moves };
  });
}

/** A conversation for each kind of call of the orchestrator's plugin that the soak knows, and what removes the files it is about. */
export async function makeConversations() {
  // Each call is made once, so the plugin need not run out of room for directories.
  const files = makeFiles(groups);
  const conversations: Conversation[] = [];
  const stderr = keptStderr();
  for (const [name, kind] of Object.entries(kindsIn(files.directory))) {
    const moves: Move[] = [];
    const [input, output] = [new PassThrough(), new PassThrough()];
    let after = 0;
    output.on("data", (chunk: Buffer) => (after += chunk.length));
    input.on("data", (chunk: Buffer) => void moves.push(...messagesIn(chunk).map((says) => ({ says, after }))));
    const served = serve(plugins.orchestrator, { input, output });
    const engine = new Engine(input, output, files.directory);
    await engine.greeted;
    await engine.call(kind(0));
    input.end();
    await served;
    conversations.push({ plugin: "orchestrator", name, moves });
  }
  stderr.letGo();
  return { conversations, remove: files.remove };
}

function messagesIn(bytes: Buffer): readonly Buffer[] {
  return [...new MessageFramer().push(bytes)];
}
