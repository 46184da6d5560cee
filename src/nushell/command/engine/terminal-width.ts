import type { Engine } from "./engine.ts";
import { record } from "../value-types/columns.ts";
import { int } from "../value-types/type.ts";

/** The width in columns that is assumed where no terminal says its own. */
export const usualWidth = 80;

/** Returns how many columns the caller's terminal has, as `term size` says, or 80 if there is no terminal. */
export async function terminalWidth(engine: Pick<Engine, "findDecl" | "callDecl">): Promise<number> {
  const termSize = await engine.findDecl("term size");
  if (termSize === undefined) return usualWidth;
  try {
    const { columns } = await engine.callDecl(termSize, { returns: record({ columns: int }) });
    return columns > 0 ? columns : usualWidth;
  } catch {
    return usualWidth;
  }
}
