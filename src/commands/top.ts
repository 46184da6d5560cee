import * as nu from "../nushell/index.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { defineCommand } from "./call/define-command.ts";
import type { Session } from "./call/session.ts";

export function top(session: Session): nu.Command {
  return defineCommand({
    name: "orch top",
    summary: "Show the queue as it changes, on the whole screen",
    description: "",
    searchTerms: ["orchestrator", "live", "monitor", "htop", "k9s", "dashboard"],
    category: "orchestrator",
    flags: dataFlags,
    output: nu.nothing,
    async run(call) {
      await openData(call, session);
      // What draws takes a while to load, and no other command needs it.
      const { showScreen } = await import("./top/screen.ts");
      const { ControllingTerminal } = await import("./top/terminal.ts");
      await call.engine.foreground(async (hasTerminal) => {
        if (!hasTerminal) throw new Error("no terminal");
        await showScreen(new ControllingTerminal(), call.signal);
      });
      return nu.empty;
    },
  });
}
