import * as scalars from "../../protocol/values/scalar.ts";
import { Float } from "../../protocol/values/value-classes.ts";
import { throwMismatch } from "./invalid-value.ts";
import { int, type ValueType } from "./type.ts";

/**
 * Nushell's `number`, an int or a float. Either is read as a number, so that 1 and 1.0 are the same; an int beyond 2^53 is
 * an error. A whole number is written as an int, a `Float` always as a float.
 */
export const number: ValueType<number | bigint | Float, number> = {
  type: "Number",
  shape: "Number",
  write(out, value) {
    if (value instanceof Float) out.float(value.value);
    else if (typeof value === "bigint" || Number.isSafeInteger(value)) out.int(value);
    else out.scalar(scalars.float, value);
  },
  read(value) {
    if (value.kind === "Float") return value.val;
    return value.kind === "Int" ? int.read(value) : throwMismatch(value, "a number");
  },
};
