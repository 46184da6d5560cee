import { delimiter } from "node:path";
import * as nu from "nu-plugin";
import { runCommand, type RunOptions } from "nu-plugin/testing";
import { expect, it } from "vitest";
import { askEnvironment } from "../../../src/commands/call/environment.ts";

/** What a call on Windows knows of these variables, and what it asked Nushell. */
async function onWindows(variables: readonly string[], options: RunOptions) {
  const command = nu.defineCommand({
    name: "ask",
    summary: "Ask",
    category: "test",
    output: nu.list(nu.nullable(nu.string)),
    async run({ engine }) {
      const { env } = await askEnvironment(engine, variables, true);
      const found = await Promise.all(variables.map(async (name) => env(name)));
      return nu.value(
        nu.list(nu.nullable(nu.string)),
        found.map((value) => value ?? null),
      );
    },
  });
  const { value, asked } = await runCommand(command, { cwd: "/", ...options });
  return { value, asked };
}

it("takes USERPROFILE for HOME on Windows where nothing sets that, in the same burst [windows-home]", async () => {
  const env = { USERPROFILE: String.raw`C:\Users\ada` };
  const asked = [
    ["currentDir", "pluginConfig", "envVar HOME", "envVar USERPROFILE", "envVar HOMEDRIVE", "envVar HOMEPATH"],
  ];
  expect(await onWindows(["HOME"], { env })).toEqual({ value: [env.USERPROFILE], asked });
  expect((await onWindows(["HOME"], { env: { ...env, HOME: "D:/ada" } })).value).toEqual(["D:/ada"]);
  expect((await onWindows(["HOME"], { env: { ...env, HOME: "" } })).value).toEqual([env.USERPROFILE]);
  const parted = { HOMEDRIVE: "D:", HOMEPATH: String.raw`\ada` };
  expect((await onWindows(["HOME"], { env: parted })).value).toEqual([String.raw`D:\ada`]);
  expect((await onWindows(["HOME"], { env: { ...parted, ...env } })).value).toEqual([env.USERPROFILE]);
  expect((await onWindows(["HOME"], { env: { HOMEPATH: parted.HOMEPATH } })).value).toEqual([null]);
  expect((await onWindows(["HOME"], {})).value).toEqual([null]);
});

it("finds variables in any case on Windows, as Nushell itself does from 0.111 on [windows-variables]", async () => {
  const version = "0.109.1";
  const env = { Path: ["C:/a", "C:/b"], UserProfile: "C:/Users/ada", Home: "C:/home" };
  const names = ["PATH", "USERPROFILE", "NICKEL_IMPORT_PATH", "HOME"];
  expect(await onWindows(names, { version, env })).toEqual({
    value: [["C:/a", "C:/b"].join(delimiter), "C:/Users/ada", null, "C:/home"],
    asked: [["currentDir", "pluginConfig", "envVars"]],
  });
  expect((await onWindows(["PATH"], { version, env: { Path: "other", PATH: "exact" } })).value).toEqual(["exact"]);
});
