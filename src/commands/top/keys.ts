import { matchesKey, type KeyId } from "@earendil-works/pi-tui/dist/keys.js";

/** What a key asks for. */
export type Action =
  | "up"
  | "down"
  | "page-up"
  | "page-down"
  | "first"
  | "last"
  | "next-pane"
  | "previous-pane"
  | "open"
  | "back"
  | "filter"
  | "sort"
  | "help"
  | "quit"
  | "leave";

const bindings: readonly (readonly [Action, readonly KeyId[]])[] = [
  ["up", ["up", "k"]],
  ["down", ["down", "j"]],
  ["page-up", ["pageUp", "ctrl+b"]],
  ["page-down", ["pageDown", "space", "ctrl+f"]],
  ["first", ["home", "g"]],
  ["last", ["end", "shift+g"]],
  ["next-pane", ["tab", "right", "l"]],
  ["previous-pane", ["shift+tab", "left", "h"]],
  ["open", ["enter"]],
  ["back", ["escape"]],
  ["filter", ["/"]],
  ["sort", ["s"]],
  ["help", ["?"]],
  ["quit", ["q"]],
  ["leave", ["ctrl+c"]],
];

/** Returns what a key of the terminal asks for, if anything. */
export function actionOf(key: string): Action | undefined {
  return bindings.find(([, keys]) => keys.some((name) => matchesKey(key, name)))?.[0];
}

/** What the help says of the keys. */
export const helpOfKeys: readonly (readonly [keys: string, meaning: string])[] = [
  ["Up, Down, k, j", "move by one task"],
  ["PgUp, PgDn, Space", "move by what fits"],
  ["Home, End, g, G", "move to the first task, to the last"],
  ["Tab, Shift-Tab", "move to the next group of tasks, to the one before"],
  ["Enter", "open the task: all of its file, its error and output last"],
  ["Esc", "go back, or show all tasks again"],
  ["/", "show only tasks with these words in id, name, status, workflow or directory; completed ones too"],
  ["s", "sort: as usual, by age, by name, by priority"],
  ["?", "show this help"],
  ["q", "leave; where a task or this help is open, go back"],
  ["Ctrl-C", "leave"],
];

/** The same in few words, for the last line, the most important first. */
export const hints: readonly string[] = ["q quit", "? help", "Enter open", "/ filter", "s sort", "Tab next group"];
