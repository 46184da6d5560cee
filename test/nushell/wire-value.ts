// Values as Nushell sends them: structs are maps, bytes are arrays of numbers.

import type { Wire } from "../../src/nushell/protocol/msgpack/wire.ts";

/** What MessagePack decodes an object to. */
export function wire(value: unknown): Wire {
  if (Array.isArray(value)) return value.map(wire);
  if (typeof value !== "object" || value === null) return value as Wire;
  return new Map(Object.entries(value).map(([key, each]) => [key, wire(each)]));
}

/** Where values stand, and the commands of the calls they come with. */
export const head = { start: 10, end: 14 };

export const nothing = { Nothing: { span: head } };
export const bool = (val: boolean) => ({ Bool: { val, span: head } });
/** One that JavaScript's numbers are too small for, or that takes more than 32 bits, as a bigint. */
export const int = (val: number | bigint) => ({ Int: { val, span: head } });
export const string = (val: string) => ({ String: { val, span: head } });
export const binary = (...val: number[]) => ({ Binary: { val, span: head } });
export const list = (...vals: unknown[]) => ({ List: { vals, span: head } });
export const error = (msg: string) => ({ Error: { error: { msg }, span: head } });

/** The headers of pipeline data. */
export const value = (content: unknown, metadata: unknown = null) => ({ Value: [content, metadata] });
export const listStream = (id: number) => ({ ListStream: { id, span: head, metadata: null } });
export const byteStream = (id: number, type: "Binary" | "String" | "Unknown" = "Unknown") => ({
  ByteStream: { id, span: head, type, metadata: null },
});

/** What streams carry. */
export const item = (id: number, content: unknown) => ({ Data: [id, { List: content }] });
export const chunk = (id: number, bytes: Uint8Array | string) => ({
  Data: [id, { Raw: { Ok: [...Buffer.from(bytes)] } }],
});
export const chunkError = (id: number, msg: string) => ({ Data: [id, { Raw: { Err: { msg } } }] });
