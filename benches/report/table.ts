import type { Question, Unit } from "../bench.ts";
import type { Results } from "../results.ts";
import { isWide, reached, wideSpread, type GroupSummary, type Quartiles, type SideSummary } from "../summary.ts";

/** A table in Markdown of all that answers a question: a row for each side. */
export function tableOf(question: Question, groups: readonly GroupSummary[]): string {
  const firsts = new Set(groups.map(({ sides }) => sides[0]?.name));
  const heads = [
    "work",
    question.sizes ?? "size",
    "call",
    "by",
    "median",
    "quartiles",
    firsts.size === 1 ? [...firsts].join("") : "the first",
    "asked",
  ];
  const rows = groups.flatMap((group) => group.sides.map((side, i) => rowOf(group, side, i === 0)));
  // What no row has is no column.
  const shown = heads.map((_, column) => rows.some((row) => row[column] !== ""));
  const lines = [heads, heads.map((_, i) => (i === 1 || i === 4 ? "---:" : "---")), ...rows];
  return lines.map((cells) => `| ${cells.filter((_, column) => shown[column]).join(" | ")} |`).join("\n");
}

function rowOf(group: GroupSummary, side: SideSummary, isFirst: boolean): string[] {
  const { work, size, when = "", unit } = group;
  const what = isFirst ? [work, size === undefined ? "" : size.toLocaleString("en"), when] : ["", "", ""];
  const ratio = side.ratio === undefined ? "" : `${ratioText(side.ratio.median, unit)}${isWide(side) ? " (wide)" : ""}`;
  const median = `${numberText(side.median)} ${unit}`;
  return [...what, side.name, median, rangeText(side), ratio, askedText(group, isFirst ? undefined : side.name)];
}

function askedText(group: GroupSummary, against: string | undefined): string {
  const targets = (group.targets ?? []).filter((target) => target.against === against);
  return targets
    .map((target) => {
      const { atMost } = target;
      const asked =
        against === undefined ? `at most ${numberText(atMost)} ${group.unit}` : ratioText(atMost, group.unit);
      return `${asked}: ${reached(group, target) === true ? "met" : "not met"}`;
    })
    .join(", ");
}

/** What the first side took of another's time, or memory: 0.4 is "2.5 × faster". */
export function ratioText(ratio: number, unit: Unit): string {
  const isTime = unit === "ms";
  if (ratio < 1) return `${numberText(1 / ratio)} × ${isTime ? "faster" : "less"}`;
  return `${numberText(ratio)} × ${isTime ? "its time" : "as much"}`;
}

function rangeText({ q1, q3 }: Quartiles): string {
  return `${numberText(q1)}–${numberText(q3)}`;
}

/** Three digits that count, but no more than two of a small fraction. */
export function numberText(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  if (value >= 10) return value.toFixed(1);
  if (value >= 1) return value.toFixed(2);
  return String(Number(value.toPrecision(2)));
}

export const spreadRule = `Read with care: the quartiles are more than ${wideSpread * 100} % of the median apart.`;

/** What spreads so widely, and beside which sides. */
export function wideGroups({ groups, questions }: Results): string[] {
  return groups.flatMap((group) => {
    const names = group.sides.filter(isWide).map(({ name }) => name);
    return names.length === 0 ? [] : [`${titleOf(group, questions[group.question])}: ${names.join(", ")}`];
  });
}

/** Such as "all tasks, 10,000 files, warm". */
export function titleOf({ work, size, when }: GroupSummary, question: Question | undefined): string {
  const sized = size === undefined ? undefined : `${size.toLocaleString("en")} ${question?.sizes ?? ""}`.trimEnd();
  return [work, sized, when].filter((part) => part !== undefined).join(", ");
}
