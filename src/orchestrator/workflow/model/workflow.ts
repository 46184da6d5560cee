import type { DocumentPath } from "../../syntax/place.ts";
import { quote } from "../../text/printable.ts";
import type { OperationField, WorkflowField } from "./fields.ts";

/**
 * What the checks need of a workflow, in one form for all forms that a file can have. Other fields are checked when they
 * are read.
 */
export interface Workflow {
  readonly name: string | undefined;
  /** The names that its checkpoint may have: its `workflow_id`, then its `name`. */
  readonly checkpointNames: readonly string[];
  readonly version: string | undefined;
  readonly type: "batch" | "sequential" | "parallel";
  readonly operations: readonly Operation[];
  /** Workflow-level dependencies whose waiting operation does not exist. */
  readonly strayDependencies: readonly StrayDependency[];
  /** Providers that the workflow itself declares. What they mean for its operations is not documented. */
  readonly providers: readonly DeclaredProvider[];
  /** Undefined, like the fields below, if the file does not state it. */
  readonly parallelLimit: number | undefined;
  readonly rollbackEnabled: boolean | undefined;
  /** The `enabled` of its `rollback_strategy`. */
  readonly rollbackStrategyEnabled: boolean | undefined;
  /** Delays in seconds; undefined if one was refused. */
  readonly retry: { readonly initialDelay: number | undefined; readonly maxDelay: number | undefined } | undefined;
  /**
   * The fields of which something was refused or stands under a wrong name. What the workflow seems to lack of them is
   * unknown, and no reason for a problem.
   */
  readonly refused: ReadonlySet<WorkflowField>;
  readonly at: DocumentPath;
}

export interface Operation {
  /** Undefined if the file has none, an empty one, or one that is not a string. */
  readonly id: string | undefined;
  /** Its index in the file's list, from 0. */
  readonly index: number;
  readonly type: string | undefined;
  readonly target: string | undefined;
  readonly providers: readonly LocatedText[];
  /** The operation's own dependencies, then those that the workflow states for it. */
  readonly dependsOn: readonly Dependency[];
  /** Undefined if the file does not state it. The documented default is true. */
  readonly parallel: boolean | undefined;
  /** In seconds; the platform's default if the file does not state it. */
  readonly timeout: number;
  /** Undefined if the file does not state it. The documented default is rollback. */
  readonly onFailure: "fail" | "continue" | "rollback" | undefined;
  /** As of a workflow. */
  readonly refused: ReadonlySet<OperationField>;
  readonly at: DocumentPath;
}

export interface LocatedText {
  readonly text: string;
  readonly at: DocumentPath;
}

/**
 * States that an operation waits for the one with this id. Soft and optional ones may name an operation that does not
 * exist.
 */
export interface Dependency {
  readonly id: string;
  readonly kind: "hard" | "soft" | "optional";
  readonly at: DocumentPath;
  /** "key" if the file has the id as the key at that path. */
  readonly point: "key" | "value";
}

export interface StrayDependency {
  /** The missing operation that would wait, and where the file names it. */
  readonly waiting: Dependency;
  readonly dependency: Dependency;
}

export interface DeclaredProvider {
  readonly name: string;
  readonly at: DocumentPath;
  /** True for `provider: x`, the provider of all operations. */
  readonly single: boolean;
}

/** Returns what messages call an operation: by its id, or else by its number from 1. */
export function operationLabel(id: string | undefined, index: number): string {
  return `operation ${id === undefined ? index + 1 : quote(id)}`;
}
