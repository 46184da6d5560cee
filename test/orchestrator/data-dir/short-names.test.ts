import { sep } from "node:path";
import { expect, it } from "vitest";
import { shortNames } from "../../../src/orchestrator/data-dir/short-names.ts";

const asHere = (path: string) => path.replaceAll("/", sep);

it.each([
  [[], []],
  [["/srv/a"], ["a"]],
  [["/"], ["/"]],
  [
    ["/srv/a", "/srv/b"],
    ["a", "b"],
  ],
  [
    ["/srv/a/data", "/srv/b/data"],
    ["a/data", "b/data"],
  ],
  [
    ["/srv/a", "/srv/b", "/srv/a"],
    ["a", "b", "a"],
  ],
  [
    ["/srv/a/data", "/srv/b/data", "/data"],
    ["a/data", "b/data", "/data"],
  ],
])("tells %j apart by the ends of their paths [check-several]", (dirs, names) => {
  const own = dirs.map(asHere);
  expect(own.map(shortNames(own))).toEqual(names.map(asHere));
});
