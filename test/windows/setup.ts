// Before each test on Windows: skips those that cannot run there, with the reason. With RUN_SKIPPED=1 it runs these alone.
import { beforeEach } from "vitest";
import { isFor, skips } from "./skipped.ts";

const runSkipped = process.env["RUN_SKIPPED"] !== undefined;

beforeEach(({ task, skip }) => {
  const entry = skips.find((each) => isFor(each, task.file.filepath, task.name));
  if (runSkipped) skip(entry === undefined);
  else if (entry !== undefined) skip(entry.why);
});
