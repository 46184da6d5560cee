import { expect, it } from "vitest";
import { checkSame } from "../../benches/sides.ts";

const nothing = { plugins: [] };

it("names the sides that have other rows than the first [bench-same]", async () => {
  const rows = "[[id, priority]; [a, 1], [b, 2]]";
  const sides = {
    first: rows,
    same: `${rows} | where priority > 0`,
    swapped: `${rows} | reverse`,
    fewer: `${rows} | first 1`,
  };
  await expect(checkSame(sides, nothing)).rejects.toThrow("other rows than first: swapped, fewer");
  await checkSame(sides, nothing, "| select id | first 1 | length");
});

it("fails where there are no rows to compare [bench-same]", async () => {
  await expect(checkSame({ first: "[]", same: "[]" }, nothing)).rejects.toThrow("no rows to compare: first");
});
