import { expect, vi } from "vitest";
import type { InputType, PipelineInput } from "../../../../src/nushell/command/data/input.ts";
import * as nu from "../../../../src/nushell/index.ts";
import { called } from "../called.ts";
import { span } from "../values.ts";

export const valueInput = (value: nu.Value): PipelineInput => ({ kind: "value", value, metadata: {} });
/** Where streams come from. */
export const streamSpan = { start: 50, end: 60 };

/** A list stream of these items, and whether it was left. */
export function listInput(...items: readonly nu.Value[]) {
  async function* stream() {
    yield* items;
  }
  const source = stream();
  const left = vi.spyOn(source, "return");
  return {
    left,
    input: { kind: "list-stream", items: source, span: streamSpan, metadata: {} } satisfies PipelineInput,
  };
}

/** A byte stream of these chunks, and whether it was left. */
export function byteInput(of: "Binary" | "String" | "Unknown", ...chunks: readonly (string | Uint8Array)[]) {
  async function* stream() {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const source = stream();
  const left = vi.spyOn(source, "return");
  const input = { kind: "byte-stream", of, chunks: source, span: streamSpan, metadata: {} } satisfies PipelineInput;
  return { left, input };
}

/** What a command with this input is given. */
export async function taken(type: InputType, input: PipelineInput): Promise<unknown> {
  let given: unknown;
  const command = nu.defineCommand({
    name: "take",
    summary: "Take",
    category: "test",
    input: type,
    run(call) {
      given = call.input;
      return nu.empty;
    },
  });
  await called(command, { input });
  return given;
}

/** What a command with this input refuses any other with. */
export const refused = (expected: string, found: string, at = span): unknown =>
  expect.objectContaining({
    name: "LabeledError",
    message: `Invalid input: must be ${expected}, not ${found}`,
    options: { code: "nushell::invalid_input", labels: [{ text: `expected ${expected}`, span: at }] },
  });
