import type { Bench, Context, Group } from "./bench.ts";
import { measureMemory } from "./measure.ts";
import { inPlace, large, native, plugin, rest, rust, without, type Commands, type Place } from "./sides.ts";
import { allTasks, statusWork, type Work } from "./work.ts";

export const memory: Bench = {
  name: "memory",
  questions: {
    "memory-rest": {
      text: "How much memory does each side hold between calls?",
      sizes: "files",
      chart: "sides",
      note:
        "Resident memory of the side's own process, right after three calls: of the plugin, of the server, and where Nushell does all by " +
        "itself, of Nushell. This plugin keeps of the tasks what it lists, and the others nothing; the server has all of them from its start, " +
        "and what runs TypeScript.",
    },
    "memory-peak": { text: "How much at its peak until then?", sizes: "files", chart: "sides" },
  },
  async *run(context) {
    for (const size of context.of([10_000, large], [100])) {
      yield* inPlace(context, { size }, (place) => measurePlace(place, context));
    }
  },
};

async function* measurePlace(place: Place, context: Context): AsyncIterable<Group> {
  if (place.size < large) yield* measureWork(statusWork(place), place, context.runs(3));
  yield* measureWork(allTasks(place), place, context.of(place.size < large ? 3 : 1, 1));
}

async function* measureWork({ commands, ...work }: Work, place: Place, runs: number): AsyncIterable<Group> {
  const { size, server, plugins } = place;
  const processes: Commands = {
    [plugin]: "plugin list | where name == orchestrator | get pid.0",
    [native]: "$nu.pid",
    [rest]: String(server.pid),
    [rust]: "plugin list | where name == orchr | get pid.0",
  };
  const atRest: Record<string, readonly number[]> = {};
  const peak: Record<string, readonly number[]> = {};
  for (const [side, command] of Object.entries(size < large ? commands : without(commands, native))) {
    const script = `1..3 | each { ${command} | ignore }`;
    const taken = await measureMemory({ script, pid: processes[side] ?? "" }, { runs, plugins });
    atRest[side] = taken.atRest;
    peak[side] = taken.peak;
  }
  yield { ...work, id: `memory-rest-${work.id}`, unit: "MB", question: "memory-rest", sides: atRest };
  yield { ...work, id: `memory-peak-${work.id}`, unit: "MB", question: "memory-peak", sides: peak };
}
