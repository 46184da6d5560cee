import { symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { temporaryDirectory } from "./temporary-directory.ts";

/** The first line of a script that this program is to run. By a link, as the line can hold no path with a space in it. */
export function firstLine(program: string): string {
  const home = join(temporaryDirectory(), "home");
  // Not to the program itself: Python goes by what is beside it.
  symlinkSync(dirname(dirname(program)), home);
  return `#!${join(home, basename(dirname(program)), basename(program))}`;
}
