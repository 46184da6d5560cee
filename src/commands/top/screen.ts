import type { Component } from "@earendil-works/pi-tui/dist/tui.js";
import { TuiAltScreen } from "@earendil-works/pi-tui/dist/tui-alt-screen.js";
import { followTasks, type Look } from "../../orchestrator/queue/following.ts";
import type { QueueAccess } from "../../orchestrator/queue/queues.ts";
import type { Painter } from "../call/colors.ts";
import { readDaemons } from "./daemons.ts";
import { ErrorTexts } from "./error-texts.ts";
import { TaskGroups } from "./panes.ts";
import { placesOf } from "./places.ts";
import { TaskPage } from "./task-page.ts";
import type { ControllingTerminal } from "./terminal.ts";
import { TopView } from "./top-view.ts";

interface Shown {
  readonly data: QueueAccess;
  /** How long a daemon may write nothing, in milliseconds. */
  readonly maxSilence: number;
  readonly paint: Painter;
}

/** Shows the queues on the terminal's alternate screen until the user leaves it or the signal aborts. */
export async function showScreen(
  terminal: ControllingTerminal,
  { data, maxSilence, paint }: Shown,
  signal: AbortSignal,
): Promise<void> {
  const { dirs } = data.found;
  const end = new AbortController();
  const leave = () => end.abort();
  signal.addEventListener("abort", leave);
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
    leave();
  };

  const tui = new TuiAltScreen(terminal, false, undefined, { mouse: false });
  const draw = () => tui.requestRender();
  const errors = new ErrorTexts((reading) => void reading.then(draw, fail));
  let last: Look = { events: [], tasks: () => [], unread: [] };
  let overview = {
    dirs,
    groups: new TaskGroups([], []),
    daemons: await readDaemons(dirs, maxSilence),
    unread: last.unread,
  };
  const read = (page: TaskPage) => void page.read().then(draw, fail);
  const view = new TopView(overview, {
    paint,
    rows: () => terminal.rows,
    places: dirs.length > 1 ? placesOf(dirs) : undefined,
    errorOf: (task) => errors.of(task),
    open(task) {
      const page = new TaskPage(task, overview.groups.blockersOf(task));
      read(page);
      return page;
    },
    leave,
  });
  const show = (news: Partial<typeof overview>) => {
    overview = { ...overview, ...news };
    view.show(overview);
    draw();
  };
  const tick = () => readDaemons(dirs, maxSilence).then((daemons) => show({ daemons }), fail);

  /** Shows a look, if there is anything new in it. */
  const take = (look: Look) => {
    const { tasks, unread } = look;
    const isSame = unread.length === last.unread.length && unread.every((file, i) => file === last.unread[i]);
    if (tasks() === last.tasks() && isSame) return;
    last = look;
    const groups = new TaskGroups(tasks(), unread);
    const page = view.taskPage;
    if (page !== undefined) {
      const task = tasks().find(({ path }) => path === page.path);
      const broken = unread.find(({ problem }) => problem.path === page.path);
      if (page.update(task, task ? groups.blockersOf(task) : [], broken?.problem.message) === "changed") read(page);
    }
    show({ groups, unread });
  };

  const guard = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch (error) {
      fail(error);
      return otherwise;
    }
  };
  const component: Component = {
    // The keys that the library would scroll by come here, too.
    capturesViewportInput: true,
    render: (width) => guard(() => view.render(width), []),
    handleInput: (key) => guard(() => view.press(key), undefined),
    invalidate() {},
  };
  tui.addChild(component);
  tui.setFocus(component);
  const clock = setInterval(() => void tick(), 1000);
  try {
    tui.start();
    for await (const look of followTasks(data, { during: undefined, poll: undefined }, end.signal)) take(look);
  } finally {
    clearInterval(clock);
    tui.stop({ preserveScreen: true });
    terminal.close();
  }
  if (failure !== undefined) throw failure.error;
}
