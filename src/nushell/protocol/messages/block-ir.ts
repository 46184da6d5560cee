import { asArray, asBytes, asMap, asNumber, asString, asVariant, type Wire } from "../msgpack/wire.ts";
import { readSpan, type Span } from "../values/span.ts";

/**
 * The code that Nushell compiles a block or a closure to, for a machine with registers. Nushell has it for itself: its
 * form is as in the releases 0.110 to 0.116, and what the instructions are differs between them.
 */
export interface BlockIr {
  /** In their order, by whose numbers jumps go. */
  readonly instructions: readonly Instruction[];
  /** Texts and bytes, which operands refer to by `{start, len}`. */
  readonly data: Uint8Array;
  /** How many registers it needs. */
  readonly registerCount: number;
  /** How many files its redirections have open. */
  readonly fileCount: number;
}

/** One step of compiled code. */
export interface Instruction {
  /** Nushell's name for it, such as `LoadLiteral`. A later release may rename it or have others. */
  readonly name: string;
  /** What it works on, by Nushell's names such as `dst`: numbers of registers, literals, slices of `data`. */
  readonly operands: ReadonlyMap<string, Wire>;
  /** Where the code is that it was compiled from. */
  readonly span: Span;
  /** What Nushell notes for people who read it, often nothing. */
  readonly comment: string;
  /** The parsed expression that it stands for, where Nushell keeps one. */
  readonly ast: Wire | undefined;
}

/** Reads a block. Throws a ProtocolError for one that is of another form. */
export function readBlockIr(wire: Wire | undefined): BlockIr {
  const block = asMap(wire, "IrBlock");
  const [spans, comments, asts] = ["spans", "comments", "ast"].map((name) => asArray(block.get(name) ?? [], name));
  return {
    instructions: asArray(block.get("instructions"), "instructions").map((instruction, i) => {
      const { name, content } = asVariant(instruction, "instruction");
      return {
        name,
        operands: content === undefined ? new Map<string, Wire>() : asMap(content, name),
        span: readSpan(spans?.[i]),
        comment: asString(comments?.[i] ?? "", "comment"),
        ast: asts?.[i] ?? undefined,
      };
    }),
    data: asBytes(block.get("data"), "data"),
    registerCount: asNumber(block.get("register_count"), "register_count"),
    fileCount: asNumber(block.get("file_count"), "file_count"),
  };
}
