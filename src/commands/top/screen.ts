import { isDeepStrictEqual } from "node:util";
import type { Component } from "@earendil-works/pi-tui/dist/tui.js";
import { TuiAltScreen } from "@earendil-works/pi-tui/dist/tui-alt-screen.js";
import { followTasks, type Look } from "../../orchestrator/queue/following.ts";
import type { Listing } from "../../orchestrator/queue/listing.ts";
import type { QueueAccess } from "../../orchestrator/queue/queues.ts";
import type { Painter } from "../text/colors.ts";
import { daemonOf, readStatusFiles } from "./daemons.ts";
import { TaskGroups } from "./panes.ts";
import type { ControllingTerminal } from "./terminal.ts";
import type { Overview } from "./header.ts";
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
  { data, listing, maxSilence, paint }: Shown,
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
  const groups = new TaskGroups(listing.tasks, listing.unread);
  let files = await readStatusFiles(dirs);
  const daemons = () => files.map((file) => daemonOf(file, maxSilence));
  const view = new TopView({ dirs, groups, daemons: daemons(), unread: listing.unread }, { paint, onRead, leave });
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

  const redraw = (news: Partial<Overview> = {}) => {
    view.show({ ...news, daemons: daemons() });
    draw();
  };
  const clock = setInterval(() => guarded(redraw, undefined), 1000);
  try {
    tui.start();
    let last: Look | undefined;
    for await (const look of followTasks(data, { during: undefined, poll: undefined }, end.signal)) {
      const { tasks, unread } = look;
      const before = files;
      // A change of these files, too, gives notice and causes a look.
      files = await readStatusFiles(dirs);
      if (last?.tasks() !== tasks() || !isDeepStrictEqual(last.unread, unread)) {
        redraw({ groups: new TaskGroups(tasks(), unread), unread });
      } else if (!isDeepStrictEqual(before, files)) redraw();
      last = look;
    }
  } finally {
    clearInterval(clock);
    signal.removeEventListener("abort", leave);
    tui.stop({ preserveScreen: true });
  }
  if (failures.length > 0) throw failures[0];
}
