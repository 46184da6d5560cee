import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { root } from "./support/nu.ts";

const guide = readFileSync(`${root}/src/nushell/README.md`, "utf8");
// A listing stands behind the link to the file that it is from. The test among them has none: package.test.ts runs it.
const listings = [...guide.matchAll(/\[(fixtures\/\S+\.ts)\]\(\S+\):\n\n```ts\n(.*?)^```$/gms)].map(
  ([, file = "", listing = ""]) => ({ file, listing }),
);

it.each(listings)("shows of $file what is there [sdk-guide]", ({ file, listing }) => {
  const source = readFileSync(`${root}/${file}`, "utf8");
  // Commands are left out between those that are shown.
  for (const part of listing.trim().split(/\n\n(?=\S)/)) expect(source).toContain(part);
});

it("found the listings", () => {
  expect(listings.length).toBe(5);
});
