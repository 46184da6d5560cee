import { expect, it, vi } from "vitest";
import { fetched } from "../src/build/fetched.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

it("says what a test needs that cannot be fetched, and why [fetched]", () => {
  vi.stubEnv("npm_config_registry", "http://127.0.0.1:9");
  vi.stubEnv("npm_config_cache", temporaryDirectory());
  expect(() => fetched("@nushell/linux-x64", "0.1.0")).toThrow(
    /^Cannot fetch @nushell\/linux-x64@0\.1\.0, which `npm install` leaves out and this needs: .*ECONNREFUSED 127\.0\.0\.1:9$/,
  );
  vi.unstubAllEnvs();
});
