import type { CustomValueType } from "../../command/custom-value.ts";
import type { PipelineData } from "../../command/data/pipeline-data.ts";
import * as kind from "../../protocol/fields.ts";
import { checkFields, checkKind, isObject, type Fields } from "../../protocol/fields.ts";
import type { CustomValueOp } from "../../protocol/messages/custom-value-op.ts";
import type { Ordering } from "../../protocol/messages/message-writer.ts";
import { operatorKind, type Operator } from "../../protocol/messages/operator.ts";
import type { Plain } from "../../protocol/values/plain.ts";
import { CustomValue } from "../../protocol/values/value-classes.ts";
import type { Value } from "../../protocol/values/value.ts";
import { atLeast } from "../../protocol/version.ts";
import { collected } from "../values/collected.ts";
import { CommandLine } from "./command-line.ts";
import { Closures } from "../values/given.ts";
import { placed } from "./marked.ts";
import { releaseOf } from "../values/release.ts";
import { inputData, pipelineThroughWire } from "../values/wire-form.ts";

/** How a path is followed: `?` after a step makes it optional, and `!` makes a column's case count for nothing. */
export interface PathStep {
  /** Whether `?` follows: what is missing is then nothing. */
  readonly optional?: boolean;
  /** Whether `!` follows: capitals and small letters are the same. */
  readonly insensitive?: boolean;
}

const stepFields = {
  optional: kind.optional(kind.boolean),
  insensitive: kind.optional(kind.boolean),
} satisfies Fields<PathStep>;

/**
 * What Nushell may do with a custom value. All that comes from the value or goes to it is encoded and decoded, and given
 * back as by `runCommand`. An operation rejects with what the definition throws, or with Nushell's LabeledError where there is
 * no such operation.
 */
export interface Operations {
  /** Shows the value, or gives it to a command that wants no custom value. */
  toBase(): Promise<Plain>;
  /** Evaluates `$value.0`, or `$value.0?`. */
  followRow(row: number, step?: Pick<PathStep, "optional">): Promise<Plain>;
  /** Evaluates `$value.name`. Up to 0.107 the definition is told of neither `?` nor `!`. */
  followColumn(column: string, step?: PathStep): Promise<Plain>;
  /** Compares it with a value on its right, as `sort` does. */
  compare(other: Plain | PipelineData): Promise<Ordering>;
  /** Evaluates `$value + right`, or a comparison. */
  operate(operator: Operator, right: Plain | PipelineData): Promise<Plain>;
  /** Does `$value | save --raw path`, from 0.108 on. */
  save(path: string): Promise<void>;
  /** Tells that a copy is gone, if Nushell would tell. */
  drop(): Promise<void>;
}

/**
 * Returns the operations of a custom value, which run in this process as they would in the plugin: of one that `runCommand`
 * has given, or of `value(type, state)`. Throws a TypeError if it is of another kind.
 */
export function operationsOf<S>(
  type: CustomValueType<S>,
  given: Plain | PipelineData,
  options: {
    /** Nushell's version, by default 0.115.1. */
    readonly version?: string;
  } = {},
): Operations {
  if (!isObject(type) || !("operate" in type)) throw new TypeError("this is no kind of custom value: give it first");
  checkFields(options, { version: kind.optional(kind.text) }, "what operationsOf is given");
  const version = releaseOf(options.version);
  const closures = new Closures();
  const tellsSteps = atLeast(version, "0.108");

  /** Asks what the words after `$value` stand for. */
  const ask = async (makeOp: (line: CommandLine) => CustomValueOp | Promise<CustomValueOp>) => {
    const line = new CommandLine(version, closures);
    const { value: custom, span } = customOf(await sent(given, "$value", line), type.name);
    try {
      const result = await type.operate(custom, span, await makeOp(line));
      if (result.type !== "data") return { ordering: result.type === "ordering" ? result.ordering : undefined };
      return { data: await collected(pipelineThroughWire(result.data, { version, span })) };
    } catch (error) {
      throw placed(error, line);
    }
  };
  const sent = async (data: Plain | PipelineData, text: string, line: CommandLine): Promise<Value> => {
    const span = line.word(text);
    const read = pipelineThroughWire(inputData(data, closures), { version, span });
    return read.kind === "value" ? read.value : line.named(text, await collected(read));
  };
  /** Before 0.108, Nushell itself turns the error of an optional step into nothing. */
  const follow = async (step: PathStep, makeOp: (line: CommandLine) => CustomValueOp) => {
    checkFields(step, stepFields, "the step of a path");
    const followed = ask(makeOp);
    const { data } = await (step.optional === true && !tellsSteps ? followed.catch(() => ({ data: null })) : followed);
    return data;
  };
  return {
    toBase: async () => (await ask(() => ({ type: "ToBaseValue" }))).data,
    followRow: (row, step = {}) =>
      follow(step, (line) => {
        const optional = tellsSteps && step.optional === true;
        return { type: "FollowPathInt", row, span: line.word(String(row)), optional };
      }),
    followColumn: (column, step = {}) =>
      follow(step, (line) => ({
        type: "FollowPathString",
        column,
        span: line.word(column),
        optional: tellsSteps && step.optional === true,
        insensitive: tellsSteps && step.insensitive === true,
      })),
    compare: async (other) =>
      (await ask(async (line) => ({ type: "PartialCmp", other: await sent(other, "$other", line) }))).ordering,
    operate: async (operator, right) => {
      checkKind(operator, operatorKind, "the operator");
      const asked = ask(async (line) => {
        const span = line.word(operator);
        return { type: "Operation", operator, span, right: await sent(right, "$right", line) };
      });
      return (await asked).data;
    },
    async save(path) {
      if (!tellsSteps) throw new TypeError("Nushell before 0.108 has no way to save a custom value");
      await ask((line) => ({ type: "Save", path, saveSpan: line.word("save"), span: line.word(path) }));
    },
    async drop() {
      await ask(() => ({ type: "Dropped" }));
    },
  };
}

function customOf(value: Value, name: string): { value: CustomValue; span: Value["span"] } {
  if (value.kind === "Custom" && value.val.name === name) return { value: value.val, span: value.span };
  const found = value.kind === "Custom" ? value.val.name : value.kind.toLowerCase();
  throw new TypeError(`this is no ${name} but of type ${found}: pass what runCommand has given, or value(type, state)`);
}
