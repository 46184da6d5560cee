import type { Command } from "../nushell/index.ts";
import { orch } from "./orch.ts";

/** Everything the plugin offers. */
export const commands: readonly Command[] = [orch];
