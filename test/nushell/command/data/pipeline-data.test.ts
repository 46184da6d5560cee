import { describe, expect, it } from "vitest";
import { isPipelineData } from "../../../../src/nushell/command/data/pipeline-data.ts";
import { byteStream, empty, int, listStream, value } from "../../../../src/nushell/index.ts";
import { contentOf } from "../called.ts";

describe("pipeline data", () => {
  it("is a value, written by its type, with metadata or without", async () => {
    const given = value(int, 3, { contentType: "text/plain" });
    expect(given).toMatchObject({ kind: "value", metadata: { contentType: "text/plain" } });
    await expect(contentOf(given)).resolves.toBe(3);
    expect(value(int, 3).metadata).toEqual({});
  });

  it("is bytes and texts as they come, or nothing", async () => {
    const chunks = ["a", Uint8Array.of(1)];
    expect(byteStream("Unknown", chunks)).toMatchObject({ kind: "byte-stream", of: "Unknown", metadata: {} });
    await expect(contentOf(byteStream("Binary", chunks))).resolves.toEqual(chunks);
    expect(empty).toMatchObject({ kind: "empty", metadata: {} });
  });

  it("is told from a record that looks like it", () => {
    expect([empty, value(int, 1), listStream(int, []), byteStream("Binary", [])].every(isPipelineData)).toBe(true);
    for (const other of [{ kind: "empty", metadata: {} }, null, undefined, 1, "empty", []]) {
      expect(isPipelineData(other)).toBe(false);
    }
  });
});

describe("a list stream", () => {
  it.each(["now", "later"])("gives items as they are asked for, there %s", async (when) => {
    const produced: number[] = [];
    function* now() {
      for (let number = 1; number <= 3; number++) {
        produced.push(number);
        yield number;
      }
    }
    async function* later() {
      yield* now();
    }
    const given = listStream(int, when === "now" ? now() : later(), { contentType: "x" });
    expect(given.metadata).toEqual({ contentType: "x" });
    expect(produced).toEqual([]);
    await expect(contentOf(given)).resolves.toEqual([1, 2, 3]);
    expect(produced).toEqual([1, 2, 3]);
  });
});
