import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { runAsNobody } from "../support/run-as-nobody.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { newUser, setUp } from "./setup-command.ts";

it("says of a registry that may not be read, changed or made that it is so, and where [setup-registry-denied]", () => {
  const folder = temporaryDirectory({ unreadable: "x", fixed: "x", "closed/plugin.msgpackz": "x" });
  chmodSync(join(folder, "unreadable"), 0o000);
  chmodSync(join(folder, "fixed"), 0o444);
  chmodSync(join(folder, "closed"), 0o000);
  chmodSync(folder, 0o555);
  const said = runAsNobody(
    "../setup/registry-file.ts",
    `const said = (action) => { try { return String(action()); } catch ({ message, help }) { return message + "\\n" + help; } };
     const folder = ${JSON.stringify(folder)};
     return [
       said(() => module.hasContent(folder + "/unreadable")),
       said(() => module.hasContent(folder + "/closed/plugin.msgpackz")),
       said(() => module.requireWritable(folder + "/fixed")),
       said(() => module.requireWritable(folder + "/new/nushell/plugin.msgpackz")),
     ].map((each) => each.replaceAll(folder, "F"));`,
  );
  // So that it can be removed again.
  for (const path of [folder, join(folder, "closed")]) chmodSync(path, 0o755);
  const help = expect.stringMatching(/\n.*make it yours again; or name another: --plugin-config PATH$/) as string;
  expect(said).toEqual([help, help, help, help]);
  expect((said as string[]).map((each) => each.split("\n")[0])).toEqual([
    "The plugin registry F/unreadable cannot be read: permission denied (EACCES)",
    "The plugin registry F/closed/plugin.msgpackz cannot be read: permission denied (EACCES)",
    "The plugin registry F/fixed cannot be written: permission denied (EACCES)",
    "The plugin registry F/new/nushell/plugin.msgpackz cannot be written: permission denied (EACCES) in F",
  ]);
});

it("says of a folder in the registry's place, and of a file in its folder's, what it is [setup-registry-denied]", async () => {
  const user = newUser();
  const folder = await setUp(user, ["register", "--plugin-config", user.home]);
  expect(folder.stderr).toContain(`register: ${user.home} is a folder, not a plugin registry\n  Name a file: `);
  writeFileSync(join(user.home, ".config"), "");
  const { code, stdout } = await setUp(user, ["doctor"]);
  expect(code).toBe(1);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain("cannot be read: what should be a folder above it is a file -> ");
});

it("takes an empty registry for one without plugins, as Nushell does [setup-registry-empty]", async () => {
  const user = newUser();
  mkdirSync(dirname(user.registry), { recursive: true });
  writeFileSync(user.registry, "");
  expect((await setUp(user, ["unregister"])).stdout).toContain("Nothing to do: ");
  expect(await setUp(user, ["register"])).toMatchObject({ code: 0, stderr: "" });
});
