import * as z from "zod/mini";

/** What is said of a field besides its schema. */
interface Facts {
  /** Its type in words. */
  readonly type: string;
  readonly meaning: string;
  /** The platform's default, documented. */
  readonly default?: string;
  readonly unit?: "seconds";
  /** What other systems call it, without `-` and `_`. */
  readonly aliases?: readonly string[];
}

export const factsOf = z.registry<Facts>();

type Described = Omit<Facts, "type">;

// A field that is null counts as absent, because KCL and Nickel export unset optional fields that way. Fields that the
// platform's documents do not describe may be anything. What is inside maps and lists is checked by their own readers.
const text = (facts: Described) => z.nullish(z.string()).register(factsOf, { type: "string", ...facts });
const flag = (facts: Described) => z.nullish(z.boolean()).register(factsOf, { type: "true or false", ...facts });
const positive = (facts: Described) =>
  z.nullish(z.int().check(z.positive())).register(factsOf, { type: "integer above 0", ...facts });
const natural = (facts: Described) =>
  z.nullish(z.int().check(z.nonnegative())).register(factsOf, { type: "integer, 0 or more", ...facts });
const list = (of: string, facts: Described) =>
  z.nullish(z.array(z.unknown())).register(factsOf, { type: `list of ${of}`, ...facts });
const oneOf = <const Values extends readonly string[]>(values: Values, facts: Described) =>
  z.nullish(z.enum(values)).register(factsOf, { type: values.join(", "), ...facts });
const anything = (facts: Described & { type?: string }) =>
  z.optional(z.unknown()).register(factsOf, { type: "anything", ...facts });

/** The platform's defaults with which plans and checks reckon, in seconds. */
export const defaults = { timeout: 300, initialDelay: 5, maxDelay: 300 };

const undescribed = { meaning: "not described by any document" };
const dependencyAliases =
  "needs after requires require deps depends dependency waitfor waiton runafter prerequisites upstream parents".split(
    " ",
  );

export const workflowFields = z.object({
  name: text({ meaning: "the name; it counts before workflow_id" }),
  workflow_id: text({ meaning: "the name where there is no other, and that of the checkpoint" }),
  version: text({ meaning: "the version, in quotes where it looks like a number" }),
  type: oneOf(["batch", "sequential", "parallel"], {
    meaning: "whether operations run by their dependencies alone, one at a time, or all at once",
    default: "batch",
    aliases: ["mode", "kind"],
  }),
  operations: list("operations", {
    meaning: "required, with at least one operation",
    aliases: ["steps", "tasks", "jobs", "stages", "actions", "phases"],
  }),
  dependencies: anything({
    type: "map or list",
    meaning: "what operations wait for besides: a map from an id to a list of ids, or a list of dependencies",
    aliases: [...dependencyAliases, "dependson", "edges"],
  }),
  provider: text({ meaning: "the provider of every operation that names none" }),
  providers: list("strings", { meaning: "the providers that operations use" }),
  // Documents disagree: one has the long names of the backends, others the short ones.
  storage_backend: oneOf(["filesystem", "surrealdb", "surrealdb-embedded", "surrealdb-server"], {
    meaning: "where the orchestrator keeps the workflow's state",
    aliases: ["backend", "storage"],
  }),
  parallel_limit: positive({
    meaning: "how many operations run at once",
    aliases: ["maxparallel", "parallelism", "concurrency", "maxconcurrency", "maxconcurrent", "maxconcurrenttasks"],
  }),
  rollback_enabled: flag({ meaning: "whether operations that are done are undone after a failure" }),
  rollback_strategy: anything({ type: "map", meaning: "fields of its own", aliases: ["rollback"] }),
  retry_policy: anything({ type: "map", meaning: "fields of its own", aliases: ["retry", "retries"] }),
  logging: anything(undescribed),
  configuration: anything(undescribed),
});

export const operationFields = z.object({
  id: text({ meaning: "required, and unique in the workflow" }),
  // Documents disagree: create, update, delete, check in some; server_batch, taskserv, cluster and more in others.
  type: text({
    meaning:
      "what to do: create, update, delete, check in some documents, server_batch, taskserv, cluster and more in others",
    aliases: ["kind", "action"],
  }),
  target: oneOf(["server", "taskserv", "cluster"], { meaning: "what to do it to" }),
  provider: text({ meaning: "where to do it" }),
  providers: list("strings", { meaning: "where to do it, if in several" }),
  items: anything(undescribed),
  params: anything({ meaning: "what its own code takes: documents leave its fields open", aliases: ["parameters"] }),
  config: anything({ meaning: "what its provider takes: documents leave its fields open", aliases: ["configuration"] }),
  depends_on: list("ids", {
    meaning: "the operations that it waits for",
    aliases: [...dependencyAliases, "dependson"],
  }),
  dependencies: list("ids", { meaning: "the operations that it waits for" }),
  parallel: flag({ meaning: "whether others may run beside it", default: "true" }),
  timeout: positive({
    meaning: "how long it may take, in seconds",
    default: String(defaults.timeout),
    unit: "seconds",
    aliases: ["timeoutseconds", "timeoutsecs", "timeoutsec", "tasktimeoutseconds"],
  }),
  on_failure: oneOf(["fail", "continue", "rollback"], {
    meaning: "what follows if it fails",
    default: "rollback",
    aliases: ["onerror", "onfail"],
  }),
});

export const dependencyFields = z.object({
  source: text({ meaning: "required: the operation that comes first", aliases: ["from"] }),
  target: text({ meaning: "required: the operation that waits for it", aliases: ["to"] }),
  type: oneOf(["hard", "soft", "optional"], {
    meaning: "whether it is required, or only orders what is there",
    default: "hard",
    aliases: ["kind"],
  }),
  wait_condition: anything(undescribed),
});

export const rollbackStrategyFields = z.object({
  enabled: flag({ meaning: "whether operations that are done are undone after a failure", default: "true" }),
  on_partial_failure: flag({ ...undescribed, default: "true" }),
  checkpoint_interval: positive({ ...undescribed, default: "5" }),
  preserve_successful: flag({ ...undescribed, default: "false" }),
});

export const retryPolicyFields = z.object({
  max_attempts: positive({
    meaning: "how often an operation is tried",
    default: "3",
    aliases: ["attempts", "retries", "maxretries"],
  }),
  backoff: oneOf(["linear", "exponential"], { meaning: "how the delay grows", default: "exponential" }),
  initial_delay: natural({
    meaning: "the delay before the second attempt, in seconds",
    default: String(defaults.initialDelay),
    unit: "seconds",
    aliases: ["delay", "interval"],
  }),
  max_delay: positive({
    meaning: "the longest delay, in seconds",
    default: String(defaults.maxDelay),
    unit: "seconds",
  }),
});

export type WorkflowField = keyof typeof workflowFields.shape;
export type OperationField = keyof typeof operationFields.shape;
