import { isDeepStrictEqual } from "node:util";
import type { Component } from "@earendil-works/pi-tui/dist/tui.js";
import { TuiAltScreen } from "@earendil-works/pi-tui/dist/tui-alt-screen.js";
import { followTasks, type Look } from "../../orchestrator/queue/following.ts";
import type { Listing } from "../../orchestrator/queue/listing.ts";
import type { QueueAccess } from "../../orchestrator/queue/queues.ts";
import type { Painter } from "../call/colors.ts";
import { readDaemons } from "./daemons.ts";
import { TaskGroups } from "./panes.ts";
import type { ControllingTerminal } from "./terminal.ts";
import { TopView } from "./top-view.ts";

interface Shown {
  readonly data: QueueAccess;
  /** What the first frame shows, so that a key that is pressed at once finds it. */
  readonly listing: Pick<Listing, "tasks" | "unread">;
  /** How long a daemon may write nothing, in milliseconds. */
  readonly maxSilence: number;
  readonly paint: Painter;
}

/** Shows the queues on the terminal's alternate screen until the user leaves it or the signal aborts. */
export async function showScreen(
  terminal: ControllingTerminal,
  { data, listing: { tasks: first, unread }, maxSilence, paint }: Shown,
  signal: AbortSignal,
): Promise<void> {
  const { dirs } = data.found;
  const end = new AbortController();
  const leave = () => end.abort();
  signal.addEventListener("abort", leave);
  const failures: unknown[] = [];
  // Nobody catches an error of what a key, the clock or the library begins: it ends the screen, and then the call.
  const fail = (error: unknown) => {
    failures.push(error);
    leave();
  };

  const tui = new TuiAltScreen(terminal, false, undefined, { mouse: false });
  const draw = () => tui.requestRender();
  const onRead = (reading: Promise<void>) => void reading.then(draw, fail);
  const groups = new TaskGroups(first, unread);
  const daemons = await readDaemons(dirs, maxSilence);
  const view = new TopView({ dirs, groups, daemons, unread }, { paint, onRead, leave });
  const guarded = <T>(work: () => T, otherwise: T): T => {
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
    render: (width) => guarded(() => view.render(width, terminal.rows), []),
    handleInput: (key) => guarded(() => view.press(key), undefined),
    invalidate() {},
  };
  tui.addChild(component);
  tui.setFocus(component);

  const tick = async () => {
    view.show({ daemons: await readDaemons(dirs, maxSilence) });
  };
  const clock = setInterval(() => onRead(tick()), 1000);
  try {
    tui.start();
    for await (const look of changes(followTasks(data, { during: undefined, poll: undefined }, end.signal))) {
      view.show({ groups: new TaskGroups(look.tasks(), look.unread), unread: look.unread });
      draw();
    }
  } finally {
    clearInterval(clock);
    signal.removeEventListener("abort", leave);
    tui.stop({ preserveScreen: true });
  }
  if (failures.length > 0) throw failures[0];
}

/** Passes on the first look and those that differ from the one before. */
async function* changes(looks: AsyncIterable<Look>): AsyncGenerator<Look, void> {
  let last: Look | undefined;
  for await (const look of looks) {
    const isSame = last?.tasks() === look.tasks() && isDeepStrictEqual(last.unread, look.unread);
    last = look;
    if (!isSame) yield look;
  }
}
