import type { Command } from "../../command/command.ts";
import type { CustomValueType } from "../../command/custom-value.ts";
import { loadCommand } from "../../command/lazy-command.ts";
import { serving, type Plugin } from "../../command/served-plugin.ts";

/** A plugin whose commands a test can run. */
export interface LoadedPlugin {
  /** Returns the command of that name. Throws a TypeError that has all names if there is none. */
  readonly command: (name: string) => Command;
  /** Returns the kind of custom value of that name, for `operationsOf`. Throws a TypeError if there is none. */
  readonly customValue: (name: string) => CustomValueType<unknown>;
}

const loaded = new WeakMap<object, Plugin>();
// One after the other, as each takes what is served.
let last: Promise<unknown> = Promise.resolve();

/**
 * Loads the file of a plugin without serving it: `await loadPlugin(() => import("./nu_plugin_greet.ts"))`. What the file gives
 * `servePlugin` is the plugin, and nothing ends the process. Rejects with a TypeError if the file does not call that.
 */
export function loadPlugin(load: () => Promise<object>): Promise<LoadedPlugin> {
  const loading = last.then(() => take(load));
  last = loading.catch(() => {});
  return loading;
}

async function take(load: () => Promise<object>): Promise<LoadedPlugin> {
  let served: Plugin | undefined;
  serving.instead = (plugin) => (served = plugin);
  const exit = Object.getOwnPropertyDescriptor(process, "exit") ?? {};
  // A plugin ends its process with what servePlugin gives.
  Object.defineProperty(process, "exit", { ...exit, value() {} });
  try {
    const file = await load();
    const plugin = loaded.get(file) ?? served;
    if (plugin === undefined)
      throw new TypeError("the file serves no plugin: it has to call servePlugin when it is loaded");
    loaded.set(file, plugin);
    const commands = await Promise.all(plugin.commands.map(loadCommand));
    return {
      command: (name) => named("command", commands, name, ({ signature }) => signature.name),
      customValue: (name) => named("custom value", plugin.customValues ?? [], name, (type) => type.name),
    };
  } finally {
    serving.instead = undefined;
    Object.defineProperty(process, "exit", exit);
  }
}

function named<T>(what: string, all: readonly T[], name: string, nameOf: (item: T) => string): T {
  const found = all.find((item) => nameOf(item) === name);
  if (found !== undefined) return found;
  throw new TypeError(`the plugin has no ${what} "${name}"; it has ${all.map(nameOf).join(", ") || "none"}`);
}
