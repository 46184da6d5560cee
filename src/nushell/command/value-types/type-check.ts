import { checkKind, isObject, type Kind } from "../../protocol/fields.ts";

const words = "a type, such as `int`";

/** Whether a value has this method, itself or from its class. */
export function hasMethod(value: unknown, name: string): boolean {
  return isObject(value) && typeof Reflect.get(value, name) === "function";
}

/** What an argument takes: a value type or a parameter. */
export const parameterKind: Kind = { words, fits: (value) => hasMethod(value, "read") };

/** What a signature can declare. */
export const declaredKind: Kind = { words, fits: (value) => isObject(value) && "type" in value };

/** What writes and reads values. */
export const valueTypeKind: Kind = {
  words,
  fits: (value) => declaredKind.fits(value) && hasMethod(value, "read") && hasMethod(value, "write"),
};

/** Throws a TypeError for columns that are no types, as of a misspelt name. */
export function checkColumns(columns: unknown, kind: Kind): void {
  if (!isObject(columns)) throw new TypeError("columns must be an object of types by their names");
  for (const [name, type] of Object.entries(columns)) checkKind(type, kind, `the column "${name}"`);
}
