import { parentPort, workerData } from "node:worker_threads";
import { checkDocument, type DocumentChecks } from "../check-document.ts";
import { parseText, type WorkflowText } from "../parse-text.ts";

/** What the thread is given. */
export interface AsideWork {
  readonly given: WorkflowText;
  readonly checks: DocumentChecks;
}

async function work({ given, checks }: AsideWork): Promise<void> {
  const checked = await checkDocument(given.path, await parseText(given), checks);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows of a browser
  parentPort?.postMessage(checked);
}

void work(workerData);
