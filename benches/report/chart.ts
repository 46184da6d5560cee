import { scaleLog, type ScaleLogarithmic } from "d3-scale";
import type { Question } from "../bench.ts";
import { floor, native, plugin, rest, rust } from "../sides.ts";
import type { GroupSummary, Quartiles } from "../summary.ts";
import { titleOf } from "./table.ts";

type Scale = ScaleLogarithmic<number, number>;

const width = 860;
const right = width - 24;
/** What a letter takes at most on average, of those that are 12 high. */
const letter = 6.6;
const axisHeight = 44;

/** Told apart on white and on black, and by people who see few colours: Okabe and Ito's without the lightest. */
const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8b7fd1", "#8c8c8c"];

/** So that a side has the same colour in all charts. */
const known = [plugin, native, rest, rust, floor];

const style = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .ground { fill: #ffffff }
  .grid { stroke: #d1d9e0 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .ground { fill: #0d1117 }
    .grid { stroke: #3d444d }
  }`;

/** Draws the answer to a question as an SVG that is read on light and dark pages. */
export function chartOf(question: Question, groups: readonly GroupSummary[]): string {
  return question.chart === "growth" ? growthChart(question, groups) : sidesChart(question, groups);
}

/** A row for each piece of work, in it a dot for each side's median in a bar from quartile to quartile. */
function sidesChart(question: Question, groups: readonly GroupSummary[]): string {
  const colours = colouring(groups.flatMap(({ sides }) => sides.map(({ name }) => name)));
  const left = 16 + letter * Math.max(...groups.map((group) => titleOf(group, question).length));
  const x = scaleOf(
    groups.flatMap(({ sides }) => sides.flatMap(extent)),
    [left, right],
  );
  const step = 11;
  const { marks: names, height: start } = legend(colours);
  let top = start;
  const rows = groups.map((group) => {
    const height = group.sides.length * step + 9;
    const middle = top + height / 2;
    const marks = group.sides.map((side, i) => mark(side, x, top + (i + 1) * step - 1, colours.get(side.name) ?? ""));
    const rule = `<line class="grid" x1="0" x2="${right}" y1="${top}" y2="${top}"/>`;
    top += height;
    return `${rule}${text(titleOf(group, question), left - 8, middle + 4, "end")}${marks.join("")}`;
  });
  const axis = bottomAxis(x, start, top, `${unitOf(groups)}, logarithmic`);
  return svg(question.text, top + axisHeight, [names, axis, ...rows]);
}

function mark({ median, q1, q3 }: Quartiles, x: Scale, y: number, colour: string): string {
  const bar = `<line x1="${at(x(q1))}" x2="${at(x(q3))}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="3" stroke-opacity="0.5"/>`;
  return `${bar}<circle cx="${at(x(median))}" cy="${y}" r="4" fill="${colour}"/>`;
}

/** A line for each work and side over the sizes, in a band from quartile to quartile. */
function growthChart(question: Question, groups: readonly GroupSummary[]): string {
  const series = seriesOf(groups);
  const colours = colouring([...series.keys()]);
  const points = [...series.values()].flat();
  const { marks: names, height: top } = legend(colours);
  const bottom = top + 370;
  const x = scaleOf(
    points.map(({ size }) => size),
    [64, right],
  );
  const values = points.flatMap(extent);
  // Ten times at least from the bottom to the top, so that a small rise does not look steep.
  const y = scaleOf([...values, Math.max(...values) / 8], [bottom, top]);
  const lines = [...series].map(([name, unsorted]) => {
    const own = unsorted.toSorted((a, b) => a.size - b.size);
    const edge = (of: (point: Point) => number) => own.map((point) => `${at(x(point.size))},${at(y(of(point)))}`);
    const band = [...edge(({ q1 }) => q1), ...edge(({ q3 }) => q3).toReversed()].join(" ");
    const colour = colours.get(name) ?? "";
    const dots = own.map(
      ({ size, median }) => `<circle cx="${at(x(size))}" cy="${at(y(median))}" r="3.5" fill="${colour}"/>`,
    );
    const line = `<polyline points="${edge(({ median }) => median).join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`;
    return `<polygon points="${band}" fill="${colour}" fill-opacity="0.25"/>${line}${dots.join("")}`;
  });
  const axes =
    bottomAxis(x, top, bottom, `${question.sizes ?? "size"}, logarithmic`) +
    leftAxis(y, top, `${unitOf(groups)}, logarithmic`);
  return svg(question.text, bottom + axisHeight, [names, axes, ...lines]);
}

interface Point extends Quartiles {
  readonly size: number;
}

/** Named by what sets them apart: the work, when it is done, by whom. */
function seriesOf(groups: readonly GroupSummary[]): Map<string, Point[]> {
  const points = groups.flatMap(({ work, when = "", size = 1, sides }) =>
    sides.map((side) => ({ parts: [work, when, side.name], point: { ...side, size } })),
  );
  const differ = [0, 1, 2].map((part) => new Set(points.map(({ parts }) => parts[part])).size > 1);
  const series = new Map<string, Point[]>();
  for (const { parts, point } of points) {
    const name = parts.filter((_, part) => differ[part]).join(", ") || (parts[2] ?? "");
    series.set(name, [...(series.get(name) ?? []), point]);
  }
  return series;
}

/** The colours of all names in a chart, in the order of its legend. */
function colouring(names: readonly string[]): ReadonlyMap<string, string> {
  const used = new Set(names);
  const free = palette.filter((_, i) => !used.has(known[i] ?? ""));
  const others = [...used].filter((name) => !known.includes(name));
  const placeOf = (name: string) =>
    known.includes(name) ? palette[known.indexOf(name)] : free[others.indexOf(name) % free.length];
  return new Map([...used].map((name) => [name, placeOf(name) ?? ""]));
}

function scaleOf(values: readonly number[], range: readonly [number, number]): Scale {
  return scaleLog([Math.min(...values) / 1.1, Math.max(...values) * 1.1], range);
}

const extent = ({ q1, q3 }: Quartiles): number[] => [q1, q3];

function bottomAxis(x: Scale, top: number, bottom: number, label: string): string {
  const ticks = ticksOf(x).map(([value, words]) => {
    const line = `<line class="grid" x1="${at(x(value))}" x2="${at(x(value))}" y1="${top}" y2="${bottom}"/>`;
    return line + text(words, x(value), bottom + 16, "middle");
  });
  return ticks.join("") + text(label, right, bottom + 34, "end");
}

function leftAxis(y: Scale, top: number, label: string): string {
  const ticks = ticksOf(y).map(([value, words]) => {
    const line = `<line class="grid" x1="64" x2="${right}" y1="${at(y(value))}" y2="${at(y(value))}"/>`;
    return line + text(words, 58, y(value) + 4, "end");
  });
  return `${ticks.join("")}<g transform="rotate(-90)">${text(label, -top, 14, "end")}</g>`;
}

/** Values for a scale's axis, the most that have room for their words. */
function ticksOf(scale: Scale): readonly (readonly [number, string])[] {
  const all = scale.ticks();
  const round = (leading: RegExp) => all.filter((value) => leading.test(value.toExponential()));
  const ticks = [all, round(/^[125]e/), round(/^1e/)].find((some) => some.length <= 10) ?? [];
  return ticks.map((value) => [value, value.toLocaleString("en")]);
}

/** A row of names with their colours, or several. */
function legend(colours: ReadonlyMap<string, string>): { readonly marks: string; readonly height: number } {
  let [x, y] = [8, 14];
  const entries = [...colours].map(([name, colour]) => {
    const needed = 30 + Math.round(letter * name.length);
    if (x + needed > width) [x, y] = [8, y + 18];
    const entry = `<circle cx="${x + 4}" cy="${y}" r="4" fill="${colour}"/>${text(name, x + 13, y + 4, "start")}`;
    x += needed;
    return entry;
  });
  return { marks: entries.join(""), height: y + 20 };
}

const unitOf = (groups: readonly GroupSummary[]): string => groups[0]?.unit ?? "";

const at = (place: number): string => place.toFixed(1);

function text(words: string, x: number, y: number, anchor: "start" | "middle" | "end"): string {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function svg(title: string, height: number, parts: readonly string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`;
  const ground = `<rect class="ground" width="${width}" height="${height}"/>`;
  return `${[head, `<title>${escaped(title)}</title>`, `<style>${style}\n</style>`, ground, ...parts, "</svg>"].join("\n")}\n`;
}

/** Words of Markdown as text of XML. */
function escaped(words: string): string {
  return words.replaceAll("`", "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
