import * as z from "zod/mini";

// The platform's fields and values. A field that is null counts as absent, because KCL and Nickel export unset optional
// fields that way. Fields that the platform's documents do not describe (items, logging, configuration, wait_condition) may
// be anything. What is inside maps and lists is checked by their own readers.
const text = z.nullish(z.string());
const flag = z.nullish(z.boolean());
const positive = z.nullish(z.int().check(z.positive()));
const list = z.nullish(z.array(z.unknown()));
const anything = z.optional(z.unknown());

export const workflowFields = z.object({
  name: text,
  workflow_id: text,
  version: text,
  type: z.nullish(z.enum(["batch", "sequential", "parallel"])),
  operations: list,
  dependencies: anything,
  provider: text,
  providers: list,
  // Documents disagree: one has the long names of the backends, others the short ones.
  storage_backend: z.nullish(z.enum(["filesystem", "surrealdb", "surrealdb-embedded", "surrealdb-server"])),
  parallel_limit: positive,
  rollback_enabled: flag,
  rollback_strategy: anything,
  retry_policy: anything,
  logging: anything,
  configuration: anything,
});

export const operationFields = z.object({
  id: text,
  // Documents disagree: create, update, delete, check in some; server_batch, taskserv, cluster and more in others.
  type: text,
  target: z.nullish(z.enum(["server", "taskserv", "cluster"])),
  provider: text,
  providers: list,
  items: anything,
  depends_on: list,
  dependencies: list,
  parallel: flag,
  timeout: positive,
  on_failure: z.nullish(z.enum(["fail", "continue", "rollback"])),
});

export const dependencyFields = z.object({
  source: text,
  target: text,
  type: z.nullish(z.enum(["hard", "soft", "optional"])),
  wait_condition: anything,
});

export const rollbackStrategyFields = z.object({
  enabled: flag,
  on_partial_failure: flag,
  checkpoint_interval: positive,
  preserve_successful: flag,
});

export const retryPolicyFields = z.object({
  max_attempts: positive,
  backoff: z.nullish(z.enum(["linear", "exponential"])),
  // A delay of 0 is allowed.
  initial_delay: z.nullish(z.int().check(z.nonnegative())),
  max_delay: positive,
});
