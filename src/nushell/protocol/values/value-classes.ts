// Classes for Nushell values that JavaScript has no type for. A declared type takes and returns plain numbers and
// texts; where any value may come, these classes tell the types apart.

/** A float without a fraction: as a JavaScript number, it would become an int. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export class Duration {
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

export class Filesize {
  readonly bytes: bigint;

  constructor(bytes: bigint) {
    this.bytes = bytes;
  }
}

export class Glob {
  readonly pattern: string;
  /** Whether the pattern was quoted, and so stands for itself. */
  readonly noExpand: boolean;

  constructor(pattern: string, noExpand = false) {
    this.pattern = pattern;
    this.noExpand = noExpand;
  }
}

/** A plugin's own value, in the form in which it is sent. */
export class CustomValue {
  readonly name: string;
  readonly data: Uint8Array;
  /** Whether Nushell tells the plugin when the last copy is gone. */
  readonly notifyOnDrop: boolean;

  constructor(name: string, data: Uint8Array, notifyOnDrop = false) {
    this.name = name;
    this.data = data;
    this.notifyOnDrop = notifyOnDrop;
  }
}
