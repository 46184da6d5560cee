import { readNumeral } from "../text/numeral.ts";
import { OpenPlaceNode } from "./place.ts";
import { setField } from "./set-field.ts";

/** The value of a JSON text, the places of what is in it and the keys that appear twice, or the first syntax error. */
export type JsonScan =
  | { failure: { offset: number; message: string } }
  | {
      failure: undefined;
      value: unknown;
      root: OpenPlaceNode;
      duplicates: { key: string; offset: number }[];
    };

interface Frame {
  readonly value: unknown[] | Record<string, unknown>;
  readonly node: OpenPlaceNode;
  readonly close: "]" | "}";
  index: number;
}

const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const escape = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;

/**
 * Reads JSON with its places, and its numbers as they are written. `JSON.parse` would round them; it accepts keys that
 * appear twice, and on Node 20 its errors often lack a position. Of such keys the last value counts, as there. The scan is
 * not recursive, so nesting cannot overflow the stack.
 */
export function scanJson(text: string): JsonScan {
  const duplicates: { key: string; offset: number }[] = [];
  const frames: Frame[] = [];
  let position = 0;
  let root: OpenPlaceNode | undefined;
  let whole: unknown;

  while (true) {
    // Reads a value, or a key and its value, or the end of the frame that was just opened.
    skipSpace();
    const frame = frames.at(-1);
    if (frame !== undefined && frame.node.entries.size === 0 && text[position] === frame.close) {
      frames.pop();
      position += 1;
    } else {
      let name: string | number = 0;
      let keyOffset: number | undefined;
      if (frame?.close === "}") {
        keyOffset = position;
        if (text[position] !== '"') return fail("a key in double quotes");
        const end = stringEnd(position);
        if (typeof end !== "number") return end;
        name = stringOf(text.slice(position, end));
        if (frame.node.entries.has(name)) duplicates.push({ key: name, offset: position });
        position = end;
        skipSpace();
        if (text[position] !== ":") return fail('":" after a key');
        position += 1;
        skipSpace();
      } else if (frame !== undefined) {
        name = frame.index;
        frame.index += 1;
      }
      const node = new OpenPlaceNode(position, keyOffset);
      const opener = text[position];
      let value: unknown;
      if (opener === "{" || opener === "[") {
        const inner = opener === "{" ? {} : [];
        frames.push({ value: inner, node, close: opener === "{" ? "}" : "]", index: 0 });
        position += 1;
        value = inner;
      } else {
        const end = opener === '"' ? stringEnd(position) : match(scalar, position);
        if (end === undefined) return fail("a value");
        if (typeof end !== "number") return end;
        value = scalarOf(text.slice(position, end));
        position = end;
      }
      if (frame === undefined) {
        root = node;
        whole = value;
      } else {
        frame.node.entries.set(name, node);
        setField(frame.value, name, value);
      }
      if (opener === "{" || opener === "[") continue;
    }

    // After a value, closes all frames that end here, then expects a comma or the end of the file.
    skipSpace();
    let open = frames.at(-1);
    while (open !== undefined && text[position] === open.close) {
      frames.pop();
      position += 1;
      skipSpace();
      open = frames.at(-1);
    }
    if (open === undefined) {
      if (root === undefined || position < text.length) return fail("the end of the file");
      return { failure: undefined, value: whole, root, duplicates };
    }
    if (text[position] !== ",") return fail(`"," or "${open.close}"`);
    position += 1;
    skipSpace();
    if (text[position] === open.close) return fail(open.close === "}" ? "a key" : "a value");
  }

  function skipSpace(): void {
    for (let unit = text.charCodeAt(position); isSpace(unit); unit = text.charCodeAt(position)) position += 1;
  }

  function match(pattern: RegExp, from: number): number | undefined {
    pattern.lastIndex = from;
    return pattern.test(text) ? pattern.lastIndex : undefined;
  }

  /** Returns the offset after the string that starts at `start`, or the failure in it. */
  function stringEnd(start: number): number | JsonScan {
    let at = start + 1;
    while (at < text.length) {
      const unit = text.charCodeAt(at);
      if (unit === 0x22) return at + 1;
      if (unit < 0x20) return failure(at, "a string must not contain a raw control character");
      if (unit === 0x5c) {
        const end = match(escape, at);
        if (end === undefined) return failure(at, "unknown escape in a string");
        at = end;
      } else {
        at += 1;
      }
    }
    return failure(start, "this string is never closed");
  }

  function fail(expected: string): JsonScan {
    const found = text.codePointAt(position);
    const what = found === undefined ? "the file ends" : `found "${String.fromCodePoint(found)}"`;
    return failure(position, `expected ${expected}, but ${what}`);
  }
}

function scalarOf(written: string): unknown {
  if (written.startsWith('"')) return stringOf(written);
  return written === "true" || written === "false" || written === "null" ? JSON.parse(written) : readNumeral(written);
}

function stringOf(written: string): string {
  return written.includes("\\") ? String(JSON.parse(written)) : written.slice(1, -1);
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function failure(offset: number, message: string): JsonScan {
  return { failure: { offset, message } };
}
