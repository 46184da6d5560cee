import glob from "fast-glob";
import { expect, it } from "vitest";
import { root } from "./support/nu.ts";

it("keeps what `npm install` brings under 350 MB: what few need is fetched for them [install-size]", () => {
  const installed = { cwd: `${root}/node_modules`, dot: true, ignore: [".cache"], followSymbolicLinks: false };
  const sizes = glob.sync("**", { ...installed, stats: true }).map(({ stats }) => stats?.size ?? 0);
  expect(sizes.length).toBeGreaterThan(1000);
  // A file takes whole blocks of the disk.
  const bytes = sizes.reduce((sum, size) => sum + Math.ceil(size / 4096) * 4096, 0);
  expect(Math.round(bytes / 1e6)).toBeLessThan(350);
});
