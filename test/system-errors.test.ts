import { spawnSync } from "node:child_process";
import { afterAll, describe, expect, it } from "vitest";
import { codes, Faults } from "./fuzz/system/faults.ts";
import type { ErrorCode } from "./fuzz/system/failing.ts";
import { mustHaveTools } from "./support/systems.ts";

// What stands between Node and the C library has to be compiled, and is for Linux alone.
const canFail = process.platform === "linux" && (mustHaveTools || spawnSync("gcc", ["--version"]).status === 0);

describe.skipIf(!canFail)("where the system fails", () => {
  const meant = ["status", "tasks", "check", "logs", "workflows", "wait", "checkpoints", "validate YAML"];
  const faults = new Faults((name) => meant.includes(name));
  afterAll(() => faults.close());

  const failedInTurn = async (name: string, code: ErrorCode, lasts: "once" | "path") => {
    const count = await faults.count(name, code);
    const outcomes = new Set<string>();
    for (let nth = 1; nth <= count; nth++) outcomes.add(await faults.fail(name, { code, nth, lasts }));
    return outcomes;
  };

  it.each(meant)(
    "each operation in turn gives an error or an answer that tells of it, and the next call is well: %s [system-errors]",
    async (name) => {
      const lasting = await failedInTurn(name, "EIO", "path");
      const once = await failedInTurn(name, "EMFILE", "once");
      // Each of these calls reads something that its answer needs.
      expect([...lasting, ...once].filter((each) => each !== "answered as before")).not.toEqual([]);
    },
    60_000,
  );

  it("also by errors that Node knows the number of alone [system-errors]", async () => {
    expect(codes).toContain("ESTALE");
    expect(await failedInTurn("validate YAML", "ESTALE", "once")).toContain("an error");
  });
});
