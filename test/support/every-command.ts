/**
 * A call of every command but two, in the folder of samples: `orch` is the help, and `orch top` needs a terminal. Their values are
 * the same whenever they are called.
 */
export const everyCommand = [
  "orch status -d data/small --raw | reject silent_for",
  "orch tasks -d data/small --raw",
  "orch task -d data/small task-001 | get id",
  "orch logs -d data/small nightly",
  "orch check -d data/small | get code",
  "orch checkpoints -d data/small | get step",
  "orch graph -d data/small --mermaid",
  "orch stats -d data/small --by status | get status",
  "orch workflows -d data/small | get workflow",
  "orch wait -d data/small nightly | get id",
  "orch watch -d data/small --initial --for 1ms | get id",
  "orch plan workflows/deploy.yaml",
  "orch validate workflows/*.{yaml,toml,json}",
];
