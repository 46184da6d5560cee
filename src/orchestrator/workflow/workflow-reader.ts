import { readWorkflowDependencies } from "./dependency-reader.ts";
import { retryPolicyFields, rollbackStrategyFields, workflowFields } from "./fields.ts";
import type { Report } from "./finding.ts";
import { readOperation } from "./operation-reader.ts";
import type { DocumentPath } from "./place.ts";
import { isRecord, readRecord, wrongType } from "./record-reader.ts";
import type { DeclaredProvider, RetryPolicy, RollbackStrategy, Workflow } from "./workflow.ts";

const owner = "the workflow";

/**
 * Takes a workflow from a document in any of its forms (bare, in `batch_workflow` or in `workflow`), reporting what
 * has the wrong shape. Undefined when the document is no workflow at all, which is then reported.
 */
export function readWorkflow(document: unknown, report: Report): Workflow | undefined {
  const { value, at } = unwrap(document);
  const fields = readRecord(workflowFields, value, at, owner, report);
  if (fields === undefined || !isRecord(value)) return undefined;

  if (value["operations"] == null || fields.operations?.length === 0) {
    const place = value["operations"] == null ? at : [...at, "operations"];
    report({ code: "empty-workflow", message: `${owner} has no operations`, at: place });
  }
  const operations = (fields.operations ?? []).flatMap((item, index) => {
    const operation = readOperation(item, index, [...at, "operations", index], report);
    return operation === undefined ? [] : [operation];
  });
  const strayDependencies = readWorkflowDependencies(fields.dependencies, [...at, "dependencies"], operations, report);
  return {
    name: fields.name ?? fields.workflow_id ?? undefined,
    version: fields.version ?? undefined,
    type: fields.type ?? "batch",
    operations,
    strayDependencies,
    providers: declaredProviders(fields.provider, fields.providers, at, report),
    parallelLimit: fields.parallel_limit ?? undefined,
    rollbackEnabled: fields.rollback_enabled ?? undefined,
    rollbackStrategy: readRollbackStrategy(fields.rollback_strategy, at, report),
    retryPolicy: readRetryPolicy(fields.retry_policy, at, report),
    storageBackend: fields.storage_backend ?? undefined,
    at,
  };
}

/** What stands beside a wrapper is not looked at: an evaluated KCL or Nickel file may export helpers of its own. */
function unwrap(document: unknown): { value: unknown; at: DocumentPath } {
  if (isRecord(document) && !Object.hasOwn(document, "operations")) {
    for (const wrapper of ["batch_workflow", "workflow"]) {
      if (Object.hasOwn(document, wrapper)) return { value: document[wrapper], at: [wrapper] };
    }
  }
  return { value: document, at: [] };
}

function declaredProviders(
  provider: string | null | undefined,
  providers: readonly unknown[] | null | undefined,
  at: DocumentPath,
  report: Report,
): DeclaredProvider[] {
  const declared: DeclaredProvider[] = [];
  if (provider != null) declared.push({ name: provider, at: [...at, "provider"], single: true });
  for (const [index, name] of (providers ?? []).entries()) {
    const place = [...at, "providers", index];
    if (typeof name === "string") declared.push({ name, at: place, single: false });
    else report(wrongType(`${owner}: each of "providers"`, "a string", name, place));
  }
  return declared;
}

function readRollbackStrategy(value: unknown, at: DocumentPath, report: Report): RollbackStrategy | undefined {
  if (value == null) return undefined;
  const place = [...at, "rollback_strategy"];
  const fields = readRecord(rollbackStrategyFields, value, place, "rollback_strategy", report);
  if (fields === undefined) return undefined;
  return {
    enabled: fields.enabled ?? true,
    onPartialFailure: fields.on_partial_failure ?? true,
    checkpointInterval: fields.checkpoint_interval ?? 5,
    preserveSuccessful: fields.preserve_successful ?? false,
  };
}

function readRetryPolicy(value: unknown, at: DocumentPath, report: Report): RetryPolicy | undefined {
  if (value == null) return undefined;
  const place = [...at, "retry_policy"];
  const fields = readRecord(retryPolicyFields, value, place, "retry_policy", report);
  if (fields === undefined) return undefined;
  return {
    maxAttempts: fields.max_attempts ?? 3,
    backoff: fields.backoff ?? "exponential",
    initialDelay: fields.initial_delay ?? 5,
    maxDelay: fields.max_delay ?? 300,
  };
}
