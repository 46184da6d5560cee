import type { SyntaxShape } from "../../protocol/messages/signature.ts";
import type { Type } from "../../protocol/messages/type.ts";
import type { Closure } from "../../protocol/values/value.ts";
import { Glob } from "../../protocol/values/value-classes.ts";
import { checkKind } from "../../protocol/fields.ts";
import { throwMismatch } from "./invalid-value.ts";
import type { Parameter } from "./parameter.ts";
import { declaredKind, parameterKind } from "./type-check.ts";
import { closure, type Declared } from "./type.ts";

/**
 * A condition on a row, as `where` takes it: `size > 3kb`, `$it.size > 3kb` or `{|row| ...}`. It is read as a closure that
 * gets the row both as its argument and as its input:
 * `engine.evalClosure(condition, { positional: [row], input: value(any, row) })`. Where that is true, the row is meant.
 *
 * Only for positionals and the rest. All that follows is part of it, up to what later required positionals need or to the
 * word of a later keyword, so flags come before it. Where it is a variable that holds a closure, Nushell before 0.105 gives
 * another closure, whose result is that one.
 */
export const rowCondition: Parameter<Closure> = { shape: "RowCondition", read: (value) => closure.read(value) };

/**
 * A fixed word and what follows it, as in `replace old with new`. Only what follows is read, and its place is that of
 * both from 0.107 on. Only for positionals and the rest. Throws a TypeError for what Nushell never takes for one word.
 */
export function keyword<T>(word: string, takes: Parameter<T>): Parameter<T> {
  if (!/^[^\s-]\S*$/.test(word)) throw new TypeError(`a keyword is one word without a dash before it, not "${word}"`);
  checkKind(takes, parameterKind, "what follows a keyword");
  return { ...takes, shape: { Keyword: [[...Buffer.from(word)], takes.shape] } };
}

/**
 * What an expression without parentheses gives, such as `1 + 2` or `$x == 3`: all that follows, up to what later required
 * positionals need or to the word of a later keyword. Only for positionals and the rest.
 */
export function mathExpression<T>(takes: Parameter<T>): Parameter<T> {
  checkKind(takes, parameterKind, "what mathExpression() is given");
  return { ...takes, shape: "MathExpression" };
}

/** As `mathExpression`, but a bare word is a command, whose output is what is read. */
export function expression<T>(takes: Parameter<T>): Parameter<T> {
  checkKind(takes, parameterKind, "what expression() is given");
  return { ...takes, shape: "Expression" };
}

/**
 * An argument as an external command gets it: a bare word is a text whatever it looks like, `5` too, and from 0.109 on
 * `true` and `null`, which no argument can be before. The pattern is to be expanded unless `noExpand`, as for what was
 * quoted or computed.
 */
export const externalArgument: Parameter<Glob> = {
  shape: "ExternalArgument",
  read(value) {
    switch (value.kind) {
      case "Glob":
        return new Glob(value.val, value.noExpand);
      case "String":
      case "Int":
      case "Float":
        return new Glob(`${value.val}`, true);
      default:
        return throwMismatch(value, "a string or a number");
    }
  },
};

/**
 * A closure whose parameters have types, such as `closureTaking(int, string)` for `{|number: int, name: string| ...}`.
 * Nushell refuses one that has more parameters, or declares one of another type. It checks only closures that are written
 * in the call itself, and neither their results nor what they are run with.
 */
export function closureTaking(...types: readonly Declared[]): Parameter<Closure> {
  for (const type of types) checkKind(type, declaredKind, "what closureTaking() is given");
  return { ...closure, shape: { Closure: types.map(({ type }) => annotation(type)) } };
}

const annotations: Partial<Record<string, SyntaxShape>> = {
  Bool: "Boolean",
  Closure: { Closure: null },
  Date: "DateTime",
  Glob: "GlobPattern",
};

/** The shape that `name: type` declares in Nushell: an argument's may take more, as that of a float takes ints. */
function annotation(type: Type): SyntaxShape {
  // All other names are those of shapes too.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  if (typeof type === "string") return annotations[type] ?? (type as SyntaxShape);
  if ("List" in type) return { List: annotation(type.List) };
  if ("OneOf" in type) return { OneOf: type.OneOf.map(annotation) };
  if ("Custom" in type) return "Any";
  return "Record" in type ? { Record: columns(type.Record) } : { Table: columns(type.Table) };
}

function columns(declared: readonly (readonly [string, Type])[]): (readonly [string, SyntaxShape])[] {
  return declared.map(([name, type]) => [name, annotation(type)]);
}
