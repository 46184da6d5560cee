import * as nu from "../nushell/index.ts";

// What a timer can wait: 24 days.
const longest = 2 ** 31 - 1;

/** A duration in whole milliseconds, at most what a timer can wait. */
export function milliseconds({ min }: { min: number }): nu.Parameter<number> {
  return {
    shape: nu.duration.shape,
    read(value) {
      const time = Number(nu.duration.read(value) / 1_000_000n);
      return time < min ? nu.invalid(value, `must be ${min}ms or more`, "too short") : Math.min(time, longest);
    },
  };
}
