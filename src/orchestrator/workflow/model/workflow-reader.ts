import { isRecord } from "../../records/record-fields.ts";
import { readWorkflowDependencies } from "./dependency-reader.ts";
import { retryPolicyFields, rollbackStrategyFields, workflowFields } from "./fields.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import { readOperation } from "./operation-reader.ts";
import { quote } from "../../text/printable.ts";
import type { DocumentPath } from "../../syntax/place.ts";
import { addMissing, readRecord, wrongType } from "./record-reader.ts";
import { wrapperOf, wrappers } from "./workflow-parts.ts";
import type { DeclaredProvider, Workflow } from "./workflow.ts";

const owner = "the workflow";

/**
 * Reads the workflow at a place of a document in any of its forms: bare, in `batch_workflow` or in `workflow`. Adds a
 * problem for each part of the wrong shape. Returns undefined, with a problem, if the value is not a workflow at all.
 */
export function readWorkflow(given: unknown, place: DocumentPath, problems: UnplacedProblem[]): Workflow | undefined {
  const { value, at } = unwrap(given, place, problems);
  if (value == null) {
    problems.push({ code: "empty-workflow", message: `${owner} is empty`, at });
    return undefined;
  }
  const read = readRecord(workflowFields, value, at, owner, problems);
  if (read === undefined || !isRecord(value)) return undefined;
  const { fields, refused, misnamed } = read;

  if (value["operations"] == null || fields.operations?.length === 0) {
    const where = [...at, "operations"];
    const missing = { code: "empty-workflow" as const, message: `${owner} has no operations`, at: where };
    addMissing(missing, misnamed.get("operations"), problems);
  }
  const operations = (fields.operations ?? []).flatMap((item, index) => {
    const operation = readOperation(item, index, [...at, "operations", index], problems);
    if (operation === undefined) refused.add("operations");
    return operation ?? [];
  });
  const rollback = readRecord(
    rollbackStrategyFields,
    fields.rollback_strategy ?? {},
    [...at, "rollback_strategy"],
    "rollback_strategy",
    problems,
  );
  const retry = readRecord(
    retryPolicyFields,
    fields.retry_policy ?? {},
    [...at, "retry_policy"],
    "retry_policy",
    problems,
  );
  const { strayDependencies, isWhole } = readWorkflowDependencies(
    fields.dependencies,
    [...at, "dependencies"],
    operations,
    problems,
  );
  if (!isWhole) refused.add("dependencies");
  const isRetryKnown = retry !== undefined && !retry.refused.has("initial_delay") && !retry.refused.has("max_delay");
  return {
    name: fields.name ?? fields.workflow_id ?? undefined,
    checkpointNames: [fields.workflow_id, fields.name].flatMap((name) => name || []),
    version: fields.version ?? undefined,
    type: fields.type ?? "batch",
    operations,
    strayDependencies,
    providers: declaredProviders(fields.provider, fields.providers, at, problems),
    parallelLimit: fields.parallel_limit ?? undefined,
    rollbackEnabled: fields.rollback_enabled ?? undefined,
    rollbackStrategyEnabled: rollback?.fields.enabled ?? undefined,
    retry: isRetryKnown
      ? { initialDelay: retry.fields.initial_delay ?? undefined, maxDelay: retry.fields.max_delay ?? undefined }
      : undefined,
    refused,
    at,
  };
}

/**
 * Takes a workflow out of its wrapper. An evaluated file may export helpers beside the wrapper, but fields there are a
 * mistake.
 */
function unwrap(given: unknown, at: DocumentPath, problems: UnplacedProblem[]): { value: unknown; at: DocumentPath } {
  const wrapper = wrapperOf(given);
  if (wrapper === undefined || !isRecord(given)) return { value: given, at };
  for (const key of [...wrappers, ...Object.keys(workflowFields.shape)]) {
    if (key === wrapper || !Object.hasOwn(given, key)) continue;
    const message = `${quote(key)} beside ${quote(wrapper)} is ignored`;
    problems.push({ code: "unknown-field", message, at: [...at, key], point: "key" });
  }
  return { value: given[wrapper], at: [...at, wrapper] };
}

function declaredProviders(
  provider: string | null | undefined,
  providers: readonly unknown[] | null | undefined,
  at: DocumentPath,
  problems: UnplacedProblem[],
): DeclaredProvider[] {
  const declared: DeclaredProvider[] = [];
  if (provider != null) declared.push({ name: provider, at: [...at, "provider"], single: true });
  for (const [index, name] of (providers ?? []).entries()) {
    const place = [...at, "providers", index];
    if (typeof name === "string") declared.push({ name, at: place, single: false });
    else problems.push(wrongType(`${owner}: each of "providers"`, "a string", name, place));
  }
  return declared;
}
