import type { UnplacedProblem } from "../unplaced-problem.ts";
import { defaults } from "../model/fields.ts";
import { type Operation, operationLabel, type Workflow } from "../model/workflow.ts";

/** Finds settings that contradict each other. */
export function validatePolicies(workflow: Workflow, problems: UnplacedProblem[]): void {
  checkRetry(workflow, problems);
  checkRollback(workflow, problems);
  checkSequence(workflow, problems);
}

function checkRetry({ retry, at }: Workflow, problems: UnplacedProblem[]): void {
  if (retry === undefined) return;
  const { initialDelay = defaults.initialDelay, maxDelay = defaults.maxDelay } = retry;
  if (initialDelay <= maxDelay) return;
  problems.push({
    code: "contradictory-retry",
    message: `retry_policy: "initial_delay" (${initialDelay}${byDefault(retry.initialDelay)}) is above "max_delay" (${maxDelay}${byDefault(retry.maxDelay)})`,
    at: [...at, "retry_policy", retry.initialDelay === undefined ? "max_delay" : "initial_delay"],
  });
}

function byDefault(given: number | undefined): string {
  return given === undefined ? " by default" : "";
}

function checkRollback(
  { rollbackEnabled, rollbackStrategyEnabled, operations, at }: Workflow,
  problems: UnplacedProblem[],
): void {
  const strategy = [...at, "rollback_strategy", "enabled"];
  const isContradiction =
    rollbackEnabled !== undefined &&
    rollbackStrategyEnabled !== undefined &&
    rollbackEnabled !== rollbackStrategyEnabled;
  if (isContradiction) {
    problems.push({
      code: "contradictory-rollback",
      message: `rollback_strategy: "enabled" is ${rollbackStrategyEnabled}, but "rollback_enabled" is ${rollbackEnabled}`,
      at: strategy,
    });
  }
  if (rollbackEnabled !== false && rollbackStrategyEnabled !== false) return;
  const field = rollbackEnabled === false ? '"rollback_enabled"' : '"enabled" of rollback_strategy';
  addForFirst(
    operations,
    ({ onFailure }) => onFailure === "rollback",
    (label, operation) => {
      problems.push({
        code: "contradictory-rollback",
        message: `${label}: "on_failure" is rollback, but ${field} is false`,
        at: [...operation.at, "on_failure"],
      });
    },
  );
}

function checkSequence({ type, parallelLimit = 1, operations, at }: Workflow, problems: UnplacedProblem[]): void {
  if (type !== "sequential") return;
  if (parallelLimit > 1) {
    problems.push({
      code: "contradictory-order",
      message: `the workflow: "parallel_limit" is ${parallelLimit}, but "type" is sequential, which runs one operation at a time`,
      at: [...at, "parallel_limit"],
    });
  }
  addForFirst(
    operations,
    ({ parallel }) => parallel === true,
    (label, operation) => {
      problems.push({
        code: "contradictory-order",
        message: `${label}: "parallel" is true, but the workflow's "type" is sequential`,
        at: [...operation.at, "parallel"],
      });
    },
  );
}

/**
 * Adds one problem for all such operations, at the first: an evaluated file has every default written out in each of them.
 */
function addForFirst(
  operations: readonly Operation[],
  isMeant: (operation: Operation) => boolean,
  add: (label: string, operation: Operation) => void,
): void {
  const [first, ...others] = operations.filter(isMeant);
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  add(`${operationLabel(first.id, first.index)}${more}`, first);
}
