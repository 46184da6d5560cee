import type { Unit } from "../bench.ts";
import { keyOf, type Results } from "../results.ts";
import type { Quartiles } from "../summary.ts";
import { numberText, ratioText, titleOf } from "./table.ts";

interface Compared {
  readonly what: string;
  readonly unit: Unit;
  /** A ratio, or what a side took that is measured alone: that depends on the machine. */
  readonly isRatio: boolean;
  readonly value: Quartiles;
}

/**
 * A table in Markdown of what has changed from one run to another: each ratio, and each side that was measured alone. A change
 * counts as beyond the spread if the quartiles before and after do not overlap.
 */
export function comparisonOf(before: Results, after: Results): string {
  const [old, now] = [comparedOf(before), comparedOf(after)];
  const changes = [...now].flatMap(([key, is]) => {
    const was = old.get(key);
    return was === undefined ? [] : [rowOf(was, is)];
  });
  const heads = ["work", "was", "is", "takes now", "the change is"];
  const lines = [heads, heads.map(() => "---"), ...changes].map((cells) => `| ${cells.join(" | ")} |`);
  const fresh = [...now.keys()].filter((key) => !old.has(key)).length;
  const gone = [...old.keys()].filter((key) => !now.has(key)).length;
  const others = fresh + gone === 0 ? [] : ["", `${fresh} more were measured only now, and ${gone} only then.`];
  return [...lines, ...others, ...remarksOn(before, after)].join("\n");
}

function rowOf({ value: was }: Compared, { what, unit, isRatio, value: is }: Compared): string[] {
  const words = ({ median }: Quartiles) => (isRatio ? ratioText(median, unit) : `${numberText(median)} ${unit}`);
  const isBeyond = is.q1 > was.q3 || is.q3 < was.q1;
  return [
    what,
    words(was),
    words(is),
    `${Math.round((is.median / was.median) * 100)} %`,
    isBeyond ? "**beyond the spread**" : "within it",
  ];
}

function comparedOf({ groups, questions }: Results): Map<string, Compared> {
  const all = groups.flatMap((group) => {
    const { unit, sides } = group;
    const title = titleOf(group, questions[group.question]);
    return sides.flatMap((side, i): [string, Compared][] => {
      if (i === 0 && sides.length > 1) return [];
      const isRatio = side.ratio !== undefined;
      const what = isRatio ? `${title}, against ${side.name}` : title;
      return [[`${keyOf(group)}, ${side.name}`, { what, unit, isRatio, value: side.ratio ?? side }]];
    });
  });
  return new Map(all);
}

function remarksOn(before: Results, after: Results): string[] {
  const { cpu, cores } = before.machine;
  const isSame = cpu === after.machine.cpu && cores === after.machine.cores;
  return [
    ...(isSame ? [] : ["", `That was on another machine, ${cores} cores of ${cpu}: only ratios say something.`]),
    ...(before.isQuick || after.isQuick ? ["", "One of the runs was quick: two runs of each say little."] : []),
  ];
}
