import type { CompletionCall } from "../protocol/messages/message-reader.ts";
import type { Wire } from "../protocol/msgpack/wire.ts";
import type { Span } from "../protocol/values/span.ts";
import type { Value } from "../protocol/values/value.ts";

/** The arguments of a call that is still being typed, as far as they are plain texts: nothing has been evaluated. */
export interface TypedArguments {
  /** What is typed of the argument at the cursor, with any quotes. */
  readonly current: string;
  /** The texts of the other positionals. */
  readonly positionals: readonly string[];
  /** The flags by their long names. The value is undefined for a switch, and for what is no text or list of texts. */
  readonly flags: ReadonlyMap<string, Value | undefined>;
}

/**
 * Reads the parsed call of a completion. Its form changes with Nushell's releases, so whatever is not as on 0.109 to 0.116
 * counts as not typed.
 */
export function readTypedArguments({ call, strip, position }: CompletionCall): TypedArguments {
  const positionals: string[] = [];
  const flags = new Map<string, Value | undefined>();
  let current = "";
  for (const argument of itemsOf(fieldOf(call, "arguments"))) {
    const [name, , flagValue] = itemsOf(fieldOf(argument, "Named"));
    const expression = flagValue ?? fieldOf(argument, "Positional");
    const value = valueOf(expression, { start: position, end: position });
    const long = fieldOf(name, "item");
    if (isAt(expression, position))
      current = value?.kind === "String" ? value.val.slice(0, strip ? -1 : undefined) : "";
    else if (typeof long === "string") flags.set(long, value);
    else if (value?.kind === "String") positionals.push(value.val);
  }
  return { current, positionals, flags };
}

function isAt(expression: Wire | undefined, position: number): boolean {
  const span = fieldOf(expression, "span");
  const [start, end] = [fieldOf(span, "start"), fieldOf(span, "end")];
  return typeof start === "number" && typeof end === "number" && start <= position && position <= end;
}

const texts = ["String", "RawString", "Directory", "Filepath", "GlobPattern"];

function valueOf(expression: Wire | undefined, span: Span): Value | undefined {
  const expr = fieldOf(expression, "expr");
  const content = texts.map((kind) => fieldOf(expr, kind)).find((each) => each !== undefined);
  // A path comes with whether it is quoted.
  const text = Array.isArray(content) ? itemsOf(content)[0] : content;
  if (typeof text === "string") return { kind: "String", val: text, span };
  const list = fieldOf(expr, "List");
  if (list === undefined) return undefined;
  const vals = itemsOf(list).flatMap((item) => valueOf(fieldOf(item, "Item"), span) ?? []);
  return vals.length === itemsOf(list).length ? { kind: "List", vals, span } : undefined;
}

function fieldOf(wire: Wire | undefined, name: string): Wire | undefined {
  return wire instanceof Map ? (wire as ReadonlyMap<string, Wire>).get(name) : undefined;
}

function itemsOf(wire: Wire | undefined): readonly Wire[] {
  return Array.isArray(wire) ? wire : [];
}
