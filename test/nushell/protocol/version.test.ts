import { expect, it } from "vitest";
import { atLeast, oldestSupported, parseVersion } from "../../../src/nushell/protocol/version.ts";

it("reads releases, and pre-releases as what they lead to", () => {
  expect(parseVersion("0.115.1")).toEqual({ major: 0, minor: 115, patch: 1 });
  expect(parseVersion("0.115.2-nightly.3")).toEqual({ major: 0, minor: 115, patch: 2 });
  expect(parseVersion("10.98.76")).toEqual({ major: 10, minor: 98, patch: 76 });
  expect(parseVersion("1.0.0+build")).toEqual({ major: 1, minor: 0, patch: 0 });
});

it("reads nothing else", () => {
  for (const text of ["", "0.115", "v0.115.1", "nu 0.115.1", "a.b.c", "0..1"])
    expect(parseVersion(text)).toBeUndefined();
});

it("compares by number, not by text", () => {
  const version = { major: 0, minor: 109, patch: 1 };
  expect(atLeast(version, "0.98")).toBe(true);
  expect(atLeast(version, "0.109")).toBe(true);
  expect(atLeast(version, "0.110")).toBe(false);
  expect(atLeast(version, "1.0")).toBe(false);
  expect(atLeast({ major: 1, minor: 0, patch: 0 }, "0.110")).toBe(true);
});

it("names an oldest release that it can read itself", () => {
  expect(parseVersion(`${oldestSupported}.0`)).toEqual({ major: 0, minor: 98, patch: 0 });
});
