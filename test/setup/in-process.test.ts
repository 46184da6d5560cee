// The setup commands one after another in this process, where a debugger and the coverage see them. Otherwise the plugin's own runs them.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { doctor } from "../../src/setup/doctor/doctor.ts";
import { register } from "../../src/setup/register.ts";
import { setUp } from "../../src/setup/setup.ts";
import { unregister } from "../../src/setup/unregister.ts";
import type { Installation } from "../../src/setup/installation.ts";
import { pluginFile, root } from "../support/nu.ts";
import { newShell, newUser, type User } from "./setup-command.ts";

const { version } = manifest;

function installationOf({ env }: User): Installation {
  return { version, home: root, executable: undefined, env, file: pluginFile, called: pluginFile };
}

it("registers the plugin, finds it well, and takes it out again [setup-register] [doctor] [setup-unregister]", async () => {
  const user = newUser();
  const installation = installationOf(user);
  expect((await doctor({}, installation)).text).toContain("bad  The plugin is not registered\n");
  expect(await register({}, installation)).toMatchObject({ isWell: true });
  expect(await newShell(user, "orch tasks -d fixtures/data/small | length")).toMatchObject({ stdout: "8\n" });
  // So that its settings are read.
  writeFileSync(join(user.home, ".config/nushell/config.nu"), "");
  const { text, isWell } = await doctor({}, installation);
  expect(text).toContain(`ok   Version ${version} is registered\n`);
  expect(text).toContain("ok   A new nu has it, and it answers\n");
  expect(isWell).toBe(true);
  expect((await unregister({}, installation)).text).toContain("Removed nu_plugin_orchestrator from");
  expect((await unregister({}, installation)).text).toContain("Nothing to do");
  await expect(register({ nu: "/nonexistent/nu" }, installation)).rejects.toThrow("is not a program");
});

it("says on stdout what was asked for, and on stderr what it does not take [setup-usage]", async () => {
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text, ...rest) => {
      written[name] += String(text);
      for (const done of rest) if (typeof done === "function") done();
      return true;
    });
  }
  onTestFinished(() => void vi.restoreAllMocks());
  const codes: number[] = [];
  for (const args of [[], ["--version"], ["doctor", "--help"], ["registr"], ["register", "-x"], ["register", "--nu"]])
    codes.push(await setUp(args, version, root));
  vi.restoreAllMocks();
  expect(codes).toEqual([0, 0, 0, 2, 2, 2]);
  expect(written.stdout).toContain(`\n${version}\n`);
  expect(written.stdout).toContain("Looks at all that the plugin needs");
  expect(written.stderr).toContain('unknown argument registr; did you mean "register"?');
});
