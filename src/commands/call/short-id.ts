import { excerpt } from "../../orchestrator/text/printable.ts";

/** Returns as much of an id as finds its task again, fit for a line of text: of a UUID the digits before the first hyphen. */
export function shortId(id: string): string {
  return /^[\da-f]{8}(?=-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$)/i.exec(id)?.[0] ?? excerpt(id);
}
