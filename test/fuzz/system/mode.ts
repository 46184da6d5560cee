import * as fc from "fast-check";
import { trial, type Mode, type Result } from "../mode.ts";
import { codes, Faults } from "./faults.ts";

const lasting = ["once", "path", "all"] as const;

/** Calls during which an operation on files, or one to start a program, fails. */
export function system(): Mode {
  const starting = /KCL|Nickel/;
  const [files, programs] = [new Faults((name) => !starting.test(name)), new Faults((name) => starting.test(name))];
  const tried = (share: number, faults: Faults) => {
    const fields = {
      call: fc.constantFrom(...faults.names),
      code: fc.constantFrom(...codes),
      lasts: fc.constantFrom(...lasting),
      nth: fc.nat(),
    };
    return trial(
      share,
      fc.record(fields, { noNullPrototype: true }),
      async ({ call, nth, ...fault }): Promise<Result> => {
        const count = Math.max(1, await faults.count(call, fault.code));
        return { kinds: [fault.code], outcome: await faults.fail(call, { ...fault, nth: 1 + (nth % count) }) };
      },
    );
  };
  return {
    what: "calls with a failing operation of the system",
    usual: 1000,
    // Starting a program takes as long as a hundred calls that start none.
    trials: { files: tried(0.98, files), programs: tried(0.02, programs) },
    close: () => [files, programs].forEach((each) => each.close()),
  };
}
