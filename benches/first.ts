import type { Bench, Context, Group } from "./bench.ts";
import { measureFirst, measureWarm, type Call } from "./measure.ts";
import { inPlace, isUsual, large, native, plugin, rust, startedBefore, without, type Place } from "./sides.ts";
import { allTasks, onePage, statusWork, type Work } from "./work.ts";

const stopped = "plugin, `keep_alive: 0sec`";

export const first: Bench = {
  name: "first",
  questions: {
    first: {
      text: "How long does the first call take?",
      sizes: "files",
      chart: "sides",
      note: "The plugin's process runs and has read nothing; each run has a new one.",
    },
    idle: {
      text: "And after 12 seconds in which nothing was called?",
      sizes: "files",
      chart: "sides",
      note:
        "Nushell stops a plugin 10 seconds after its last call, unless it asks not to be stopped, as this one does for its " +
        "`keep_alive`. With `keep_alive: 0sec` the call starts Node and reads the files again; for these runs the plugin was stopped " +
        "by `plugin stop`, which is what Nushell does then.",
    },
  },
  async *run(context) {
    for (const size of context.of([100, 1000, 10_000, large], [100])) {
      yield* inPlace(context, { size }, (place) => measurePlace(place, context));
    }
  },
};

async function* measurePlace(place: Place, context: Context): AsyncIterable<Group> {
  const { size } = place;
  const works = [allTasks(place)];
  if (isUsual(place, context)) works.unshift(statusWork(place), onePage(place));
  for (const { commands, ...work } of works) {
    const asked = size < large ? commands : without(commands, native);
    const runs = context.runs(size < large ? 7 : 3);
    const sides = await measureFirst(startedBefore(asked, place), { runs, plugins: place.plugins });
    const targets =
      work.id === "tasks-all" && size === 10_000
        ? [
            { against: rust, atMost: 1.4 },
            { against: native, atMost: 1 / 5 },
          ]
        : [];
    yield { ...work, question: "first", when: "first", unit: "ms", sides, targets };
  }
  if (isUsual(place, context)) yield* measureIdle([statusWork(place), onePage(place)], place, context);
}

/** All work after one wait, as each wait takes its time. */
async function* measureIdle(works: readonly Work[], { plugins }: Place, context: Context): AsyncIterable<Group> {
  const calls: Record<string, Call> = {};
  for (const { id, commands } of works) {
    for (const [side, command] of Object.entries(commands)) calls[`${id} ${side}`] = { command };
  }
  for (const { id, commands } of works) {
    calls[`${id} ${stopped}`] = { command: commands[plugin] ?? "", before: "plugin stop orchestrator" };
  }
  const all = await measureWarm(calls, { runs: context.of(4, 1), idle: context.of(12, 1), plugins });
  for (const { commands, ...work } of works) {
    const sides = Object.fromEntries(
      [...Object.keys(commands), stopped].map((side) => [side, all[`${work.id} ${side}`] ?? []]),
    );
    yield { ...work, question: "idle", when: "idle", unit: "ms", sides };
  }
}
