import type { DocumentPath } from "../place.ts";
import { quote } from "../../text/printable.ts";

/** What the checks need of a workflow, in one form whatever form the file chose; the rest is checked where it is read. */
export interface Workflow {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly type: "batch" | "sequential" | "parallel";
  readonly operations: readonly Operation[];
  /** Workflow-level dependencies whose waiting operation does not exist. */
  readonly strayDependencies: readonly StrayDependency[];
  /** Providers that the workflow itself declares; what that means for its operations is not documented. */
  readonly providers: readonly DeclaredProvider[];
  /** What follows is undefined when the file does not say. */
  readonly parallelLimit: number | undefined;
  readonly rollbackEnabled: boolean | undefined;
  /** The `enabled` of its `rollback_strategy`. */
  readonly rollbackStrategyEnabled: boolean | undefined;
  /** Delays in seconds. */
  readonly retry: { readonly initialDelay: number | undefined; readonly maxDelay: number | undefined };
  readonly at: DocumentPath;
}

export interface Operation {
  /** Undefined when the file gives none, an empty one, or one that is no string. */
  readonly id: string | undefined;
  /** Its place in the file's list, from 0. */
  readonly index: number;
  readonly type: string | undefined;
  readonly target: string | undefined;
  readonly providers: readonly string[];
  /** Its own and the workflow-level ones, in the order of the file. */
  readonly dependsOn: readonly Dependency[];
  /** Undefined when the file does not say; the documented default is true. */
  readonly parallel: boolean | undefined;
  /** In seconds. */
  readonly timeout: number;
  /** Undefined when the file does not say; the documented default is rollback. */
  readonly onFailure: "fail" | "continue" | "rollback" | undefined;
  readonly at: DocumentPath;
}

/** In seconds, as documented. */
export const defaultTimeout = 300;

/** That an operation waits for the one called `id`. Soft and optional ones may name what is not there. */
export interface Dependency {
  readonly id: string;
  readonly kind: "hard" | "soft" | "optional";
  readonly at: DocumentPath;
  /** Where the file has the id as a map's key, `at` means that key. */
  readonly point: "key" | "value";
}

export interface StrayDependency {
  /** The operation that would wait, as the file names it. */
  readonly waiting: Dependency;
  readonly dependency: Dependency;
}

export interface DeclaredProvider {
  readonly name: string;
  readonly at: DocumentPath;
  /** True for `provider: x`, which names the one for all. */
  readonly single: boolean;
}

/** How messages call an operation: by its id, or by its place counted from 1. */
export function operationLabel(id: string | undefined, index: number): string {
  return `operation ${id === undefined ? index + 1 : quote(id)}`;
}
