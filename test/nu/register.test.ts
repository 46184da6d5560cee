// `register` on each release; what does not depend on the release is in test/setup.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../support/nu.ts";
import { release } from "../support/releases.ts";
import { newShell, newUser, setUp } from "../setup/setup-command.ts";

it("registers a plugin, with a Node, in folders with spaces and umlauts; doctor finds both; unregister takes it out [setup-releases]", async () => {
  const user = newUser();
  const home = join(user.home, "größere Sammlung");
  for (const part of ["plugin", "dist", "package.json"])
    cpSync(join(root, part), join(home, part), { recursive: true });
  const node = join(user.home, "ein Node ü", "node");
  mkdirSync(dirname(node));
  cpSync(process.execPath, node);
  const file = join(home, "plugin", "nu_plugin_orchestrator");
  const registered = await setUp(user, ["register"], { file, node });
  expect(registered).toMatchObject({ code: 0, stderr: "" });
  expect(registered.stdout).toContain(`with Nushell ${release}.`);

  const answer = await newShell(user, "orch status --data-dir fixtures/data/small | get running");
  expect(answer).toMatchObject({ code: 0, stdout: "true\n" });

  const well = await setUp(user, ["doctor"], { file, node });
  expect(well.stdout).toContain(`Node ${process.versions.node} starts it\n     ${node}\n`);
  expect(well.stdout).toContain("A new nu has it, and it answers");
  expect(well).toMatchObject({ code: 0, stderr: "" });

  rmSync(home, { recursive: true });
  expect(await setUp(user, ["doctor"])).toMatchObject({ code: 1, stderr: "" });
  expect(await setUp(user, ["unregister"])).toMatchObject({ code: 0, stderr: "" });
  expect((await setUp(user, ["doctor"])).stdout).toContain("bad  The plugin is not registered");
});

it("says in one line why it was not registered [setup-releases]", async () => {
  const user = newUser();
  const { code, stderr } = await setUp(user, ["register", "--plugin-config", "/proc/registry"]);
  expect(code).toBe(1);
  expect(stderr.split("\n")[0]).toMatch(
    /^nu_plugin_orchestrator register: Nushell did not register the plugin: .*(not found|No such file)/i,
  );
});
