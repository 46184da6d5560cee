import { pluginFile } from "../test/support/nu.ts";
import { programOf, versionOf } from "../test/support/runtimes.ts";
import { standaloneExecutable } from "../test/support/standalone.ts";
import type { Bench, Context, Group } from "./bench.ts";
import { measureCold, type ColdCall } from "./measure.ts";
import { inPlace, isUsual, plugin, rust, type Place } from "./sides.ts";
import { allTasks, onePage, statusWork, type Work } from "./work.ts";

const standalone = "standalone";
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
  if (isUsual(place, context)) {
    const status = statusWork(place);
    const more = { [byFlag]: ours(status, { isRegistered: false }), [nothing]: { command: "null", plugins: [] } };
    yield measureWork(status, place, executable, context.runs(21), more);
    yield measureNewest(status, place, context.runs(31));
  }
  yield measureWork(allTasks(place), place, executable, context.runs(7));
  if (isUsual(place, context)) yield measureWork(onePage(place), place, executable, context.runs(7));
}

/** On the newest Node, whichever this runs on. */
async function measureNewest({ commands, ...status }: Work, { rustFile }: Place, runs: number): Promise<Group> {
  const newest = { command: commands[plugin] ?? "", plugins: [pluginFile], node: programOf("Node 26") };
  const theirs = rustFile === undefined ? {} : { [rust]: { command: commands[rust] ?? "", plugins: [rustFile] } };
  return {
    ...status,
    id: "status-26",
    work: `${status.work}, on Node ${versionOf("Node 26")}`,
    question: "cold",
    when: "cold",
    unit: "ms",
    sides: await measureCold({ [plugin]: newest, ...theirs }, runs),
    targets: [{ against: rust, atMost: 2.2 }],
  };
}

async function measureWork(
  work: Work,
  { rustFile }: Place,
  executable: string | undefined,
  runs: number,
  more: Readonly<Record<string, ColdCall>> = {},
): Promise<Group> {
  const { commands, ...told } = work;
  const files: Readonly<Record<string, string | undefined>> = { [plugin]: pluginFile, [rust]: rustFile };
  const calls = Object.entries(commands).map(([side, command]): [string, ColdCall] => {
    const file = files[side];
    return [side, { command, plugins: file === undefined ? [] : [file] }];
  });
  const alone = executable === undefined ? {} : { [standalone]: ours(work, { plugins: [executable] }) };
  const sides = await measureCold({ ...Object.fromEntries(calls), ...alone, ...more }, runs);
  return { ...told, question: "cold", when: "cold", unit: "ms", sides };
}

function ours({ commands }: Work, options: Partial<ColdCall>): ColdCall {
  return { command: commands[plugin] ?? "", plugins: [pluginFile], ...options };
}
