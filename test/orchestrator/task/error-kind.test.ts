import { expect, it } from "vitest";
import { errorKind } from "../../../src/orchestrator/task/error-kind.ts";

it.each([
  ["db-01: no space left on device (98% of 40 GiB used)", "db-#: no space left on device (#% of # GiB used)"],
  ["connection to 10.0.3.17:5432 timed out after 30s", "connection to # timed out after #s"],
  ["2026-03-14 09:05:12.345 segfault at 0x7ffE01", "# # segfault at #"],
  ["task 29357e88-acf4-4604-a991-b4444d376a32 is gone", "task # is gone"],
  ["commit 4f2a91c of deadbeef01 not found", "commit # of # not found"],
  ["ERR001: exit code 137", "ERR001: exit code #"],
  ["E0308 in node3, v1.22-rc.4", "E0308 in node#, v#-rc.#"],
  ["added a facade", "added a facade"],
  ["\n first line\nat line 12", "first line"],
  ["out of disk\r\nmore", "out of disk"],
  ["\u001b[1;31m\n\u001b[38;5;9merror\u001b[0m: 3 left\u001b[m", "error: # left"],
])("takes out of %j what differs between alike failures [stats-error-kind]", (error, kind) => {
  expect(errorKind(error)).toBe(kind);
});

it("has none of an error that says nothing, and cuts a long one [stats-error-kind]", () => {
  expect([null, "", " \n"].map(errorKind)).toEqual([null, null, null]);
  expect(errorKind("é".repeat(5000))).toBe(`${"é".repeat(200)}…`);
  expect(errorKind("1".repeat(1_000_000))).toBe("#…");
});
