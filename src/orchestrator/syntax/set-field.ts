/** Sets a field of plain data without giving `__proto__` its special meaning: in a file it is a key like any other. */
export function setField(record: object, key: string | number, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    Reflect.set(record, key, value);
  }
}
