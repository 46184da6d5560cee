import type { Kind } from "../fields.ts";
import { asString, asVariant, throwUnknownVariant, type Wire } from "../msgpack/wire.ts";

// Every name that an operator has had since 0.98: several were renamed in 0.101, 0.103 and 0.108.
const operators = {
  Comparison: {
    Equal: "==",
    NotEqual: "!=",
    LessThan: "<",
    GreaterThan: ">",
    LessThanOrEqual: "<=",
    GreaterThanOrEqual: ">=",
    RegexMatch: "=~",
    NotRegexMatch: "!~",
    In: "in",
    NotIn: "not-in",
    Has: "has",
    NotHas: "not-has",
    StartsWith: "starts-with",
    NotStartsWith: "not-starts-with",
    EndsWith: "ends-with",
    NotEndsWith: "not-ends-with",
  },
  Math: {
    Add: "+",
    Plus: "+",
    Subtract: "-",
    Minus: "-",
    Multiply: "*",
    Divide: "/",
    FloorDivide: "//",
    FloorDivision: "//",
    Modulo: "mod",
    Pow: "**",
    Concatenate: "++",
    Concat: "++",
    Append: "++",
  },
  Boolean: { Or: "or", Xor: "xor", And: "and" },
  Bits: { BitOr: "bit-or", BitXor: "bit-xor", BitAnd: "bit-and", ShiftLeft: "bit-shl", ShiftRight: "bit-shr" },
  Assignment: {
    Assign: "=",
    AddAssign: "+=",
    PlusAssign: "+=",
    SubtractAssign: "-=",
    MinusAssign: "-=",
    MultiplyAssign: "*=",
    DivideAssign: "/=",
    ConcatenateAssign: "++=",
    ConcatAssign: "++=",
    AppendAssign: "++=",
  },
} as const;

type Names = { [G in keyof typeof operators]: (typeof operators)[G][keyof (typeof operators)[G]] };

/** An operator, as one writes it in Nushell. */
export type Operator = Names[keyof Names];

/** Reads `{Math: "Add"}`, with the names of any release. */
export function readOperator(wire: Wire | undefined): Operator {
  const { name: group, content } = asVariant(wire, "operator");
  const name = asString(content, "operator");
  const names: Readonly<Record<string, Operator>> = own(operators, group) ?? {};
  return own(names, name) ?? throwUnknownVariant(`${group} ${name}`, "operator");
}

/** Returns a field, but nothing that every object has, such as `constructor`. */
function own<T>(fields: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** What an operator must be where an author gives one. */
export const operatorKind: Kind = {
  words: "an operator as one writes it, such as `+` or `not-in`",
  fits: (value) => Object.values(operators).some((names) => Object.values<unknown>(names).includes(value)),
};
