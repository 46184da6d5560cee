import * as nu from "nu-plugin";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { painterFor } from "./text/colors.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { defineCommand } from "./call/define-command.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";

export function top(session: Session): nu.Command {
  return defineCommand({
    name: "orch top",
    summary: "Show the queue as it changes, on the whole screen",
    description:
      "Fills the terminal with the counts, the daemon's silence, and the running, failed, ready and blocked tasks, until q or Ctrl-C; ? shows the keys. It is drawn anew when a task changes, and once a second for the ages. Run it at Nushell's prompt: after `nu -c 'orch top'` in another shell that shell shows Nushell as stopped, and `fg` ends it.",
    searchTerms: ["orchestrator", "monitor", "live", "dashboard", "htop", "k9s", "watch"],
    category: "orchestrator",
    flags: dataFlags,
    output: nu.nothing,
    examples: [
      { description: "Watch the queue", example: "orch top" },
      {
        description: "Watch two hosts, with a column that tells them apart",
        example: "orch top -d [/mnt/alpha /mnt/beta]",
      },
    ],
    async run(call) {
      const { engine, flags, head, signal } = call;
      const data = await openData(call, session);
      const listing = await listTasks(data);
      reportProblems(listing.problems, { command: "orch top", quiet: flags.quiet, engine, many: data.found.many });
      // What draws takes long to load, and `plugin add` does not need it.
      const [{ openTerminal }, { showScreen }] = await Promise.all([
        import("./top/terminal.ts"),
        import("./top/screen.ts"),
      ]);
      const paint = await painterFor(engine);
      const terminal = openTerminal();
      if (terminal === undefined) throw noTerminal(head);
      try {
        await engine.foreground(async (hasTerminal) => {
          if (!hasTerminal) throw noTerminal(head);
          await showScreen(terminal, { data, listing, maxSilence: data.settings.maxSilence, paint }, signal);
        });
      } finally {
        terminal.close();
      }
      return nu.empty;
    },
  });
}

function noTerminal(span: nu.Span): nu.LabeledError {
  return new nu.LabeledError("There is no terminal to draw on", {
    code: "orch::no_terminal",
    labels: [{ text: "needs a terminal of its own", span }],
    help: "Use `orch watch --text` to follow changes line by line, or `orch tasks` and `orch status` for how things are now.",
  });
}
