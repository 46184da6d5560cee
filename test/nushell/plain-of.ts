import type { Decoded } from "./message-pack.ts";

/** A value of the plugin, `{Variant: [content, span]}`, as plain data: what tests compare where kinds do not matter. */
export function plainOf(value: Decoded | undefined): unknown {
  const [[variant, fields] = []] = Object.entries(value ?? {});
  const content: unknown = Array.isArray(fields) ? fields[0] : undefined;
  if (variant === "Nothing") return null;
  if (variant === "List") return (content as Decoded[]).map(plainOf);
  if (variant !== "Record") return content;
  return Object.fromEntries(Object.entries(content as object).map(([key, item]) => [key, plainOf(item as Decoded)]));
}
