import type { TestProject } from "vitest/node";
import { fetched } from "../../src/build/fetched.ts";
import { binaryPackage, givenBinary, releases } from "./releases.ts";

/** Fetches the release that a project's tests are about before they begin: side by side, each worker would fetch it. */
export function setup({ config }: TestProject): void {
  const release = config.env?.["NU_RELEASE"] ?? process.env["NU_RELEASE"] ?? releases.at(-1);
  if (givenBinary === undefined && release !== undefined && release !== releases.at(-1))
    fetched(binaryPackage, release);
}
