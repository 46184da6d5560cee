import { cpSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fixtures, root, shown } from "./support/nu.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const blocks = [...readFileSync(`${root}/README.md`, "utf8").matchAll(/^```nu\n(> .*?)^```$/gms)].map(
  ([, block = ""]) => block,
);
const shownThere = blocks
  .flatMap((block) => block.split(/^> /m).slice(1))
  .map((entry) => ({ command: entry.slice(0, entry.indexOf("\n")), output: entry.slice(entry.indexOf("\n") + 1) }));

/** A table is as wide as the paths in it. */
function comparable(text: string): string {
  return text.replaceAll(/─+/g, "─").replaceAll(/ +/g, " ").trim();
}

it.each(shownThere)("prints what README.md shows for `$command` [readme]", async ({ command, output }) => {
  // A place whose path is short, or nu would wrap it; README.md calls it /home/orch/fixtures.
  const place = temporaryDirectory();
  cpSync(fixtures, place, { recursive: true });
  const printed = (await shown(command, place)).replaceAll(place, "/home/orch/fixtures");
  expect(comparable(printed)).toBe(comparable(output));
});

it("found the commands that README.md shows", () => {
  expect(shownThere.length).toBeGreaterThan(10);
});
