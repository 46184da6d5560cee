import { isRecord } from "../../text/record-fields.ts";
import { dependencyFields } from "./fields.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import { type OpenOperation, readTexts } from "./operation-reader.ts";
import type { DocumentPath } from "../place.ts";
import { quote } from "../../text/printable.ts";
import { readRecord, wrongType } from "./record-reader.ts";
import type { StrayDependency } from "./workflow.ts";

/**
 * Reads the workflow-level `dependencies`: a map from an id to the ids it waits for, or a list of `{source, target, type}`
 * in which the target waits for the source. Adds each to its operation, and returns those whose operation does not exist.
 */
export function readWorkflowDependencies(
  value: unknown,
  at: DocumentPath,
  operations: readonly OpenOperation[],
  problems: UnplacedProblem[],
): StrayDependency[] {
  if (value == null) return [];
  let found: StrayDependency[] = [];
  if (Array.isArray(value)) found = fromList(value, at, problems);
  else if (isRecord(value)) found = fromMap(value, at, problems);
  else problems.push(wrongType('the workflow: "dependencies"', "a map or a list", value, at));

  const byId = new Map<string, OpenOperation>();
  for (const operation of operations) {
    if (operation.id !== undefined && !byId.has(operation.id)) byId.set(operation.id, operation);
  }
  return found.filter(({ waiting, dependency }) => {
    const operation = byId.get(waiting.id);
    operation?.dependsOn.push(dependency);
    return operation === undefined;
  });
}

function fromMap(map: Record<string, unknown>, at: DocumentPath, problems: UnplacedProblem[]): StrayDependency[] {
  return Object.entries(map).flatMap(([id, ids]): StrayDependency[] => {
    const place = [...at, id];
    const subject = `the workflow: "dependencies" of ${quote(id)}`;
    if (ids != null && !Array.isArray(ids)) {
      problems.push(wrongType(subject, "a list", ids, place));
      return [];
    }
    return readTexts(ids ?? [], place, `each of ${subject}`, problems).map((text) => ({
      waiting: { id, kind: "hard", at: place, point: "key" },
      dependency: { id: text.text, kind: "hard", at: text.at, point: "value" },
    }));
  });
}

function fromList(list: readonly unknown[], at: DocumentPath, problems: UnplacedProblem[]): StrayDependency[] {
  return list.flatMap((item, index): StrayDependency[] => {
    const place = [...at, index];
    const owner = `dependency ${index + 1}`;
    const fields = readRecord(dependencyFields, item, place, owner, problems);
    if (fields === undefined || !isRecord(item)) return [];
    for (const end of ["source", "target"]) {
      if (item[end] == null) problems.push(wrongType(`${owner}: "${end}"`, "a string", null, place));
    }
    const { source, target } = fields;
    if (source == null || target == null) return [];
    const kind = fields.type ?? "hard";
    return [
      {
        waiting: { id: target, kind, at: [...place, "target"], point: "value" },
        dependency: { id: source, kind, at: [...place, "source"], point: "value" },
      },
    ];
  });
}
