// How long the commands take beside what Nushell can do by itself: medians of both sides, measured in turn.
import { rmSync } from "node:fs";
import { measureCold, measureFirst, measureWarm, type Measured, type Sides } from "./pairs.ts";
import { makeDataDir } from "./queue-data.ts";

const sizes = [100, 1_000, 10_000];

function sidesOf(directory: string): Readonly<Record<string, Sides>> {
  const opened = `ls ${directory}/tasks | par-each {|file| open $file.name }`;
  const columns = "select id status created_at priority";
  const sorted = "sort-by created_at | sort-by priority --reverse";
  return {
    status: { ours: `orch status -d ${directory}`, native: `open ${directory}/status.json` },
    tasks: { ours: `orch tasks -d ${directory}`, native: `${opened} | ${columns} | ${sorted}` },
    "tasks --status pending --limit 10": {
      ours: `orch tasks -d ${directory} --status pending --limit 10`,
      native: `${opened} | ${columns} | where status == pending | ${sorted} | first 10`,
    },
  };
}

function row(files: number, what: string, how: string, { ours, native, faster }: Measured): string {
  const ratio = faster >= 1 ? `${faster.toFixed(1)} × faster` : `${(1 / faster).toFixed(1)} × slower`;
  return `| ${files} | ${what} | ${how} | ${ours.toFixed(2)} | ${native.toFixed(2)} | ${ratio} |`;
}

export async function benchOrchestrator(): Promise<void> {
  console.log("| files | orch | call | plugin | Nushell alone | plugin is |");
  console.log("|---:|---|---|---:|---:|---|");
  for (const size of sizes) {
    const directory = makeDataDir(size);
    try {
      for (const [what, sides] of Object.entries(sidesOf(directory))) {
        const runs = what === "status" ? 300 : 20;
        console.log(row(size, what, "warm", await measureWarm(sides, { runs })));
        console.log(row(size, what, "first", await measureFirst(sides, 7)));
        console.log(row(size, what, "cold", await measureCold(sides, 7)));
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
  console.log();
}
