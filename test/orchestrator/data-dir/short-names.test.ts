import { expect, it } from "vitest";
import { shortNames } from "../../../src/orchestrator/data-dir/short-names.ts";

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
  expect(dirs.map(shortNames(dirs))).toEqual(names);
});
