import { LabeledError } from "../../protocol/values/labeled-error.ts";
import { unwritable } from "../../protocol/values/unwritable.ts";
import { throwMismatch } from "./invalid-value.ts";
import type { ValueType } from "./type.ts";

/**
 * Nushell's `error`: a failure that stands in the place of a value, as what a closure threw does in the stream of `each`.
 * Whoever uses the value gets the error. An error can be an item or in a column, but never an argument, as Nushell then
 * ends the call before the plugin hears of it.
 */
export const error: ValueType<LabeledError> = {
  type: "Error",
  shape: "Error",
  write(out, value) {
    if (!(value instanceof LabeledError)) throw unwritable("a LabeledError", value);
    out.error(value);
  },
  read: (value) => (value.kind === "Error" ? value.error : throwMismatch(value, "an error")),
};
