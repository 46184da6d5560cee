import { isRecord } from "../../records/record-fields.ts";
import { defaults, operationFields } from "./fields.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import type { DocumentPath } from "../../syntax/place.ts";
import { addMissing, readRecord, wrongType } from "./record-reader.ts";
import { type Dependency, type LocatedText, type Operation, operationLabel } from "./workflow.ts";

/** An operation to which workflow-level dependencies can still be added. */
export type OpenOperation = Operation & { readonly dependsOn: Dependency[] };

/** Reads one item of `operations`, with its index from 0; adds a problem and returns undefined if it is not a map. */
export function readOperation(
  value: unknown,
  index: number,
  at: DocumentPath,
  problems: UnplacedProblem[],
): OpenOperation | undefined {
  const givenId = isRecord(value) ? value["id"] : undefined;
  const id = typeof givenId === "string" && givenId !== "" ? givenId : undefined;
  const label = operationLabel(id, index);
  const read = readRecord(operationFields, value, at, label, problems);
  if (read === undefined) return undefined;
  const { fields, refused, misnamed } = read;

  if (givenId == null || givenId === "") {
    addMissing({ code: "missing-id", message: `${label} has no id`, at }, misnamed.get("id"), problems);
  }
  const texts = (field: "providers" | "depends_on" | "dependencies"): LocatedText[] => {
    const items = fields[field] ?? [];
    const found = locatedTexts(items, [...at, field], `${label}: each of "${field}"`, problems);
    if (found.length < items.length) refused.add(field);
    return found;
  };
  const named = texts("providers");
  return {
    id,
    index,
    type: fields.type ?? undefined,
    target: fields.target ?? undefined,
    providers: fields.provider == null ? named : [{ text: fields.provider, at: [...at, "provider"] }, ...named],
    dependsOn: [...texts("depends_on"), ...texts("dependencies")].map((dependency) => ({
      id: dependency.text,
      kind: "hard",
      at: dependency.at,
      point: "value",
    })),
    parallel: fields.parallel ?? undefined,
    timeout: fields.timeout ?? defaults.timeout,
    onFailure: fields.on_failure ?? undefined,
    refused,
    at,
  };
}

/** Returns the strings of a list and adds a problem for each other item. */
export function locatedTexts(
  items: readonly unknown[],
  at: DocumentPath,
  subject: string,
  problems: UnplacedProblem[],
): LocatedText[] {
  return items.flatMap((text, index) => {
    if (typeof text === "string") return [{ text, at: [...at, index] }];
    problems.push(wrongType(subject, "a string", text, [...at, index]));
    return [];
  });
}
