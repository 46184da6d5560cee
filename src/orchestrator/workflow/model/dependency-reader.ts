import { isRecord } from "../../records/record-fields.ts";
import { dependencyFields } from "./fields.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import { locatedTexts, type OpenOperation } from "./operation-reader.ts";
import type { DocumentPath } from "../../syntax/place.ts";
import { quote } from "../../text/printable.ts";
import { addMissing, readRecord, wrongType } from "./record-reader.ts";
import type { StrayDependency } from "./workflow.ts";

/**
 * Reads the workflow-level `dependencies`: a map from an id to the ids it waits for, or a list of `{source, target, type}`
 * in which the target waits for the source. Adds each to its operation, and returns those whose operation does not exist,
 * and whether all of them could be read.
 */
export function readWorkflowDependencies(
  value: unknown,
  at: DocumentPath,
  operations: readonly OpenOperation[],
  problems: UnplacedProblem[],
): { readonly strayDependencies: readonly StrayDependency[]; readonly isWhole: boolean } {
  const found = foundIn(value, at, problems);

  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const strayDependencies = found
    .filter((each) => each !== refused)
    .filter(({ waiting, dependency }) => {
      const operation = byId.get(waiting.id);
      operation?.dependsOn.push(dependency);
      return operation === undefined;
    });
  return { strayDependencies, isWhole: !found.includes(refused) };
}

/** Stands for whatever the dependencies were that could not be read. */
const refused = Symbol("refused");
type Found = (StrayDependency | typeof refused)[];

function foundIn(value: unknown, at: DocumentPath, problems: UnplacedProblem[]): Found {
  if (value == null) return [];
  if (Array.isArray(value)) return fromList(value, at, problems);
  if (isRecord(value)) return fromMap(value, at, problems);
  problems.push(wrongType('the workflow: "dependencies"', "a map or a list", value, at));
  return [refused];
}

function fromMap(map: Record<string, unknown>, at: DocumentPath, problems: UnplacedProblem[]): Found {
  return Object.entries(map).flatMap(([id, ids]): Found => {
    const place = [...at, id];
    const subject = `"dependencies" of ${quote(id)}`;
    if (ids != null && !Array.isArray(ids)) {
      problems.push(wrongType(`the workflow: ${subject}`, "a list of ids", ids, place));
      return [refused];
    }
    const items = ids ?? [];
    const texts = locatedTexts(items, place, `the workflow: each of ${subject}`, problems);
    const found: Found = texts.map((text) => ({
      waiting: { id, kind: "hard", at: place, point: "key" },
      dependency: { id: text.text, kind: "hard", at: text.at, point: "value" },
    }));
    if (texts.length < items.length) found.push(refused);
    return found;
  });
}

function fromList(list: readonly unknown[], at: DocumentPath, problems: UnplacedProblem[]): Found {
  return list.map((item, index): Found[number] => {
    const place = [...at, index];
    const owner = `dependency ${index + 1}`;
    const read = readRecord(dependencyFields, item, place, owner, problems);
    if (read === undefined || !isRecord(item)) return refused;
    for (const end of ["source", "target"]) {
      if (item[end] != null) continue;
      const missing = { code: "wrong-type" as const, message: `${owner} has no ${end}`, at: place };
      addMissing(missing, read.misnamed.get(end), problems);
    }
    const { source, target } = read.fields;
    if (source == null || target == null || read.refused.has("type")) return refused;
    const kind = read.fields.type ?? "hard";
    return {
      waiting: { id: target, kind, at: [...place, "target"], point: "value" },
      dependency: { id: source, kind, at: [...place, "source"], point: "value" },
    };
  });
}
