// Draws what a terminal shows as an SVG. Texts stay texts, in the reader's own monospaced font, stretched to the width of their
// cells. Lines and bars are shapes, so that they join whatever the font.
import type { IBuffer, IBufferCell } from "@xterm/headless";

/** Characters of one look in a row, with at most one space between two of them. */
export interface Run {
  readonly column: number;
  readonly text: string;
  /** Classes of the picture's style. */
  readonly look: string;
}

export type Line = readonly Run[];

const cell = { width: 9, height: 19, baseline: 14 };
const margin = 14;
const gap = 16;

const ground = "#161b22";
const plain = "#d1d7e0";
/** The sixteen colours of a terminal. On the ground each has at least a contrast of 4.5 to 1. */
const palette =
  `#9198a1 #ff8078 #7ee787 #e3b341 #79c0ff #d2a8ff #56d4dd ${plain} #9198a1 #ffa198 #a5f0ae #f2cc60 #a5d6ff #e2c5ff #8ae9ef #ffffff`.split(
    " ",
  );
const fonts = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace';
const style = `text{font:15px ${fonts}}
text,rect{fill:${plain}}
path{fill:none;stroke:${plain}}
.frame{fill:${ground};stroke:#3d444d}
.bold{font-weight:bold}.dim{opacity:.65}.under{text-decoration:underline}.inverse{fill:${ground}}`;

/** Which of left, right, up and down a character reaches that joins others. */
const reaches: Readonly<Record<string, string>> = {
  "─": "lr",
  "│": "ud",
  "╭": "rd",
  "╮": "ld",
  "╰": "ru",
  "╯": "lu",
  "├": "rud",
  "┤": "lud",
  "┬": "lrd",
  "┴": "lru",
  "┼": "lrud",
};
const opacities: Readonly<Record<string, number>> = { "█": 1, "░": 0.25 };

/** Returns the lines of a terminal from the first that begins so, down to the last that has anything. */
export function linesOf(buffer: IBuffer, columns: number, first = ""): readonly Line[] {
  const rows = Array.from({ length: buffer.length }, (_, row) =>
    Array.from({ length: columns }, (__, column) => buffer.getLine(row)?.getCell(column)).filter(
      (each) => each !== undefined,
    ),
  );
  const texts = rows.map((cells) =>
    cells
      .map((each) => each.getChars() || " ")
      .join("")
      .trimEnd(),
  );
  const from = texts.findIndex((text) => text.startsWith(first));
  return rows.slice(from, texts.findLastIndex((text) => text !== "") + 1).map(runsOf);
}

function runsOf(cells: readonly IBufferCell[]): Line {
  const grounds: Run[] = [];
  const runs: Run[] = [];
  for (const [column, each] of cells.entries()) {
    const look = lookOf(each);
    // What is drawn in inverse stands on a bar of its own.
    if (look.includes("inverse")) append(grounds, { column, text: "█", look: "" });
    if (each.getChars().trim() !== "") append(runs, { column, text: each.getChars(), look });
  }
  return [...grounds, ...runs];
}

function append(runs: Run[], next: Run): void {
  const last = runs.at(-1);
  const space = last === undefined ? 0 : next.column - last.column - last.text.length;
  if (last !== undefined && space < 2 && last.look === next.look && kindOf(last) === kindOf(next))
    runs[runs.length - 1] = { ...last, text: `${last.text}${" ".repeat(space)}${next.text}` };
  else runs.push(next);
}

function kindOf({ text }: Run): string {
  const character = text.charAt(0);
  return character in reaches ? "lines" : character in opacities ? character : "text";
}

function lookOf(each: IBufferCell): string {
  if (!each.isBgDefault() || each.isFgRGB()) throw new Error("The picture has no such colour yet");
  const looks = {
    [`c${each.getFgColor()}`]: !each.isFgDefault(),
    bold: each.isBold() !== 0,
    dim: each.isDim() !== 0,
    under: each.isUnderline() !== 0,
    inverse: each.isInverse() !== 0,
  };
  const names = Object.keys(looks).filter((name) => looks[name]);
  return names.join(" ");
}

/** Draws screens below each other, each in a frame. `title` tells what can be seen. */
export function pictureOf(title: string, columns: number, screens: readonly (readonly Line[])[]): string {
  const width = columns * cell.width + 2 * margin;
  const drawn: string[] = [];
  let top = 0;
  for (const lines of screens) {
    const height = lines.length * cell.height + 2 * margin;
    drawn.push(
      `<rect class="frame" x=".5" y="${top + 0.5}" width="${width - 1}" height="${height - 1}" rx="8"/>`,
      ...lines.flatMap((line, row) => line.map((run) => drawRun(run, top + margin + row * cell.height))),
    );
    top += height + gap;
  }
  const size = `width="${width}" height="${top - gap}" viewBox="0 0 ${width} ${top - gap}"`;
  const colors = palette
    .map((color, index) => `.c${index}{fill:${color}}`)
    .filter((_, index) => drawn.some((each) => each.includes(`"c${index}`)));
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">
<title>${escaped(title)}</title>
<style>
${style}
${colors.join("")}
</style>
${drawn.join("\n")}
</svg>
`;
}

function drawRun(run: Run, y: number): string {
  const { column, text, look } = run;
  const x = margin + column * cell.width;
  const width = text.length * cell.width;
  const kind = kindOf(run);
  const looks = look === "" ? "" : ` class="${look}"`;
  if (kind === "lines") return `<path d="${joined(text, x, y)}"/>`;
  if (kind === "text")
    return `<text${looks} x="${x}" y="${y + cell.baseline}" textLength="${width}">${escaped(text)}</text>`;
  const place = `x="${x}" y="${y + 1}" width="${width}" height="${cell.height - 2}"`;
  return `<rect${looks} ${place} opacity="${opacities[kind]}"/>`;
}

/** The path of characters that join. */
function joined(text: string, x: number, y: number): string {
  const paths = Array.from(text.matchAll(/─+|[^─ ]/g), ({ 0: part, index }) => {
    const [left, right] = [x + index * cell.width, x + (index + part.length) * cell.width];
    const [middle, level, bottom] = [(left + right) / 2, y + cell.height / 2, y + cell.height];
    const reach = reaches[part.charAt(0)] ?? "";
    const [from, to] = [reach.includes("l") ? left : middle, reach.includes("r") ? right : middle];
    const [above, below] = [reach.includes("u") ? y : level, reach.includes("d") ? bottom : level];
    // A corner is round: of each two ends one is in the middle.
    if (/[╭╮╰╯]/.test(part))
      return `M${from + to - middle} ${level}Q${middle} ${level} ${middle} ${above + below - level}`;
    return (from === to ? "" : `M${from} ${level}H${to}`) + (above === below ? "" : `M${middle} ${above}V${below}`);
  });
  return paths.join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
