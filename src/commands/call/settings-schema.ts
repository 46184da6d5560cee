import * as z from "zod/mini";
import { Duration } from "nu-plugin";

const time = z.nullish(
  z
    .instanceof(Duration, { error: "must be a duration, such as 10min" })
    .check(z.refine(({ nanoseconds }) => nanoseconds >= 0n, "must not be negative")),
);

/** The schema of the plugin's settings after `toPlain`. It has its own file so that zod loads only if there are any. */
export const settingsSchema = z.object({
  data_dir: z.nullish(z.string("must be a path")),
  keep_alive: time,
  max_silence: time,
  default_limit: z.nullish(z.int("must be a whole number").check(z.nonnegative("must not be negative"))),
  columns: z.nullish(z.array(z.string("must be a list of names"), "must be a list of names")),
  platform_config: z.nullish(z.string("must be a path")),
  kcl: z.nullish(z.string("must be a path, or kcl_lib")),
  nickel: z.nullish(z.string("must be a path")),
  python: z.nullish(z.string("must be a path")),
});
