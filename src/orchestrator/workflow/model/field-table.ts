import {
  dependencyFields,
  factsOf,
  operationFields,
  retryPolicyFields,
  rollbackStrategyFields,
  workflowFields,
} from "./fields.ts";

/** A field that a workflow file may have. */
interface FieldRow {
  /** What has the field. */
  readonly owner: string;
  readonly field: string;
  readonly type: string;
  readonly default: string | null;
  readonly meaning: string;
}

const owners = {
  workflow: workflowFields,
  operation: operationFields,
  dependency: dependencyFields,
  rollback_strategy: rollbackStrategyFields,
  retry_policy: retryPolicyFields,
};

/** Lists all fields that are known, with what the schemas and the platform's documents say of them. */
export function fieldTable(): FieldRow[] {
  return Object.entries(owners).flatMap(([owner, { shape }]) =>
    Object.entries(shape).flatMap(([field, schema]): FieldRow[] => {
      const facts = factsOf.get(schema);
      if (facts === undefined) return [];
      return [{ owner, field, type: facts.type, default: facts.default ?? null, meaning: facts.meaning }];
    }),
  );
}
