import { describe, expect, it, vi } from "vitest";
import { loadPlugin, runCommand } from "../../../../src/nushell/testing/index.ts";

describe("a plugin's file", () => {
  const load = () => import("../../../../fixtures/plugins/greet.ts");

  it("is loaded without being served, any number of times [kit-load]", async () => {
    const exit = vi.fn<typeof process.exit>();
    const own = Object.getOwnPropertyDescriptor(process, "exit");
    process.exit = exit;
    for (const plugin of await Promise.all([loadPlugin(load), loadPlugin(load)])) {
      const { value } = await runCommand(plugin.command("greet"), { positionals: ["Ada"] });
      expect(value).toBe("Hello, Ada!");
      expect(() => plugin.command("great")).toThrow('the plugin has no command "great"; it has greet');
      expect(() => plugin.customValue("money")).toThrow('the plugin has no custom value "money"; it has none');
    }
    process.exit(7);
    expect(exit.mock.calls).toEqual([[7]]);
    Object.defineProperty(process, "exit", own ?? {});
  });

  it("must serve a plugin [kit-load]", async () => {
    await expect(loadPlugin(() => import("../../../../fixtures/plugins/greet-command.ts"))).rejects.toThrow(
      "the file serves no plugin",
    );
  });
});
