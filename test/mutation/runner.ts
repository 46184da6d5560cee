import { env, hrtime } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { configureGlobal } from "fast-check";
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

// Milliseconds.
const slow = 400;

// oxlint-disable-next-line eslint/no-underscore-dangle -- Stryker calls it so.
const mutants: Switch = ((globalThis as { __stryker__?: Switch }).__stryker__ ??= {});
const outcomes = new Outcomes(env["MUTATION_OUTCOMES"] ?? "");
// Tests of random cases try the same each time.
configureGlobal({ seed: 1 });

/**
 * Runs each test once as it is, and once more with each mutant that it has passed and that no test before has noticed. A
 * slow test only notes which it passes, and tries them in a second pass, when the quick ones have noticed most of them.
 */
// oxlint-disable-next-line import/no-default-export -- Vitest asks for it.
export default class MutationRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const isSecondPass = env["MUTATION_PASS"] === "slow";
    if (isSecondPass && !outcomes.slow.has(test.id)) return;
    const work = TestRunner.getTestFn(test);
    mutants.currentTestId = test.id;
    // Not `performance`, which some tests replace.
    const start = hrtime.bigint();
    try {
      await work();
    } catch (error) {
      outcomes.add("broken", [test.id]);
      throw error;
    }
    const taken = Number(hrtime.bigint() - start) / 1e6;
    const { perTest = {}, static: loading = {} } = mutants.mutantCoverage ?? {};
    const passed = Object.entries(perTest[test.id] ?? {});
    // Without any, what follows would count as done while files are loaded.
    mutants.currentTestId = "with mutants";
    outcomes.add("loading", Object.keys(loading));
    if (taken > slow && !isSecondPass) {
      outcomes.add("slow", [test.id]);
      const reached = passed.map(([mutant]) => mutant);
      outcomes.add("reached", reached);
      return;
    }
    for (const [mutant, times] of passed) {
      if (outcomes.killed.has(mutant) || outcomes.late.has(mutant)) continue;
      Object.assign(mutants, { activeMutant: mutant, hitCount: 0, hitLimit: 100 * times + 100 });
      const outcome = await outcomeOf(work, 4000 + 10 * taken);
      if (outcome !== undefined) outcomes.add(outcome, [mutant]);
      // A file that a test has loaded is not loaded again.
      outcomes.add(mutants.hitCount === 0 ? "loading" : "reached", [mutant]);
    }
    Object.assign(mutants, { activeMutant: undefined, hitCount: undefined });
  }
}

/** Returns what tells of the mutant that is active: that the test fails, or goes on for longer than `longest` milliseconds. */
function outcomeOf(work: () => unknown, longest: number): Promise<"killed" | "late" | undefined> {
  const ended = (async () => {
    try {
      await work();
      return undefined;
    } catch {
      return "killed";
    }
  })();
  return Promise.race([ended, sleep(longest, "late" as const)]);
}
