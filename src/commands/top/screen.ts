import { matchesKey } from "@earendil-works/pi-tui/dist/keys.js";
import type { Component } from "@earendil-works/pi-tui/dist/tui.js";
import { TuiAltScreen } from "@earendil-works/pi-tui/dist/tui-alt-screen.js";
import { ControllingTerminal } from "./terminal.ts";

/** Shows the screen until the user leaves it or the signal aborts. */
export async function showScreen(terminal: ControllingTerminal, signal: AbortSignal): Promise<void> {
  const tui = new TuiAltScreen(terminal, false, undefined, { mouse: false });
  const left = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve());
    let keys = 0;
    const component: Component = {
      capturesViewportInput: true,
      render: (width) => [`orch top ${width} x ${terminal.rows}, ${keys} keys`],
      handleInput: (key) => {
        keys += 1;
        if (key === "q" || matchesKey(key, "ctrl+c")) resolve();
        tui.requestRender();
      },
      invalidate() {},
    };
    tui.addChild(component);
    tui.setFocus(component);
    tui.start();
  });
  try {
    await left;
  } finally {
    tui.stop({ preserveScreen: true });
    terminal.close();
  }
}
