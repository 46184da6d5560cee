import type { CustomValueOp } from "../protocol/messages/custom-value-op.ts";
import type { Ordering } from "../protocol/messages/message-writer.ts";
import type { Operator } from "../protocol/messages/operator.ts";
import { checkFields, method, named, object, optional, text, type Fields } from "../protocol/fields.ts";
import { LabeledError } from "../protocol/values/labeled-error.ts";
import type { Span } from "../protocol/values/span.ts";
import type { CustomValue } from "../protocol/values/value-classes.ts";
import type { Value } from "../protocol/values/value.ts";
import { carriedStates, KeptStates, type StateEncoding } from "./custom-value-states.ts";
import { value, type PipelineData } from "./data/pipeline-data.ts";
import { throwInvalid, throwMismatch } from "./value-types/invalid-value.ts";
import { bool, type ValueType } from "./value-types/type.ts";

/** The places of an operation and of the value that it concerns. */
export interface OperationPlace {
  /** Where the operator, the step of the path or the file's name is. */
  readonly span: Span;
  /** Where the value is from. */
  readonly valueSpan: Span;
}

/**
 * The plugin's own kind of value, of which Nushell knows only the name. An operation that is not defined fails in
 * Nushell.
 */
export interface CustomValueDefinition<S> {
  /** What Nushell calls its type: `describe` says so, and signatures show it. */
  readonly name: string;
  /**
   * How the state travels in the value itself. If not given, the plugin keeps the state until Nushell has dropped the
   * last copy, and asks Nushell not to stop it before that.
   */
  readonly carried?: StateEncoding<S>;
  /** Returns the value that is shown, and that other commands get instead of it. */
  toBase(state: S): PipelineData | Promise<PipelineData>;
  /** Evaluates `$value.0`. */
  followRow?(state: S, row: number, step: OperationPlace & { optional: boolean }): PipelineData | Promise<PipelineData>;
  /**
   * Evaluates `$value.name`. Up to 0.107 Nushell tells of neither `!` nor `?`; `?` then turns any error into nothing.
   */
  followColumn?(
    state: S,
    column: string,
    step: OperationPlace & { optional: boolean; insensitive: boolean },
  ): PipelineData | Promise<PipelineData>;
  /**
   * Compares it to a value on its right, for `sort`, `==`, `<` and the like. Returns undefined if they cannot be
   * compared.
   */
  compare?(state: S, other: Value): Ordering | Promise<Ordering>;
  /** Evaluates `$value + 1`, where it is on the left. If there is a `compare`, comparisons do not come here. */
  operate?(state: S, operator: Operator, right: Value, place: OperationPlace): PipelineData | Promise<PipelineData>;
  /**
   * Does `$value | save --raw file`, from 0.108 on, given the file's absolute path. Without `--raw`, Nushell 0.115
   * writes the base value if it knows the format of the file's extension.
   */
  save?(state: S, path: string, place: OperationPlace): void | Promise<void>;
  /** Is called when Nushell has dropped the last copy. */
  dropped?(state: S): void | Promise<void>;
}

/** The result of an operation. */
export type OperationResult =
  | { readonly type: "data"; readonly data: PipelineData }
  | { readonly type: "ordering"; readonly ordering: Ordering }
  | { readonly type: "done" };

/** A kind of custom value. As a value type, it writes and reads states. */
export interface CustomValueType<S> extends ValueType<S> {
  /** What Nushell calls its type. */
  readonly name: string;
  /** Whether there are states that only this process has. */
  isKept(): boolean;
  /** Takes note that a value has been sent, of which Nushell will tell when it is gone. */
  sent(value: CustomValue): void;
  /** Does an operation that Nushell asks of a value. */
  operate(value: CustomValue, span: Span, op: CustomValueOp): Promise<OperationResult>;
}

const fields = {
  name: text,
  carried: optional(object),
  toBase: method,
  followRow: optional(method),
  followColumn: optional(method),
  compare: optional(method),
  operate: optional(method),
  save: optional(method),
  dropped: optional(method),
} satisfies Fields<CustomValueDefinition<unknown>>;

const encodingFields = { encode: method, decode: method } satisfies Fields<StateEncoding<unknown>>;

