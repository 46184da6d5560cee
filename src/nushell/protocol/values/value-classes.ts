// Classes for Nushell values that JavaScript has no type for. A declared type takes and returns plain numbers and
// texts; where any value may come, these classes tell the types apart.

/** A float without a fraction: as a JavaScript number, it would become an int. */
export class Float {
  /** What it is in JavaScript. */
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Nushell's `duration`, where any value may come. */
export class Duration {
  /** A Nushell duration has 64 bits: up to 292 years. */
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

/** Nushell's `filesize`, where any value may come. */
export class Filesize {
  /** Up to 64 bits, with a sign. */
  readonly bytes: bigint;

  constructor(bytes: bigint) {
    this.bytes = bytes;
  }
}

/** Nushell's `glob`: a pattern of paths, such as `*.ts`. */
export class Glob {
  /** The pattern as it was written, without quotes. */
  readonly pattern: string;
  /** Whether the pattern was quoted, and so stands for itself. */
  readonly noExpand: boolean;

  constructor(pattern: string, noExpand = false) {
    this.pattern = pattern;
    this.noExpand = noExpand;
  }
}

/**
 * A plugin's own value, in the form in which it is sent: what `any` reads a custom value as. `defineCustomValue`
 * makes a type that reads its state.
 */
export class CustomValue {
  /** The name of its kind, as `defineCustomValue` has it. */
  readonly name: string;
  /** What the plugin wrote, of which only the plugin knows the meaning. */
  readonly data: Uint8Array;
  /** Whether Nushell tells the plugin when the last copy is gone. */
  readonly notifyOnDrop: boolean;

  constructor(name: string, data: Uint8Array, notifyOnDrop = false) {
    this.name = name;
    this.data = data;
    this.notifyOnDrop = notifyOnDrop;
  }
}
