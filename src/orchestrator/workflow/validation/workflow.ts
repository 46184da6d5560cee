import { validateDependencies } from "./dependencies.ts";
import { hints } from "./hints.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import { validatePolicies } from "./policies.ts";
import { quote } from "../../text/printable.ts";
import { listed } from "../../text/sentences.ts";
import { operationsById } from "../plan/graph.ts";
import { type Operation, operationLabel, type Workflow } from "../model/workflow.ts";

export interface StrictChecks {
  /** Whether to look for recommended fields that are missing, and for providers that are not known. */
  readonly strict: boolean;
  /** None if that is not known. */
  readonly knownProviders: readonly string[];
}

/** Finds what is wrong with the meaning of a workflow. */
export function validateWorkflow(
  workflow: Workflow,
  { strict, knownProviders }: StrictChecks,
  problems: UnplacedProblem[],
): void {
  checkIds(workflow, problems);
  validateDependencies(workflow, problems);
  checkOrder(workflow, problems);
  checkProviders(workflow, problems);
  validatePolicies(workflow, problems);
  if (!strict) return;
  checkCompleteness(workflow, problems);
  if (knownProviders.length > 0) checkKnownProviders(workflow, knownProviders, problems);
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
 * forgotten. If any dependency is not known, or is on nothing that is known, it may be on any of the others.
 */
function checkOrder({ type, operations, strayDependencies, refused }: Workflow, problems: UnplacedProblem[]): void {
  if (type !== "batch" || refused.has("type") || refused.has("operations") || refused.has("dependencies")) return;
  if (strayDependencies.length > 0) return;
  if (operations.some((each) => each.refused.has("depends_on") || each.refused.has("dependencies"))) return;
  const waitedFor = new Set(operations.flatMap(({ dependsOn }) => dependsOn.map(({ id }) => id)));
  if (waitedFor.size === 0) return;
  const byId = operationsById(operations);
  if ([...waitedFor].some((id) => byId.get(id) === undefined)) return;
  for (const { id, index, dependsOn, parallel, refused: unknown, at } of operations) {
    // Of an id that two operations have nobody can say which of them waits.
    if (unknown.has("id") || unknown.has("parallel") || (id !== undefined && byId.get(id) === undefined)) continue;
    const isOrdered = dependsOn.length > 0 || (id !== undefined && waitedFor.has(id));
    // With `parallel: true` the author states that it may run at any time.
    if (isOrdered || parallel === true) continue;
    problems.push({
      code: "unordered-operation",
      message: `${operationLabel(id, index)} waits for no other operation and no other waits for it; if that is intended, set parallel = true`,
      at: [...at, "id"],
    });
  }
}

function checkProviders({ operations, providers, refused }: Workflow, problems: UnplacedProblem[]): void {
  if (refused.has("operations") || operations.some(refusesProvider)) return;
  const used = new Set(operations.flatMap((operation) => operation.providers.map(({ text }) => text)));
  const hint = hints(used);
  const allNameOne = operations.every((operation) => operation.providers.length > 0);
  for (const { name, at, single } of providers) {
    if (used.has(name)) continue;
    // The workflow's `provider: x` may well be meant for operations that name none.
    if (single && !allNameOne) continue;
    problems.push({
      code: "unused-provider",
      message: `no operation uses the provider ${quote(name)}${hint(name)}`,
      at,
    });
  }
}

function refusesProvider({ refused }: Operation): boolean {
  return refused.has("provider") || refused.has("providers");
}

function checkCompleteness(workflow: Workflow, problems: UnplacedProblem[]): void {
  const { name, version, operations, providers, refused, at } = workflow;
  if (!name && !refused.has("name") && !refused.has("workflow_id")) {
    problems.push({ code: "missing-name", message: "the workflow has no name", at });
  }
  if (!version && !refused.has("version")) {
    problems.push({ code: "missing-version", message: "the workflow has no version", at });
  }
  if (refused.has("provider") || providers.some(({ single }) => single)) return;
  for (const operation of operations) {
    if (operation.providers.length > 0 || refusesProvider(operation)) continue;
    problems.push({
      code: "missing-provider",
      message: `${operationLabel(operation.id, operation.index)} has no provider`,
      at: operation.at,
    });
  }
}

const mostProvidersShown = 10;

function checkKnownProviders(
  { providers, operations }: Workflow,
  known: readonly string[],
  problems: UnplacedProblem[],
): void {
  const named = [
    ...providers.map(({ name, at }) => ({ name, at, label: "the workflow" })),
    ...operations.flatMap(({ id, index, providers: own }) =>
      own.map(({ text: name, at }) => ({ name, at, label: operationLabel(id, index) })),
    ),
  ];
  const all = `; it has ${listed(known.map(quote), mostProvidersShown)}`;
  const isKnown = new Set(known);
  const hint = hints(known);
  for (const { name, at, label } of named) {
    if (isKnown.has(name)) continue;
    const message = `${label}: the platform's configuration has no provider ${quote(name)}${hint(name) || all}`;
    problems.push({ code: "unknown-provider", message, at });
  }
}
