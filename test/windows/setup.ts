// Before each test on Windows: skips those that cannot run there, with the reason.
import { beforeEach } from "vitest";
import { skippedFor } from "./skipped.ts";

beforeEach(({ task, skip }) => {
  const [entry] = skippedFor(task.file.filepath, task.name, process.env["WINEPREFIX"] !== undefined);
  if (entry !== undefined) skip(entry.why);
});
