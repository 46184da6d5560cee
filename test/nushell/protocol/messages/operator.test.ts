import { expect, it } from "vitest";
import { readOperator } from "../../../../src/nushell/protocol/messages/operator.ts";
import { decode } from "../../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { ProtocolError } from "../../../../src/nushell/protocol/msgpack/wire.ts";
import { pack } from "../../message-pack.ts";

const read = (wire: unknown) => readOperator(decode(pack(wire)));

// By symbol: every name that a release from 0.98 to 0.116 sends.
const names: Readonly<Record<string, readonly string[]>> = {
  "==": ["Comparison Equal"],
  "!=": ["Comparison NotEqual"],
  "<": ["Comparison LessThan"],
  ">": ["Comparison GreaterThan"],
  "<=": ["Comparison LessThanOrEqual"],
  ">=": ["Comparison GreaterThanOrEqual"],
  "=~": ["Comparison RegexMatch"],
  "!~": ["Comparison NotRegexMatch"],
  in: ["Comparison In"],
  "not-in": ["Comparison NotIn"],
  has: ["Comparison Has"],
  "not-has": ["Comparison NotHas"],
  "starts-with": ["Comparison StartsWith"],
  "not-starts-with": ["Comparison NotStartsWith"],
  "ends-with": ["Comparison EndsWith"],
  "not-ends-with": ["Comparison NotEndsWith"],
  "+": ["Math Plus", "Math Add"],
  "-": ["Math Minus", "Math Subtract"],
  "*": ["Math Multiply"],
  "/": ["Math Divide"],
  "//": ["Math FloorDivision", "Math FloorDivide"],
  mod: ["Math Modulo"],
  "**": ["Math Pow"],
  "++": ["Math Append", "Math Concat", "Math Concatenate"],
  or: ["Boolean Or"],
  xor: ["Boolean Xor"],
  and: ["Boolean And"],
  "bit-or": ["Bits BitOr"],
  "bit-xor": ["Bits BitXor"],
  "bit-and": ["Bits BitAnd"],
  "bit-shl": ["Bits ShiftLeft"],
  "bit-shr": ["Bits ShiftRight"],
  "=": ["Assignment Assign"],
  "+=": ["Assignment PlusAssign", "Assignment AddAssign"],
  "-=": ["Assignment MinusAssign", "Assignment SubtractAssign"],
  "*=": ["Assignment MultiplyAssign"],
  "/=": ["Assignment DivideAssign"],
  "++=": ["Assignment AppendAssign", "Assignment ConcatAssign", "Assignment ConcatenateAssign"],
};

it.each(Object.entries(names))("reads %s under every name it has had [operator-names]", (symbol, all) => {
  for (const name of all) {
    const [group = "", variant] = name.split(" ");
    expect(read({ [group]: variant })).toBe(symbol);
  }
});

it("refuses any other", () => {
  expect(() => read({ Math: "Equal" })).toThrow(new ProtocolError('unknown operator: "Math Equal"'));
  expect(() => read({ Magic: "Add" })).toThrow(new ProtocolError('unknown operator: "Magic Add"'));
  expect(() => read({ Math: "constructor" })).toThrow(ProtocolError);
  expect(() => read("Add")).toThrow("operator is not a string but missing");
});
