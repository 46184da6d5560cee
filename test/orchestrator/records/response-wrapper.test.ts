import { expect, it } from "vitest";
import { describeResponse, errorText, responseWrapper } from "../../../src/orchestrator/records/response-wrapper.ts";

const task = { id: "a", status: "pending" };
const metadata = { timestamp: "2025-09-26T12:00:00Z", request_id: "req-123", version: "3.1.0" };
const error = { code: "ERR001", message: "Human readable error", details: { tries: 3 } };

it.each([
  ["the API's, of a task", { success: true, data: task }, "success", task],
  ["the API's health", { success: true, data: "Orchestrator is healthy" }, "success", "Orchestrator is healthy"],
  ["the API's, of a failure", { success: false, error: "no such task" }, "error", undefined],
  ["the standard one", { status: "success", data: task, metadata, error: null }, "success", task],
  ["the standard one, of a failure", { status: "error", data: null, metadata, error }, "error", undefined],
  ["the standard one, before the end", { status: "pending", data: {}, metadata, error: null }, "pending", {}],
  ["the scripts'", { status: "partial", result: { resources: [] }, error, context: {} }, "partial", { resources: [] }],
  ["one in capitals", { status: "SUCCESS", data: [task] }, "success", [task]],
  ["one without metadata around its fields", { status: "success", data: task, request_id: "req-1" }, "success", task],
  ["one that holds nothing", { status: "success" }, "success", undefined],
])("recognizes a response: %s [response-wrapper]", (_, record, outcome, content) => {
  expect(responseWrapper(record)).toMatchObject({ outcome });
  expect(responseWrapper(record)?.content ?? undefined).toEqual(content);
});

it.each([
  ["its id", { id: "a", status: "error", data: {}, result: {}, error }],
  ["its task_id", { task_id: "a", status: "success", result: {} }],
  ["its output", { status: "success", output: null, error: null }],
  ["its priority", { status: "pending", priority: 5, data: {} }],
  ["its status alone", { status: "pending" }],
  ["a status of tasks", { status: "failed", data: {}, error }],
  ["a status and an error", { status: "pending", error: null, context: { workflow_id: "wf-1" } }],
  ["no status", { data: task, metadata }],
])("never takes a task for a response that is one by %s [response-wrapper]", (_, record) => {
  expect(responseWrapper(record)).toBeUndefined();
});

it("names a response for what it is [response-wrapper]", () => {
  const named = (record: Record<string, unknown>) => {
    const wrapper = responseWrapper(record);
    return wrapper && describeResponse(wrapper);
  };
  expect(named({ success: true, data: [] })).toBe('a response that says "success"');
  expect(named({ status: "error", error })).toBe('a response that says "error" (ERR001: Human readable error)');
  expect(named({ success: false, code: "ERR002", message: "no such task" })).toBe(
    'a response that says "error" (ERR002: no such task)',
  );
  expect(named({ success: false, error: "gone\nfor good" })).toBe(
    String.raw`a response that says "error" (gone\nfor good)`,
  );
});

it.each([
  ["boom", "boom"],
  [error, "ERR001: Human readable error"],
  [{ message: "boom", code: 7 }, "boom"],
  [{ code: "ERR001" }, undefined],
  [null, undefined],
  [["boom"], undefined],
])("puts an error into words: %j [error-text]", (value, text) => {
  expect(errorText(value)).toBe(text);
});
