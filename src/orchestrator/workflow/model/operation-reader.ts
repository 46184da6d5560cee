import { isRecord } from "../../text/record-fields.ts";
import { operationFields } from "./fields.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import type { DocumentPath } from "../place.ts";
import { readRecord, wrongType } from "./record-reader.ts";
import { defaultTimeout, type Dependency, type Operation, operationLabel } from "./workflow.ts";

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
  const fields = readRecord(operationFields, value, at, label, problems);
  if (fields === undefined) return undefined;

  if (givenId == null || givenId === "") {
    problems.push({ code: "missing-id", message: `${label} has no id`, at });
  }
  const texts = (field: "providers" | "depends_on" | "dependencies"): LocatedText[] =>
    fields[field] == null ? [] : readTexts(fields[field], [...at, field], `${label}: each of "${field}"`, problems);
  const named = texts("providers").map(({ text }) => text);
  return {
    id,
    index,
    type: fields.type ?? undefined,
    target: fields.target ?? undefined,
    providers: fields.provider == null ? named : [fields.provider, ...named],
    dependsOn: [...texts("depends_on"), ...texts("dependencies")].map((dependency) => ({
      id: dependency.text,
      kind: "hard",
      at: dependency.at,
      point: "value",
    })),
    parallel: fields.parallel ?? undefined,
    timeout: fields.timeout ?? defaultTimeout,
    onFailure: fields.on_failure ?? undefined,
    at,
  };
}

export interface LocatedText {
  readonly text: string;
  readonly at: DocumentPath;
}

/** Returns the strings of a list and adds a problem for each other item. */
export function readTexts(
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
