import { expect, it } from "vitest";
import { workflowProblem } from "../../../src/orchestrator/problem.ts";
import { checkDocument } from "../../../src/orchestrator/workflow/check-document.ts";
import type { Locate } from "../../../src/orchestrator/syntax/place.ts";

const at = (line: number, column: number) => ({ line, column });
it("comes to the severity of strict checks and to printable words also where nothing could be read [validate-strict]", async () => {
  for (const [strict, severity] of [
    [false, "warning"],
    [true, "error"],
  ] as const) {
    const found = workflowProblem("duplicate-key", "wf", "twice\u001b", at(3, 1));
    const warning = { ...found, severity: "warning" } as const;
    const { workflows, problems } = await checkDocument("wf", { problems: [warning], content: undefined }, { strict });
    expect([workflows, problems]).toMatchObject([[], [{ severity, message: "twice\\u{1b}" }]]);
  }
});

it("puts what its parser found and what is wrong in it in one order, without a place last, by code [validate-order]", async () => {
  const value = { zz: 1, aa: 1, operations: [{ id: "a", type: "create", timeout: 0 }, 5] };
  const places: Locate = ([name]) => (name === "zz" ? at(1, 4) : name === "aa" ? at(3, 1) : undefined);
  const content = { value, isComputed: false, places: () => Promise.resolve(places) };
  const parsed = workflowProblem("wrong-type", "wf", "of another type", at(3, 1));
  const found = await checkDocument("wf", { problems: [parsed], content }, { strict: true });
  expect(found.problems.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`)).toEqual([
    "unknown-field 1:4",
    "unknown-field 3:1",
    "wrong-type 3:1",
    "missing-name undefined:undefined",
    "missing-provider undefined:undefined",
    "missing-version undefined:undefined",
    "not-positive undefined:undefined",
    "wrong-type undefined:undefined",
  ]);
});
