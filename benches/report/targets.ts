// The plan's "Performance Targets" beside what was measured: whether each is reached follows from the numbers alone.
import type { When } from "../bench.ts";
import type { Results } from "../results.ts";
import { floor, rest, rust } from "../sides.ts";
import type { GroupSummary } from "../summary.ts";
import { numberText } from "./table.ts";

/** A line of the plan's table: milliseconds, and how many times faster than the REST API. */
interface PlanTarget {
  readonly operation: string;
  readonly below: number;
  readonly faster: number;
  /** What the plan takes the REST API to need, in milliseconds. */
  readonly baseline: number;
  /** The groups in which it was measured. */
  readonly measured: readonly { readonly id: string; readonly size?: number }[];
}

const targets: readonly PlanTarget[] = [
  { operation: "orch status", below: 5, faster: 10, baseline: 50, measured: [{ id: "status" }] },
  {
    operation: "orch tasks",
    below: 10,
    faster: 3,
    baseline: 30,
    measured: [
      { id: "tasks-all", size: 100 },
      { id: "tasks-all", size: 1000 },
      { id: "tasks-all", size: 10_000 },
      { id: "tasks-page", size: 10_000 },
    ],
  },
  {
    operation: "orch validate",
    below: 20,
    faster: 5,
    baseline: 100,
    measured: ["json", "yaml", "nickel", "kcl"].map((language) => ({ id: `validate-${language}` })),
  },
];
const calls: readonly When[] = ["warm", "first", "cold"];

/** A table in Markdown with a row for each piece of work and way of calling it. */
export function targetsOf({ groups }: Results): string {
  const rows = targets.flatMap((target) =>
    target.measured.flatMap(({ id, size }) =>
      calls.flatMap((when) => {
        const group = groups.find((each) => each.id === id && each.size === size && each.when === when);
        return group === undefined ? [] : [rowOf(target, group, groups)];
      }),
    ),
  );
  const heads = [
    "work",
    "call",
    "takes",
    "time asked",
    "beside the server here",
    "beside the plan's server",
    "why not",
  ];
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n") + "\n";
}

function rowOf(target: PlanTarget, group: GroupSummary, groups: readonly GroupSummary[]): string[] {
  const { below, faster, baseline } = target;
  const { work, size, when = "" } = group;
  const taken = medianOf(group) ?? Number.NaN;
  const server = group.sides.find(({ name }) => name === rest);
  const here = server?.ratio && 1 / server.ratio.median;
  const times = (factor: number) => `${numberText(factor)} ×, of ${faster}: ${word(factor >= faster)}`;
  const why = [
    taken < below ? undefined : whyTooLong(group, below, groups),
    here === undefined || here >= faster || server === undefined
      ? undefined
      : `With the server here it takes ${ms(server.median)}, with the plan's some ${baseline} ms.`,
  ];
  return [
    size === undefined ? work : `${work}, ${size.toLocaleString("en")} files`,
    when,
    ms(taken),
    `below ${below} ms: ${word(taken < below)}`,
    here === undefined ? "no route does this" : times(here),
    times(baseline / taken),
    why.filter((reason) => reason !== undefined).join(" "),
  ];
}

/** What the time goes to, by what the other sides need for it. */
function whyTooLong(group: GroupSummary, below: number, groups: readonly GroupSummary[]): string {
  const of = (side: string) => medianOf(group, side);
  const [least, byRust] = [of(floor), of(rust)];
  const evaluator = group.sides.find(({ name }) => name === "nickel export" || name === "fresh Python");
  if (group.when === "cold") {
    const status = groups.find(({ id, when }) => id === "status" && when === "cold");
    const bare = status && medianOf(status, "Nushell, nothing called");
    const start = status && medianOf(status);
    if (start === undefined || bare === undefined) return "Nushell and Node are started.";
    return `Nushell and Node are started: a \`nu -c\` takes ${ms(bare)} without any call, and ${ms(start)} with \`orch status\`.`;
  }
  if (evaluator !== undefined && evaluator.median > below / 2) {
    return `By itself, ${evaluator.name} takes ${ms(evaluator.median)}.`;
  }
  if (least !== undefined && least > below)
    return `Nushell takes ${ms(least)} for any plugin's answer of so many rows.`;
  if (group.when === "warm") return byRust === undefined ? "" : `The Rust plugin takes ${ms(byRust)}.`;
  if (byRust !== undefined && group.size !== undefined)
    return `All files are read, for which the Rust plugin takes ${ms(byRust)}.`;
  return "The first call loads code that later ones have.";
}

function medianOf({ sides }: GroupSummary, side = sides[0]?.name): number | undefined {
  return sides.find(({ name }) => name === side)?.median;
}

function ms(time: number): string {
  return `${numberText(time)} ms`;
}

function word(isReached: boolean): string {
  return isReached ? "reached" : "**not reached**";
}
