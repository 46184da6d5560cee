import * as nu from "../nushell/index.ts";

const usual = 80;

/** Columns of the caller's terminal, by Nushell's own `term size`; 80 where there is none. */
export async function terminalWidth(engine: nu.Engine): Promise<number> {
  const termSize = await engine.findDecl("term size");
  if (termSize === undefined) return usual;
  try {
    const { columns } = await engine.callDecl(termSize, { returns: nu.record({ columns: nu.int }) });
    return columns > 0 ? columns : usual;
  } catch {
    return usual;
  }
}
