import { expect, it } from "vitest";
import { nuValue } from "../support/nu.ts";
import { release } from "../support/releases.ts";

it("runs the release that is under test [releases]", async () => {
  expect(await nuValue("version | get version")).toBe(release);
});
