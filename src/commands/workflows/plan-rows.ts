import { providersOf, statesOf, type WithProgress } from "./plan-progress.ts";

/** Returns a row for each operation in the order of the plan; the state is null if nobody knows what is done. */
export function rowsOf({ file, name, planned, progress }: WithProgress) {
  const ids = new Map(planned.map(({ operation: { id = "", index } }) => [index, id]));
  const stateOf = statesOf(progress);
  return planned.map(({ level, operation, waitsFor, critical }) => ({
    file,
    workflow: name,
    level,
    id: operation.id ?? "",
    critical,
    state: stateOf(operation),
    type: operation.type,
    target: operation.target,
    provider: providersOf(operation),
    depends_on: waitsFor.map(({ to }) => ids.get(to) ?? ""),
  }));
}

/**
 * Returns what is done, the last first and one on each level, as the platform undoes it. What the file does not have is a
 * row, too: it is done, whatever it was.
 */
export function rollbackRows(plan: WithProgress): ReturnType<typeof rowsOf> {
  const byId = new Map(rowsOf(plan).map((row) => [row.id, row]));
  const unknown = {
    critical: false,
    state: "done" as const,
    type: undefined,
    target: undefined,
    provider: null,
    depends_on: [],
  };
  return (plan.progress.completed ?? [])
    .toReversed()
    .map((id, level) =>
      Object.assign(byId.get(id) ?? { file: plan.file, workflow: plan.name, id, ...unknown }, { level }),
    );
}
