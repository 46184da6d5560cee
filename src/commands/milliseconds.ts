import * as nu from "../nushell/index.ts";

/** What a timer can wait: 24 days. One that is set for longer fires at once. */
export const longestTimer = 2 ** 31 - 1;

/** A duration in whole milliseconds. */
export function milliseconds({ min }: { min: number }): nu.Parameter<number> {
  return {
    shape: nu.duration.shape,
    read(value) {
      const time = Number(nu.duration.read(value) / 1_000_000n);
      return time < min ? nu.invalid(value, `must be ${min}ms or more`, "too short") : time;
    },
  };
}
