import { expect, it } from "vitest";
import { loadedCommands } from "../support/commands.ts";
import { fixtures, nuValue } from "../support/nu.ts";

// Ids as the daemon makes them, which take half of a narrow terminal; two directories; files with problems.
const long = "-d data/daemon";
const several = "-d [data/small data/daemon]";
const broken = "-d data/broken";

/**
 * What one came for, in the tables that each command can give, in a terminal of 80 columns. Nushell leaves out what it has no
 * room for, from the right.
 */
const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // They give no table.
  orch: {},
  "orch graph": {},
  "orch logs": {},
  "orch top": {},
  "orch status": { [several]: "dir running tasks_pending tasks_running" },
  "orch tasks": { [long]: "id status created_at", [several]: "dir id status", [`${several} --long`]: "dir id status" },
  "orch task": {
    "task-001 task-002 -d data/small": "id name status",
    "task-001 -d [data/small]": "dir id name status",
  },
  "orch stats": {
    "--by status -d data/small": "status count failed failure_rate mean p95",
    "--by workflow -d data/small": "workflow count failed failure_rate",
    "--by ended_hour -d data/small": "ended_hour count failed failure_rate",
    "--by error -d data/small": "error count last_failure",
  },
  "orch workflows": {
    "-d data/small": "workflow progress failed last_failure running",
    [several]: "dir workflow progress failed last_failure",
  },
  "orch watch": { [`-i --for 1ms ${long}`]: "event id status", [`-i --for 1ms ${several}`]: "dir event id status" },
  "orch wait": {
    "task-001 task-005 -d data/small": "id status",
    "task-001 -d [data/small]": "dir id status",
  },
  "orch check": {
    [broken]: "severity place problem",
    "-d [data/small data/broken]": "dir severity place problem",
    "--where": "chosen path place",
  },
  "orch checkpoints": {
    "-d data/small": "workflow_id step completed_operations timestamp",
    "-d [data/small]": "dir workflow_id step completed_operations",
  },
  "orch validate": {
    "'workflows/*.yaml'": "file valid errors",
    "workflows/broken.yaml --diagnostics": "severity place message",
    "--fields": "owner field type",
  },
  "orch plan": { "workflows/deploy.yaml": "id critical state", "'workflows/deploy.*ml'": "file id critical state" },
};

it("shows at 80 columns what one came for, in each command's tables [eighty-columns]", async () => {
  // A command that is not in the list may give a table that nobody has looked at.
  expect(Object.keys(tables).toSorted()).toEqual(
    (await loadedCommands()).map(({ signature }) => signature.name).toSorted(),
  );
  const calls = Object.entries(tables).flatMap(([command, wanted]) =>
    Object.entries(wanted).map(([flags, columns]) => ({ call: `${command} ${flags}`, columns: columns.split(" ") })),
  );
  const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: `${fixtures}/data/small` };
  const drawn = (await nuValue(`[${calls.map(({ call }) => `(${call} | table --width 80)`).join("\n")}]`, {
    env,
  })) as string[];
  const missing = calls.flatMap(({ call, columns }, i) => {
    const shown = columnsOf(drawn[i] ?? "");
    return columns.filter((column) => !shown.includes(column)).map((column) => `${column} of ${call}`);
  });
  expect(missing).toEqual([]);
  const lengths = drawn.flatMap((table) => table.split("\n").map(({ length }) => length));
  expect(Math.max(...lengths)).toBeLessThanOrEqual(80);
});

/** The columns that a drawn table has. Some releases break their names. */
function columnsOf(table: string): readonly string[] {
  const lines = table.split("\n");
  const heads = lines
    .slice(
      1,
      lines.findIndex((line) => line.startsWith("├")),
    )
    .map((line) => line.split("│"));
  return (heads[0] ?? []).map((_, i) => heads.map((cells) => cells[i]?.trim() ?? "").join(""));
}
