import * as z from "zod/mini";

/** The plugin's configuration as `toPlain` gives it: durations are nanoseconds as BigInts. */
export const settings = z.object({
  data_dir: z.nullish(z.string("must be a path")),
  keep_alive: z.nullish(z.bigint("must be a duration, such as 10min").check(z.nonnegative("must not be negative"))),
  platform_config: z.nullish(z.string("must be a path")),
});
