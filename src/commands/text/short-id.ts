import { grouped } from "../../orchestrator/grouped.ts";
import { excerpt } from "../../orchestrator/text/printable.ts";

/**
 * Returns a function that shortens one of these ids to as much as finds its task again, fit for a line of text: of a UUID
 * the digits before the first hyphen, unless another begins with them.
 */
export function shortIds(ids: Iterable<string>): (id: string) => string {
  const byShort = grouped(new Set(ids), shortId);
  return (id) => {
    const short = shortId(id);
    return byShort.get(short)?.some((other) => other !== id) === true ? excerpt(id) : short;
  };
}

/** Returns the beginning of a UUID, which nearly always finds its task again, and any other id whole. */
export function shortId(id: string): string {
  return /^[\da-f]{8}(?=-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$)/i.exec(id)?.[0] ?? excerpt(id);
}
