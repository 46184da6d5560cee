import type { PipelineData } from "../../command/data/pipeline-data.ts";
import { any, type ValueType } from "../../command/value-types/type.ts";
import { isBare, writePlain, type Plain } from "../../protocol/values/plain.ts";
import { Closure } from "../../protocol/values/value.ts";

/**
 * A function that stands for a closure. It is called with the list of the arguments that the command gives the closure, and
 * with the closure's input: plain data, an async iterable of a stream's items or bytes, or null for none. It returns, or
 * promises, what the closure would give. What it throws, the command gets as a LabeledError, as from any closure.
 */
// Whoever writes a test knows what its command passes, and may say so: `([n]: [number]) => n * 10`.
// oxlint-disable-next-line typescript/no-explicit-any
export type ClosureFunction = (positional: any, input: any) => Input | void | Promise<Input | void>;

/** Plain data in which functions stand for closures. */
export type Given =
  | Plain
  | ClosureFunction
  | readonly Given[]
  | ReadonlyMap<string, Given>
  | { readonly [key: string]: Given };

/** What is piped into a command or out of a closure: data as one value, an iterable as a list stream, or pipeline data. */
export type Input = Given | AsyncIterable<Given> | Iterable<Given> | PipelineData;

/** The functions that stand for closures in one call. */
export class Closures {
  readonly #functions: ClosureFunction[] = [];

  /** Writes what is given, each function as a closure of its own. */
  readonly type: ValueType<Given, Plain> = { ...any, write: (out, given) => writePlain(out, this.plain(given)) };

  /** Returns the function that a closure stands for. */
  find({ blockId }: Closure): ClosureFunction | undefined {
    return this.#functions[blockId];
  }

  /** Replaces the functions by closures. */
  plain(given: Given): Plain {
    if (typeof given === "function") return this.#closure(given);
    if (typeof given !== "object" || given === null) return given;
    if (isList(given)) return given.map((item) => this.plain(item));
    if (isMap(given)) return new Map(Array.from(given, ([key, item]) => [key, this.plain(item)]));
    return isRecord(given) ? this.record(given) : given;
  }

  record(given: { readonly [key: string]: Given }): Record<string, Plain> {
    return Object.fromEntries(Object.entries(given).map(([key, item]) => [key, this.plain(item)]));
  }

  #closure(given: ClosureFunction): Closure {
    const known = this.#functions.indexOf(given);
    return new Closure(known === -1 ? this.#functions.push(given) - 1 : known, []);
  }
}

export function isList(given: Given): given is readonly Given[] {
  return Array.isArray(given);
}

function isMap(given: Given): given is ReadonlyMap<string, Given> {
  return given instanceof Map;
}

/** Whether it is a record, and no instance of a class such as a Date, in which nobody puts a function. */
function isRecord(given: object): given is { readonly [key: string]: Given } {
  return isBare(given);
}
