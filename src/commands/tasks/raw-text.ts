/** A field as the file has it, for a column of texts: JSON that is no text is written out. */
export function rawText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}
