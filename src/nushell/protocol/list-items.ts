import type { CustomValue } from "./kinds.ts";
import { encode, MsgpackWriter } from "./msgpack-writer.ts";
import type { WriteValue } from "./plugin-message.ts";
import { ValueWriter, type Recipient } from "./value-writer.ts";

/** Encodes items of one list stream, many messages in one buffer; what all have in common is encoded once. */
export class ListItems {
  readonly #out = new MsgpackWriter();
  readonly #prefix: Uint8Array;
  readonly #values: ValueWriter;
  readonly #onCustomValue: Recipient["onCustomValue"];
  /** Those of the item that is being written. */
  readonly #customValues: CustomValue[] = [];

  constructor(streamId: number, recipient: Recipient) {
    // {Data: [id, {List: , to be followed by the value.
    const data = [Buffer.of(0x81), encode("Data"), Buffer.of(0x92), encode(streamId)];
    this.#prefix = Buffer.concat([...data, Buffer.of(0x81), encode("List")]);
    this.#onCustomValue = recipient.onCustomValue;
    const onCustomValue = (value: CustomValue) => this.#customValues.push(value);
    this.#values = new ValueWriter(this.#out, { ...recipient, onCustomValue });
  }

  /** Throws what `write` throws, and then has written nothing. */
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
    // As `tellWhenWritten` does, without a writer for each item.
    if (this.#customValues.length === 0) return;
    for (const value of this.#customValues.splice(0)) this.#onCustomValue?.(value);
  }

  /** The messages since the last time; undefined when there are none. */
  take(): Buffer | undefined {
    return this.#out.length === 0 ? undefined : this.#out.take();
  }
}
