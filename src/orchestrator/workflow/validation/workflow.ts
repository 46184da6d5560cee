import { validateDependencies } from "./dependencies.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import { validatePolicies } from "./policies.ts";
import { didYouMean } from "../../text/nearest.ts";
import { quote } from "../../text/printable.ts";
import { operationLabel, type Workflow } from "../model/workflow.ts";

/** Finds what is wrong with the meaning of a workflow; with `strict` also which recommended fields are missing. */
export function validateWorkflow(workflow: Workflow, strict: boolean, problems: UnplacedProblem[]): void {
  checkIds(workflow, problems);
  validateDependencies(workflow, problems);
  checkOrder(workflow, problems);
  checkProviders(workflow, problems);
  validatePolicies(workflow, problems);
  if (strict) checkCompleteness(workflow, problems);
}

function checkIds({ operations }: Workflow, problems: UnplacedProblem[]): void {
  const firstOf = new Map<string, number>();
  for (const { id, index, at } of operations) {
    if (id === undefined) continue;
    const first = firstOf.get(id);
    if (first === undefined) {
      firstOf.set(id, index);
      continue;
    }
    problems.push({
      code: "duplicate-id",
      message: `operation ${index + 1} has the same id ${quote(id)} as operation ${first + 1}`,
      at: [...at, "id"],
    });
  }
}

/**
 * In a batch the order of the list means nothing. If only some operations have dependencies, the others were probably
 * forgotten.
 */
function checkOrder({ type, operations, strayDependencies }: Workflow, problems: UnplacedProblem[]): void {
  if (type !== "batch") return;
  const waitedFor = new Set(operations.flatMap(({ dependsOn }) => dependsOn.map(({ id }) => id)));
  if (waitedFor.size === 0 && strayDependencies.length === 0) return;
  for (const { id, index, dependsOn, parallel, at } of operations) {
    const isOrdered = dependsOn.length > 0 || (id !== undefined && waitedFor.has(id));
    // With `parallel: true` the author states that it may run at any time.
    if (isOrdered || parallel === true) continue;
    problems.push({
      code: "unordered-operation",
      message: `${operationLabel(id, index)} waits for no other operation and no other waits for it; if that is intended, set parallel = true`,
      at: id === undefined ? at : [...at, "id"],
    });
  }
}

function checkProviders({ operations, providers }: Workflow, problems: UnplacedProblem[]): void {
  const used = new Set(operations.flatMap((operation) => operation.providers));
  const allNameOne = operations.every((operation) => operation.providers.length > 0);
  for (const { name, at, single } of providers) {
    if (used.has(name)) continue;
    // The workflow's `provider: x` may well be meant for operations that name none.
    if (single && !allNameOne) continue;
    problems.push({
      code: "unused-provider",
      message: `no operation uses the provider ${quote(name)}${didYouMean(name, used)}`,
      at,
    });
  }
}

function checkCompleteness(workflow: Workflow, problems: UnplacedProblem[]): void {
  const { name, version, operations, providers, at } = workflow;
  if (!name) problems.push({ code: "missing-name", message: "the workflow has no name", at });
  if (!version) problems.push({ code: "missing-version", message: "the workflow has no version", at });
  if (providers.some(({ single }) => single)) return;
  for (const operation of operations) {
    if (operation.providers.length > 0) continue;
    problems.push({
      code: "missing-provider",
      message: `${operationLabel(operation.id, operation.index)} has no provider`,
      at: operation.at,
    });
  }
}
