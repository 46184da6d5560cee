import { styleText } from "node:util";
import { useColors, type Engine } from "nu-plugin";
import type { Problem } from "../../orchestrator/problem.ts";
import { phaseOf } from "../../orchestrator/task/phase.ts";

type Format = Parameters<typeof styleText>[0];

// Nothing has to be read on a coloured ground, and blue is hard to read on black: what only waits has no colour.
const ofPhases: Readonly<Record<string, Format>> = {
  running: "cyan",
  completed: "green",
  failed: "red",
  cancelled: "yellow",
};
const ofSeverities: Readonly<Record<Problem["severity"], Format>> = { error: "red", warning: "yellow" };

/** Colours parts of a text that a terminal shows. */
export interface Painter {
  /** A text about a task with this status. */
  readonly status: (status: string, text: string) => string;
  readonly severity: (severity: Problem["severity"], text: string) => string;
  /** What the eye may pass over. */
  readonly faint: (text: string) => string;
  /** What the user has chosen among others. */
  readonly chosen: (text: string) => string;
  /** What the eye should find first. */
  readonly strong: (text: string) => string;
}

/** Returns the painter for what Nushell shows of a call. */
export async function painterFor(engine: Engine): Promise<Painter> {
  return painter(await useColors(engine));
}

/** Returns a painter that colours, or that leaves every text as it is. */
export function painter(on: boolean): Painter {
  const paint = (format: Format | undefined, text: string) =>
    // Whether there is a terminal was asked already, and of the caller: this process's own streams do not tell.
    on && format !== undefined ? styleText(format, text, { validateStream: false }) : text;
  return {
    status: (status, text) => paint(ofPhases[phaseOf(status)], text),
    severity: (severity, text) => paint(ofSeverities[severity], text),
    faint: (text) => paint("dim", text),
    chosen: (text) => paint("inverse", text),
    strong: (text) => paint("bold", text),
  };
}
