import * as fc from "fast-check";
import { pack, unpack } from "../../nushell/message-pack.ts";
import { int, string, value } from "../../nushell/wire-value.ts";
import type { Move } from "./conversations.ts";

/** What chance decides of a fault. Each kind takes of it what it needs, and each number by what there is to choose from. */
interface Chance {
  /** Which move. */
  readonly at: number;
  /** Which other one, which byte, or which number instead. */
  readonly place: number;
  readonly bytes: readonly number[];
}

export type Fault = Chance & { readonly kind: string };

type Messages = readonly Move[];

/** What is put in the place of the moves from `at` on. */
type Change = (moves: Messages, chosen: Chance) => Messages;

/** Answers to a question, of every kind that there is. */
const answers: readonly unknown[] = [
  { Error: { msg: "no" } },
  { PipelineData: "Empty" },
  { PipelineData: value(int(1)) },
  { PipelineData: value(string("a")) },
  { PipelineData: { ListStream: { id: 3, span: { start: 1, end: 2 }, metadata: null } } },
  { PipelineData: { ByteStream: { id: 3, span: { start: 1, end: 2 }, type: "Binary", metadata: null } } },
  { Config: {} },
  { ValueMap: {} },
  { Identifier: 7 },
  { IrBlock: {} },
];
const parts: readonly unknown[] = [{ List: int(1) }, { Raw: { Ok: [1, 2] } }, { Raw: { Err: { msg: "no" } } }];
const strays = (id: number): readonly unknown[] => [
  { Ack: id },
  { Drop: id },
  { End: id },
  ...parts.map((part) => ({ Data: [id, part] })),
  ...answers.map((answer) => ({ EngineCallResponse: [id, answer] })),
  { Signal: "Interrupt" },
  { Signal: "Reset" },
  "Goodbye",
  { Hello: { protocol: "nu-plugin", version: "0.115.1", features: [] } },
];
/** Numbers that may be those of something else, or of nothing. */
const ids: readonly unknown[] = [0, 1, 2, 3, 4, 7, 20, 1000, -1, 2 ** 31, 2n ** 40n, 2n ** 64n - 1n, 1.5, null, "x"];

const changes: Readonly<Record<string, Change>> = {
  "a byte changed": bytesOf((message, place, [mask = 0]) =>
    splice(message, place, 1, [(message[place] ?? 0) ^ (mask || 1)]),
  ),
  "bytes removed": bytesOf((message, place, { length }) => splice(message, place, length + 1, [])),
  "bytes inserted": bytesOf((message, place, bytes) => splice(message, place, 0, [0xc1, ...bytes].slice(-3))),
  "bytes twice": bytesOf((message, place, { length }) =>
    splice(message, place, 0, message.subarray(place, place + length + 1)),
  ),
  "cut off": (moves, chosen) => [
    ...bytesOf((message, place) => message.subarray(0, place))(moves, chosen).slice(0, at(moves, chosen) + 1),
    { closes: "stdin" },
  ],
  "message left out": (moves, chosen) => moves.toSpliced(at(moves, chosen), 1),
  "message twice": (moves, chosen) => moves.toSpliced(at(moves, chosen), 0, ...one(moves, at(moves, chosen))),
  "message again later": (moves, chosen) =>
    moves.toSpliced(chosen.place % moves.length, 0, ...one(moves, at(moves, chosen))),
  "messages swapped": (moves, chosen) => {
    const [a, b] = [at(moves, chosen), chosen.place % moves.length];
    return moves.with(a, one(moves, b)[0] ?? { closes: "stdin" }).with(b, one(moves, a)[0] ?? { closes: "stdin" });
  },
  "another number": contentOf((name, content, { place }) => {
    const id = ids[place % ids.length];
    return { [name]: Array.isArray(content) ? [id, ...content.slice(1)] : id };
  }),
  "another kind": contentOf((name, content, { place }) => {
    const [id] = Array.isArray(content) ? content : [content];
    if (name === "EngineCallResponse") return { [name]: [id, answers[place % answers.length]] };
    if (name === "Data") return { [name]: [id, parts[place % parts.length]] };
    return strays(Number(id))[place % strays(0).length];
  }),
  "message out of order": (moves, chosen) => {
    const [id] = chosen.bytes;
    const stray = strays((id ?? 0) % 12)[chosen.place % strays(0).length];
    return moves.toSpliced(at(moves, chosen), 0, { says: pack(stray), after: 0 });
  },
  "stdin closed": (moves, chosen) => moves.toSpliced(at(moves, chosen), 0, { closes: "stdin" }),
  "stdout closed": (moves, chosen) => moves.toSpliced(at(moves, chosen), 0, { closes: "stdout" }),
};

const chance = {
  at: fc.nat(),
  place: fc.nat(),
  bytes: fc.array(fc.nat({ max: 255 }), { maxLength: 3 }),
};

export const fault: fc.Arbitrary<Fault> = fc.record(
  { kind: fc.constantFrom(...Object.keys(changes)), ...chance },
  { noNullPrototype: true },
);

/** Returns what Nushell does with these faults, one after the other. */
export function withFaults(moves: Messages, faults: readonly Fault[]): Messages {
  return faults.reduce((changed, { kind, ...rest }) => {
    return changed.length === 0 ? changed : (changes[kind]?.(changed, rest) ?? changed);
  }, moves);
}

function at(moves: Messages, chosen: Chance): number {
  return chosen.at % moves.length;
}

function one(moves: Messages, index: number): Messages {
  return moves.slice(index, index + 1);
}

/** Changes the bytes of a message. What closes a pipe has none. */
function bytesOf(change: (message: Buffer, place: number, bytes: readonly number[]) => Buffer): Change {
  return (moves, chosen) => {
    const index = at(moves, chosen);
    const move = moves[index];
    if (move === undefined || !("says" in move)) return moves;
    return moves.with(index, { ...move, says: change(move.says, chosen.place % move.says.length, chosen.bytes) });
  };
}

/** Changes the content of a message, if it still is one. */
function contentOf(change: (name: string, content: unknown, chosen: Chance) => unknown): Change {
  return (moves, chosen) => {
    const index = at(moves, chosen);
    const move = moves[index];
    if (move === undefined || !("says" in move)) return moves;
    try {
      const message = unpack(move.says);
      const [name, content] = typeof message === "string" ? [message] : (Object.entries(message ?? {})[0] ?? []);
      return name === undefined ? moves : moves.with(index, { ...move, says: pack(change(name, content, chosen)) });
    } catch {
      return moves;
    }
  };
}

function splice(message: Buffer, place: number, removed: number, inserted: Iterable<number>): Buffer {
  return Buffer.concat([message.subarray(0, place), Buffer.from([...inserted]), message.subarray(place + removed)]);
}
