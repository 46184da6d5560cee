import { pluginFile } from "../test/support/nu.ts";
import { standaloneExecutable } from "../test/support/standalone.ts";
import type { Bench, Context, Group } from "./bench.ts";
import { measureCold } from "./measure.ts";
import { inPlace, native, plugin, rest, rust, type Place } from "./sides.ts";
import { allTasks, onePage, statusWork, type Work } from "./work.ts";

export const standalone = "standalone";
const byFlag = "plugin, by `--plugins`";
const nothing = "Nushell, nothing called";

export const cold: Bench = {
  name: "cold",
  questions: {
    cold: {
      text: "How long does a whole `nu -c` take, from its start to its end?",
      sizes: "files",
      chart: "sides",
      note:
        "As a script or a cron job has it. The plugins are registered, but for one side: by `--plugins` Nushell knows nothing of a plugin " +
        "and asks it for its commands first. The standalone is the executable that has Node in it.",
    },
  },
  async *run(context) {
    const executable = context.isQuick ? undefined : standaloneExecutable();
    if (executable === undefined) context.missing(standalone, "a quick run does not make it");
    for (const size of context.of([100, 1000, 10_000], [100])) {
      yield* inPlace(context, { size }, (place) => measurePlace(place, executable, context));
    }
  },
};

async function* measurePlace(place: Place, executable: string | undefined, context: Context): AsyncIterable<Group> {
  const { size } = place;
  const isUsual = size === context.of(10_000, 100);
  if (isUsual) yield measureWork(statusWork(place), place, executable, context.runs(21));
  yield measureWork(allTasks(place), place, executable, context.runs(9));
  if (isUsual) yield measureWork(onePage(place), place, executable, context.runs(9));
}

async function measureWork({ id, work, commands }: Work, { size, rustFile }: Place, executable: string | undefined, runs: number): Promise<Group> {
  const ours = commands[plugin] ?? "";
  const files = { [plugin]: pluginFile, [rust]: rustFile };
  ...
}
