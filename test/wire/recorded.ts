import { readdirSync, readFileSync } from "node:fs";
import { fixtures } from "../support/nu.ts";

/** Whole messages: from Nushell, or what the plugin answered. */
export interface Step {
  readonly direction: "in" | "out";
  readonly bytes: Buffer;
}

/**
 * The releases that a conversation was recorded from, the oldest first. More than npm installs: some were recorded from a Nushell
 * that was built.
 */
export const recorded = readdirSync(`${fixtures}/wire`)
  .filter((file) => file.endsWith(".jsonl"))
  .map((file) => file.replace(".jsonl", ""))
  .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));

export function readTranscript(release: string): readonly Step[] {
  const lines = readFileSync(`${fixtures}/wire/${release}.jsonl`, "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const step: { in: string } | { out: string } = JSON.parse(line);
    return "in" in step
      ? { direction: "in", bytes: Buffer.from(step.in, "base64") }
      : { direction: "out", bytes: Buffer.from(step.out, "base64") };
  });
}
