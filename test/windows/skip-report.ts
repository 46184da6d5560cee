import type { Reporter, TestCase, TestModule } from "vitest/node";
import { isFor, skippedFiles, skips, type Skip } from "./skipped.ts";

/** Says at the end how many tests were skipped and why, and which of the list need not be. An entry for no test is a failure. */
export class SkipReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>();
    for (const skip of skips) {
      const tests = testsOf(skip, modules);
      if (tests?.length === 0) {
        console.error(`No test of ${skip.file} is called "${skip.title}": correct test/windows/skipped.ts`);
        process.exitCode = 1;
      }
      for (const test of tests ?? []) {
        const { state } = test.result();
        if (state === "skipped") counts.set(skip.why, (counts.get(skip.why) ?? 0) + 1);
        if (state === "passed") console.log(`Passes, and needs no skip: ${test.fullName}`);
      }
    }
    for (const { file, why } of skippedFiles) console.log(`skipped: ${file}: ${why}`);
    for (const [why, count] of counts) console.log(`skipped: ${count} tests: ${why}`);
  }
}

/** The tests that an entry is for, if its file was among those that ran. */
function testsOf(skip: Skip, modules: readonly TestModule[]): readonly TestCase[] | undefined {
  const module = modules.find(({ relativeModuleId }) => relativeModuleId === `test/${skip.file}`);
  return module && [...module.children.allTests()].filter((test) => isFor(skip, module.moduleId, test.name));
}
