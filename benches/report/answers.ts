import { groupsOf, type Results } from "../results.ts";
import { spreadRule, tableOf, wideGroups } from "./table.ts";

/** All questions with their charts and tables, in Markdown. */
export function answersOf(results: Results): string {
  const sections = Object.entries(results.questions).flatMap(([id, question]) => {
    const own = groupsOf(results, id);
    if (own.length === 0) return [];
    const chart = `![${question.text}](results/${id}.svg)`;
    const table = `<details>\n<summary>In numbers</summary>\n\n${tableOf(question, own)}\n\n</details>`;
    return [`### ${question.text}`, question.note, chart, table].filter((part) => part !== undefined).join("\n\n");
  });
  const wide = wideGroups(results).map((group) => `- ${group}`);
  const warning = wide.length === 0 ? [] : ["### What spread widely", spreadRule, wide.join("\n")];
  return `${[machineText(results), ...missingTexts(results), ...sections, ...warning].join("\n\n")}\n`;
}

/** A sentence about each side that was not measured. */
export function missingTexts({ missing }: Results): string[] {
  return Object.entries(missing).map(([side, why]) => `Not measured: ${side}, as ${why}.`);
}

/** On what was measured, in a sentence or two. */
export function machineText({ machine, isQuick, seconds }: Results): string {
  const { cpu, cores, memoryGb, kernel, load, versions, commit, date } = machine;
  const programs = Object.entries(versions).map(([program, version]) => `${program} ${version}`);
  const took = Object.values(seconds).reduce((sum, each) => sum + each, 0);
  const run = isQuick
    ? "A quick run, of two runs each: its times say little."
    : `It took ${Math.round(took / 60)} minutes.`;
  const rest = load > cores / 2 ? ", when it was not at rest" : "";
  const where = `on ${cores} cores of ${cpu} with ${memoryGb} GB, ${kernel}, load ${load} at the start${rest}`;
  return `Measured on ${date} at commit ${commit}, ${where}. Versions: ${programs.join(", ")}. ${run}`;
}
