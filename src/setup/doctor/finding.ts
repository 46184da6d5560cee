import { filled } from "../text.ts";

/** One thing that `doctor` has looked at. */
export interface Finding {
  /** Whether it is as it should be; "absent" is what is not there and need not be. */
  readonly state: "ok" | "bad" | "absent";
  /** One line, such as `Nushell 0.115.1`. */
  readonly what: string;
  /** Paths and remarks, each on a line of its own. */
  readonly details?: readonly string[];
  /** What to do about it, in sentences. */
  readonly todo?: string | undefined;
}

const marks = { ok: "ok", bad: "bad", absent: "-" } as const;
const indent = "     ";

export function shownFinding({ state, what, details = [], todo }: Finding): string {
  return [
    filled(what, marks[state].padEnd(indent.length), indent),
    ...details.map((detail) => filled(detail, indent, indent)),
    ...(todo === undefined ? [] : [filled(todo, `${indent}-> `, `${indent}   `)]),
  ].join("\n");
}
