import type { CustomValueOp } from "../protocol/custom-value-op.ts";
import type { CustomValue } from "../protocol/kinds.ts";
import { LabeledError } from "../protocol/labeled-error.ts";
import type { Operator } from "../protocol/operator.ts";
import type { Ordering } from "../protocol/plugin-message.ts";
import type { Span } from "../protocol/span.ts";
import type { Value } from "../protocol/value.ts";
import { carriedStates, KeptStates } from "./custom-value-states.ts";
import { invalid, mismatch } from "./mismatch.ts";
import { value, type PipelineData } from "./pipeline-data.ts";
import { bool, type ValueType } from "./type.ts";

/** Where an operation was asked for, and where the value it is asked of stands. */
export interface OperationPlace {
  readonly span: Span;
  readonly valueSpan: Span;
}

/** A value of the plugin's own, of which Nushell knows only the name. What is not defined here is an error there. */
export interface CustomValueDefinition<S> {
  readonly name: string;
  /**
   * How the state travels in the value itself. Without it the state is kept in the plugin, and let go when Nushell has
   * dropped the last copy; while there is one, Nushell is told not to stop the plugin.
   */
  readonly carried?: { encode(state: S): Uint8Array; decode(data: Uint8Array): S };
  /** What it is shown as, and what other commands make of it. */
  toBase(state: S): PipelineData | Promise<PipelineData>;
  /** `$value.0` */
  followRow?(state: S, row: number, step: OperationPlace & { optional: boolean }): PipelineData | Promise<PipelineData>;
  /** `$value.name`; up to 0.107 `!` is not known of, nor `?`, which makes nothing of any error then. */
  followColumn?(
    state: S,
    column: string,
    step: OperationPlace & { optional: boolean; insensitive: boolean },
  ): PipelineData | Promise<PipelineData>;
  /** For `sort`, `==`, `<` and their like, where this stands on the left. Undefined when they cannot be compared. */
  compare?(state: S, other: Value): Ordering | Promise<Ordering>;
  /** `$value + 1`: what stands on the left decides. With `compare` it is not asked for comparisons. */
  operate?(state: S, operator: Operator, right: Value, place: OperationPlace): PipelineData | Promise<PipelineData>;
  /**
   * `$value | save --raw file`, from 0.108 on, with the file's absolute path. Without `--raw` Nushell 0.115 writes the
   * base value where it knows the format that the file is named after.
   */
  save?(state: S, path: string, place: OperationPlace): void | Promise<void>;
  /** The last copy of a kept value is gone. */
  dropped?(state: S): void | Promise<void>;
}

/** What an operation comes to. */
export type OperationResult =
  | { readonly type: "data"; readonly data: PipelineData }
  | { readonly type: "ordering"; readonly ordering: Ordering }
  | { readonly type: "done" };

/** A kind of custom value, as a type that states are written and read with. */
export interface CustomValueType<S> extends ValueType<S> {
  readonly name: string;
  /** Whether there are states that only this process has. */
  isKept(): boolean;
  /** One was sent, by whatever command, and Nushell will tell when it is gone. */
  sent(value: CustomValue): void;
  /** Does what Nushell asks of one. */
  operate(value: CustomValue, span: Span, op: CustomValueOp): Promise<OperationResult>;
}

/** Declares a custom value once; list it among the plugin's `customValues`. */
export function defineCustomValue<S>(definition: CustomValueDefinition<S>): CustomValueType<S> {
  const { name } = definition;
  const states =
    definition.carried === undefined ? new KeptStates<S>(name) : carriedStates(definition, definition.carried);
  return {
    name,
    type: { Custom: name },
    shape: "Any",
    isKept: () => states.isKept,
    sent: (custom) => states.sent(custom),
    write: (out, state) => out.custom(states.store(state)),
    read: (given) => {
      if (given.kind !== "Custom") return mismatch(given, `a ${name}`);
      return given.val.name === name
        ? states.load(given.val, given.span)
        : invalid(given, `must be a ${name}, not a ${given.val.name}`, `expected a ${name}`);
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

// For these Nushell sends an operation; only when it sorts it asks for an ordering.
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
