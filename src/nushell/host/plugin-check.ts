import type { LazyCommand } from "../command/lazy-command.ts";
import { array, checkFields, method, optional, text, type Fields } from "../protocol/fields.ts";
import type { Plugin } from "../command/served-plugin.ts";

const fields = {
  version: text,
  commands: array,
  signatures: optional(method),
  customValues: optional(array),
} satisfies Fields<Plugin>;
const lazyFields = { name: text, load: method } satisfies Fields<LazyCommand>;

/** Throws a TypeError for a plugin that Nushell could not tell apart what it has, or that has what is no command. */
export function checkPlugin(plugin: Plugin): void {
  checkFields(plugin, fields, "the plugin");
  const { commands, customValues = [] } = plugin;
  const names = commands.map((command, i) => {
    const isOne = typeof command === "object" && command !== null;
    if (isOne && "signature" in command) return command.signature.name;
    if (isOne && "load" in command) {
      checkFields(command, lazyFields, `\`commands[${i}]\` of the plugin`);
      return command.name;
    }
    throw new TypeError(
      `\`commands[${i}]\` of the plugin is no command: give it what defineCommand returns, or { name, load }`,
    );
  });
  refuseTwins(names, "commands");
  for (const [i, type] of customValues.entries()) {
    if (typeof type === "object" && type !== null && typeof type.operate === "function") continue;
    throw new TypeError(
      `\`customValues[${i}]\` of the plugin is no custom value: give it what defineCustomValue()({ ... }) returns`,
    );
  }
  refuseTwins(
    customValues.map(({ name }) => name),
    "custom values",
  );
}

function refuseTwins(names: readonly string[], what: string): void {
  const twin = names.find((name, i) => names.indexOf(name) !== i);
  if (twin !== undefined)
    throw new TypeError(`the plugin has two ${what} called "${twin}": Nushell would know only one of them`);
}