/**
 * Declares a kind of custom value, which the plugin must list in its `customValues`. The type of its state comes first,
 * in a call of its own: `const money = defineCustomValue<Amount>()({ name: "money", ... })`. So TypeScript knows the type
 * of `money` before it looks at the operations, and these can use `money` themselves. Throws a TypeError for a
 * declaration that is not what its type says.
 *
 * @example
 * ```ts
 * const point = defineCustomValue<{ x: number; y: number }>()({
 *   name: "point",
 *   carried: {
 *     encode: (state) => Buffer.from(JSON.stringify(state)),
 *     decode: (data) => JSON.parse(Buffer.from(data).toString()),
 *   },
 *   toBase: (state) => value(record({ x: int, y: int }), state),
 * });
 * ```
 */
export function defineCustomValue<S>(
  ...none: readonly { "call it twice: defineCustomValue<State>()({ ... })": never }[]
): (definition: CustomValueDefinition<S>) => CustomValueType<S> {
  if (none.length > 0) throw new TypeError("a custom value is declared in two calls: defineCustomValue()({ ... })");
  return customValueType;
}

function customValueType<S>(definition: CustomValueDefinition<S>): CustomValueType<S> {
  const the = named("custom value", definition);
  checkFields(definition, fields, the);
  const { name, carried } = definition;
  if (name.trim() === "") throw new TypeError(`${the} has no name`);
  if (carried !== undefined) checkFields(carried, encodingFields, `\`carried\` of ${the}`);
  const states =
    carried === undefined
      ? new KeptStates<S>(name)
      : carriedStates(name, carried, { notifyOnDrop: definition.dropped !== undefined });
  return {
    name,
    type: { Custom: name },
    shape: "Any",
    isKept: () => states.isKept,
    sent: (custom) => states.sent(custom),
    write: (out, state) => out.custom(states.store(state)),
    read: (given) => {
      if (given.kind !== "Custom") return throwMismatch(given, `a ${name}`);
      return given.val.name === name
        ? states.load(given.val, given.span)
        : throwInvalid(given, `must be a ${name}, not a ${given.val.name}`, `expected a ${name}`);
    },
    async operate(custom, valueSpan, op) {
      if (op.type === "Dropped") {
        const state = states.release(custom);
        if (state !== undefined) await definition.dropped?.(state);
        return { type: "done" };
      }
      return operate(definition, states.load(custom, valueSpan), valueSpan, op);
    },
  };
}

// For these Nushell sends an operation; it asks for an ordering only when it sorts.
const comparisons: ReadonlyMap<Operator, readonly Ordering[]> = new Map<Operator, readonly Ordering[]>([
  ["==", ["Equal"]],
  ["!=", ["Less", "Greater", undefined]],
  ["<", ["Less"]],
  [">", ["Greater"]],
  ["<=", ["Less", "Equal"]],
  [">=", ["Greater", "Equal"]],
]);

async function operate<S>(
  definition: CustomValueDefinition<S>,
  state: S,
  valueSpan: Span,
  op: Exclude<CustomValueOp, { type: "Dropped" }>,
): Promise<OperationResult> {
  const { name } = definition;
  switch (op.type) {
    case "ToBaseValue":
      return { type: "data", data: await definition.toBase(state) };
    case "FollowPathInt": {
      if (!definition.followRow) return refuse(`A ${name} has no rows`, op.span);
      return { type: "data", data: await definition.followRow(state, op.row, { ...op, valueSpan }) };
    }
    case "FollowPathString": {
      if (!definition.followColumn) return refuse(`A ${name} has no columns`, op.span);
      return { type: "data", data: await definition.followColumn(state, op.column, { ...op, valueSpan }) };
    }
    case "PartialCmp":
      return { type: "ordering", ordering: await definition.compare?.(state, op.other) };
    case "Operation": {
      const { span, operator, right } = op;
      const orderings = comparisons.get(operator);
      if (definition.compare && orderings) {
        const ordering = await definition.compare(state, right);
        const isEquality = operator === "==" || operator === "!=";
        if (ordering === undefined && !isEquality) return refuse(`A ${name} cannot be compared with that`, span);
        return { type: "data", data: value(bool, orderings.includes(ordering)) };
      }
      if (!definition.operate) return refuse(`A ${name} takes no operator`, span);
      return { type: "data", data: await definition.operate(state, operator, right, { span, valueSpan }) };
    }
    case "Save": {
      if (!definition.save) return refuse(`A ${name} cannot be saved`, op.saveSpan);
      await definition.save(state, op.path, { span: op.span, valueSpan });
      return { type: "done" };
    }
  }
}

function refuse(message: string, span: Span): never {
  throw new LabeledError(message, {
    code: "nushell::custom_value",
    labels: [{ text: "asked for here", span }],
  });
}
