import type { Engine } from "../../nushell/index.ts";

/** What commands keep in memory between calls. */
interface Kept {
  close(): void;
}

const kept = new Set<Kept>();

/** Keeps the plugin alive for it: see `Engine.keepAlive`, of which one release has to do for all commands. */
export function keepAlive(engine: Engine, milliseconds: number, what: Kept): void {
  kept.add(what);
  engine.keepAlive(milliseconds, () => {
    for (const each of kept) each.close();
    kept.clear();
  });
}
