import { isUtf8 } from "node:buffer";
import type { PipelineInput } from "../../command/data/input.ts";
import type { Plain } from "../../protocol/values/plain.ts";
import { asObjects } from "./records-as-objects.ts";

/** Reads all of some pipeline data, or no more than `take` items or chunks of a stream, as plain JavaScript. */
export async function collected(read: PipelineInput, take = Infinity): Promise<Plain> {
  switch (read.kind) {
    case "empty":
      return null;
    case "value":
      return asObjects(read.value);
    case "list-stream":
      return (await firstItems(read.items, take)).map(asObjects);
    case "byte-stream": {
      const bytes = Buffer.concat(await firstItems(read.chunks, take));
      const isText = read.of === "String" || (read.of === "Unknown" && isUtf8(bytes));
      return isText ? new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) : Uint8Array.from(bytes);
    }
  }
}

/** Returns the first items of a stream, and ends it. */
export async function firstItems<T>(stream: AsyncIterableIterator<T>, count = Infinity): Promise<readonly T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await stream.next();
    if (next.done === true) return taken;
    taken.push(next.value);
  }
  await stream.return?.();
  return taken;
}
