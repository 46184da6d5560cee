import { openSync, writeSync } from "node:fs";
import { MessageFramer } from "../protocol/msgpack/message-framer.ts";
import { decode } from "../protocol/msgpack/msgpack-reader.ts";
import type { Wire } from "../protocol/msgpack/wire.ts";

type Direction = "in" | "out";

/** Records messages that come in from the engine or go out to it. Their bytes may be split anywhere. */
export type Trace = (direction: Direction, bytes: Buffer) => void;

/**
 * Appends every message to a file as a line of JSON, `{"time", "direction", "message"}`. It does so at once, so that a
 * plugin that dies has its last message there. Returns undefined, with a line on stderr, if the file cannot be opened.
 */
export function openTrace(path: string): Trace | undefined {
  const framers = { in: new MessageFramer(), out: new MessageFramer() };
  try {
    const file = openSync(path, "a");
    let isFull = false;
    const write = (direction: Direction, content: string) => {
      if (isFull) return;
      try {
        writeSync(file, `{"time":"${new Date().toISOString()}","direction":"${direction}",${content}}\n`);
      } catch (error) {
        // The conversation matters more than its trace: a message that got lost here would leave Nushell waiting.
        isFull = true;
        process.stderr.write(`The trace ends here: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    };
    return (direction, bytes) => {
      try {
        for (const message of framers[direction].push(bytes)) write(direction, `"message":${toJson(decode(message))}`);
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        write(direction, `"problem":${JSON.stringify(problem)},"bytes":${toJson(bytes)}`);
      }
    };
  } catch (error) {
    process.stderr.write(`No trace is written: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

/** Does what JSON.stringify does, but also for Maps, whose order it keeps, and for large integers. */
function toJson(wire: Wire): string {
  if (typeof wire === "bigint") return wire.toString();
  if (wire instanceof Uint8Array) return JSON.stringify([...wire]);
  if (wire instanceof Map)
    return `{${[...wire].map(([key, item]) => `${JSON.stringify(key)}:${toJson(item)}`).join(",")}}`;
  return Array.isArray(wire) ? `[${wire.map(toJson).join(",")}]` : JSON.stringify(wire);
}
