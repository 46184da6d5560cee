import type { Bench, Context, Group } from "./bench.ts";
import {
  checkSame,
  floor,
  inPlace,
  isUsual,
  large,
  measureSides,
  native,
  plugin,
  rest,
  rust,
  without,
  type Place,
} from "./sides.ts";
import { allTasks, changeOfOne, floorCommand, onePage, statusView, statusWork, views } from "./work.ts";

const unchanged = "plugin, nothing changed";
const everything = "plugin, all tasks";

export const warm: Bench = {
  name: "warm",
  questions: {
    warm: {
      text: "How long does a call take once the files have been read?",
      sizes: "files",
      chart: "sides",
      note:
        "All sides give the same rows, which each run checks; only the server's `/health` tells less than `orch status`, and the " +
        "engine's floor sends rows of the same form that it has encoded before: no plugin can be faster. A change is made to one " +
        "file before a call. The server is not asked then: no document has a route by which it would learn of that.",
    },
    daemon: {
      text: "How long in the daemon's layout, where each task has two files?",
      sizes: "tasks",
      chart: "sides",
      note: "`queue.rkvs/tasks` and `queue.rkvs/queue`. The Rust plugin, which is that of the plan, does not read this layout.",
    },
    views: {
      text: "How long do the filters and columns take that only this plugin has?",
      sizes: "files",
      chart: "sides",
      note: "The other sides do the same in Nushell. TIME is one after which a tenth of the tasks have ended.",
    },
  },
  async *run(context) {
    for (const size of context.of([100, 1000, 10_000, large], [100])) {
      yield* inPlace(context, { size }, (place) => measurePlain(place, context));
    }
    const daemons = { size: context.of(10_000, 100), layout: "daemon" } as const;
    yield* inPlace(context, daemons, (place) => measureListings("daemon", place, context, 7));
  },
};

async function* measurePlain(place: Place, context: Context): AsyncIterable<Group> {
  if (isUsual(place, context)) {
    yield measureStatus(place, context);
    yield* measureViews(place, context);
  }
  if (place.size >= large) yield measureFirstRows(place, context);
  yield* measureListings("warm", place, context, place.size < 10_000 ? 21 : place.size < large ? 11 : 3);
}

async function measureStatus(place: Place, context: Context): Promise<Group> {
  const { commands, ...work } = statusWork(place);
  await checkSame(without(commands, rest), place, statusView);
  const sides = await measureSides(commands, place, context, { runs: 101 });
  return { ...work, question: "warm", when: "warm", unit: "ms", sides };
}

async function* measureViews(place: Place, context: Context): AsyncIterable<Group> {
  const all = allTasks(place).commands[plugin] ?? "";
  for (const { commands, ...work } of views(place)) {
    await checkSame(commands, place);
    const sides = await measureSides({ ...commands, [everything]: all }, place, context, { runs: 5 });
    const targets = [{ against: everything, atMost: work.id === "view-lists" ? 1.5 : 1.25 }];
    yield { ...work, question: "views", when: "warm", unit: "ms", sides, targets };
  }
}

/** Past 50,000 rows the answer is a stream, of which a reader pays for what it takes. */
async function measureFirstRows(place: Place, context: Context): Promise<Group> {
  const { commands, ...listing } = allTasks(place);
  const all = commands[plugin] ?? "";
  const first = { [plugin]: `${all} | first 3`, [everything]: all };
  const sides = await measureSides(first, place, context, { runs: 5 });
  const targets = [{ against: everything, atMost: 0.25 }];
  const group = { ...listing, id: "tasks-first", work: "`orch tasks`, the first 3 taken" };
  return { ...group, question: "warm", when: "warm", unit: "ms", sides, targets };
}

/** All tasks, a page of them, and that with a change before each call: the last, as the server does not learn of it. */
async function* measureListings(
  question: "warm" | "daemon",
  place: Place,
  context: Context,
  runs: number,
): AsyncIterable<Group> {
  const { size } = place;
  const group = { question, when: "warm", unit: "ms" } as const;
  const idOf = (id: string) => (question === "warm" ? id : `${question}-${id}`);

  const { commands: allCommands, ...all } = allTasks(place);
  await checkSame(allCommands, place);
  const allSides = await measureSides({ ...allCommands, ...floorCommand(place) }, place, context, { runs });
  const allTargets = [
    { against: floor, atMost: 1.25 },
    { against: rust, atMost: 1 / 2.5 },
  ];
  yield { ...group, ...all, id: idOf(all.id), sides: allSides, targets: size === 10_000 ? allTargets : [] };

  const { commands: pageCommands, ...page } = onePage(place);
  const quickPage = size < large ? pageCommands : without(pageCommands, native);
  await checkSame(quickPage, place);
  const pageSides = await measureSides(quickPage, place, context, { runs: Math.max(runs, 7) });
  const pageTargets = size === 10_000 ? [{ against: rust, atMost: 1 / 25 }] : [];
  yield { ...group, ...page, id: idOf(page.id), sides: pageSides, targets: pageTargets };

  const changeCommands = { ...without(quickPage, rest), [unchanged]: pageCommands[plugin] ?? "" };
  const before = changeOfOne(place);
  const changeSides = await measureSides(changeCommands, place, context, { runs: Math.max(runs, 7), before });
  const changed = { ...page, id: idOf("tasks-change"), work: `${page.work}, one file changed` };
  const changeTargets = size === large ? [{ against: unchanged, atMost: 2 }] : [];
  yield { ...group, ...changed, sides: changeSides, targets: changeTargets };
}
