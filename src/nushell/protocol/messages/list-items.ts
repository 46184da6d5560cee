import { encode, MsgpackWriter } from "../msgpack/msgpack-writer.ts";
import type { CustomValue } from "../values/value-classes.ts";
import { ValueWriter, type Recipient, type WriteValue } from "../values/value-writer.ts";

/** Encodes the items of one list stream, many messages in one buffer. What all messages share is encoded once. */
export class ListItems {
  readonly #out = new MsgpackWriter();
  readonly #prefix: Uint8Array;
  readonly #values: ValueWriter;
  readonly #onCustomValue: Recipient["onCustomValue"];
  /** The custom values of the item that is being written. */
  readonly #customValues: CustomValue[] = [];

  constructor(streamId: number, recipient: Recipient) {
    // This is `{Data: [id, {List: `, which the value follows.
    const data = [Buffer.of(0x81), encode("Data"), Buffer.of(0x92), encode(streamId)];
    this.#prefix = Buffer.concat([...data, Buffer.of(0x81), encode("List")]);
    this.#onCustomValue = recipient.onCustomValue;
    const onCustomValue = (value: CustomValue) => this.#customValues.push(value);
    this.#values = new ValueWriter(this.#out, { ...recipient, onCustomValue });
  }

  /** Appends one item. If `write` throws, so does this, and nothing is written. */
  append(write: WriteValue): void {
    const { length } = this.#out;
    try {
      this.#out.raw(this.#prefix);
      write(this.#values);
    } catch (error) {
      this.#out.rewind(length);
      this.#customValues.length = 0;
      throw error;
    }
    // `tellWhenWritten` does the same, but needs a writer for each item.
    if (this.#customValues.length === 0) return;
    for (const value of this.#customValues.splice(0)) this.#onCustomValue?.(value);
  }

  /** Returns the messages since the last time, or undefined if there are none. */
  take(): Buffer | undefined {
    return this.#out.length === 0 ? undefined : this.#out.take();
  }
}
