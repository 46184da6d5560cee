import { string, type Command } from "../nushell/index.ts";
import { defineCommand } from "./call/define-command.ts";

export function orch(): Command {
  return defineCommand({
    name: "orch",
    summary: "Read the orchestrator's state and check its workflows",
    description:
      "Use one of the subcommands. They read the orchestrator's files directly and never talk to its daemon.",
    searchTerms: ["orchestrator", "provisioning", "queue", "task", "workflow"],
    category: "orchestrator",
    output: string,
    run: ({ engine }) => engine.help(),
  });
}
