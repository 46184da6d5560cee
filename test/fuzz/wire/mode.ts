import * as fc from "fast-check";
import { trial, type CaseOf, type Mode, type Result } from "../mode.ts";
import { makeConversations, recordedConversations, type Move } from "./conversations.ts";
import { fault, withFaults } from "./faults.ts";
import { judge } from "./judge.ts";
import { serveHere, startProcess } from "./served.ts";

const numbers = { conversation: fc.nat(), upto: fc.nat(), faults: fc.array(fault, { minLength: 1, maxLength: 3 }) };
const cases = fc.record(numbers, { noNullPrototype: true });
const processCases = fc.record({ ...numbers, by: fc.constantFrom("pipes", "sockets") }, { noNullPrototype: true });

/**
 * Conversations with Nushell in which something is wrong. Most are with a plugin that is served in this process, the others with
 * the plugin's real process, as starting one takes as long as fifty conversations.
 */
export async function wire(): Promise<Mode> {
  const made = await makeConversations();
  const groups = [recordedConversations(), made.conversations];

  async function run(given: CaseOf<typeof cases>, by?: "pipes" | "sockets"): Promise<Result> {
    const group = groups[given.conversation % 2] ?? [];
    const { plugin, moves } = group[Math.floor(given.conversation / 2) % group.length] ?? { plugin: "wire", moves: [] };
    const changed: readonly Move[] = withFaults(moves.slice(0, 1 + (given.upto % moves.length)), given.faults);
    const served = by === undefined ? serveHere(plugin) : startProcess(plugin, by);
    const outcome = await judge(plugin, served, changed, by === undefined ? 5 : 150);
    return { kinds: given.faults.map(({ kind }) => kind), outcome };
  }

  return {
    what: "transcripts",
    usual: 3000,
    trials: {
      here: trial(0.95, cases, (given) => run(given)),
      processes: trial(0.05, processCases, ({ by, ...given }) => run(given, by)),
    },
    close: made.remove,
  };
}
