import { env } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { TestRunner, type RunnerTestCase } from "vitest";
import { Outcomes } from "./outcomes.ts";

/** What Stryker's instrumented code asks for the mutant that is active, and tells which it has passed. */
interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  /** Each passing of the active mutant is counted, and one beyond the limit throws: it is in an endless loop. */
  hitCount?: number | undefined;
  hitLimit?: number;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}

const mutants: Switch = ((globalThis as { __stryker__?: Switch }).__stryker__ ??= {});
const outcomes = new Outcomes(env["MUTATION_OUTCOMES"] ?? "");

/** Runs each test once as it is, and once more with each mutant that it has passed and that no test before has noticed. */
// oxlint-disable-next-line import/no-default-export -- Vitest asks for it.
export default class MutationRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const work = TestRunner.getTestFn(test);
    mutants.currentTestId = test.id;
    await work();
    const { perTest = {}, static: loading = {} } = mutants.mutantCoverage ?? {};
    const passed = Object.entries(perTest[test.id] ?? {});
    mutants.currentTestId = undefined;
    outcomes.add(
      "reached",
      passed.map(([mutant]) => mutant),
    );
    outcomes.add("loading", Object.keys(loading));
    for (const [mutant, times] of passed) {
      if (outcomes.killed.has(mutant)) continue;
      Object.assign(mutants, { activeMutant: mutant, hitCount: 0, hitLimit: 100 * times + 100 });
      if (await fails(work)) outcomes.add("killed", [mutant]);
    }
    Object.assign(mutants, { activeMutant: undefined, hitCount: undefined });
  }
}

/** Whether it fails, or goes on for longer than any of these tests does. */
function fails(work: () => unknown): Promise<boolean> {
  const hasFailed = (async () => {
    try {
      await work();
      return false;
    } catch {
      return true;
    }
  })();
  return Promise.race([hasFailed, sleep(2000, true)]);
}
