import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { runProgram } from "../../src/setup/run-program.ts";
import { describeEvaluator, kclCommandFolder } from "../support/evaluators.ts";
import { evaluatorPath } from "../support/evaluator-paths.ts";
import { nuBinary, pluginFile, root } from "../support/nu.ts";
import { release } from "../support/releases.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { newUser, program, setUp, type SetupRun, type User } from "./setup-command.ts";

const { version } = manifest;

/** The report of `doctor`, which every test holds to lines of 80 columns, as far as paths allow. */
async function report(user: User, args: readonly string[] = [], run: SetupRun = {}) {
  const { code, stdout, stderr } = await setUp(user, ["doctor", ...args], run);
  expect(stderr).toBe("");
  const words = stdout.split("\n").filter((line) => line.length > 80 && !line.includes("/"));
  expect(words).toEqual([]);
  // As one line, as where it breaks depends on paths.
  return { code, text: stdout, flat: stdout.replaceAll(/\s+/g, " ") };
}

async function registeredUser(): Promise<User> {
  const user = newUser();
  expect(await setUp(user, ["register"])).toMatchObject({ code: 0 });
  return user;
}

/** Rewrites the user's registry as another program has left it. */
function changeRegistry(user: User, change: string): void {
  const script = `let all = (open --raw $env.R | from msgpackz); ${change} | to msgpackz | save --force --raw $env.R`;
  const { status, stderr } = spawnSync(nuBinary(), ["-n", "-c", script], {
    env: { ...user.env, R: user.registry },
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}

it("reports all that was found, and that nothing has to be done [doctor]", async () => {
  const user = await registeredUser();
  // Where lines do not break, wherever the working tree is.
  const data = temporaryDirectory({ "status.json": {}, "tasks/a.json": { id: "a", status: "pending" } });
  const { code, text } = await report(user, [], {
    env: { PATH: join(user.home, "my programs"), PROVISIONING_ORCHESTRATOR_DATA_DIR: data },
  });
  expect(text).toBe(`nu_plugin_orchestrator ${version} on ${process.platform} ${process.arch}
${root}

ok   Node ${process.versions.node} runs this
     ${process.execPath}
ok   Nushell ${release}
     ${join(user.home, "my programs", "nu")}
ok   Version ${version} is registered
     ${pluginFile}
     in ${user.registry}
ok   Node ${process.versions.node} starts it
     ${process.execPath}
ok   A new nu has it, and it answers
-    .k files cannot be checked: neither "kcl" nor a "python3" with kcl_lib is
     on PATH
     Install KCL (https://www.kcl-lang.io) or its Python library (pip install
     kcl-lib), or export the workflow to JSON, YAML or TOML and check that.
-    .ncl files cannot be checked: "nickel" is not on PATH
     Install Nickel (cargo install nickel-lang-cli --locked), or export the
     workflow to JSON, YAML or TOML and check that.
ok   The orchestrator's data is there
     ${data} (PROVISIONING_ORCHESTRATOR_DATA_DIR)

All is well.
`);
  expect(code).toBe(0);
});

it("says where it looked for data, if there is none, which nobody has to do anything about [doctor-data]", async () => {
  const { code, flat } = await report(await registeredUser(), [], {
    env: { PROVISIONING_ORCHESTRATOR_DATA_DIR: "/nonexistent" },
  });
  expect(flat).toContain("- No orchestrator data was found /nonexistent (PROVISIONING_ORCHESTRATOR_DATA_DIR)");
  expect(code).toBe(0);
});

describe("what has to be done gives exit code 1", () => {
  it("where the plugin is not registered [doctor-registered]", async () => {
    const user = newUser();
    const { code, flat } = await report(user);
    const quoted = pluginFile.includes(" ") ? `'${pluginFile}'` : pluginFile;
    expect(flat).toContain(`bad The plugin is not registered ${user.registry} -> Register it: ${quoted} register`);
    expect(flat).toContain('1 thing to do: look for "bad" above.');
    expect(code).toBe(1);
    const other = await report(user, ["--plugin-config", "/tmp/another one"]);
    expect(other.flat).toContain(`-> Register it: ${pluginFile} register --plugin-config '/tmp/another one'`);
  });

  it("where the registered file is gone [doctor-registered]", async () => {
    const user = newUser();
    const moved = join(user.home, "moved");
    for (const part of ["plugin", "dist", "package.json"]) {
      cpSync(join(root, part), join(moved, part), { recursive: true });
    }
    await setUp(user, ["register"], { file: join(moved, "plugin", "nu_plugin_orchestrator") });
    rmSync(moved, { recursive: true });
    const { code, flat } = await report(user);
    expect(flat).toContain(`bad The registered plugin is gone ${moved}/plugin/nu_plugin_orchestrator`);
    expect(code).toBe(1);
  });

  it("where the Node is gone that the plugin was registered with [doctor-node]", async () => {
    const user = newUser();
    const node = join(user.home, ".nvm/versions/node/v20.20.2/bin/node");
    mkdirSync(dirname(node), { recursive: true });
    cpSync(process.execPath, node);
    const { stdout } = await setUp(user, ["register"], { node });
    expect(stdout).toContain("This Node is one of nvm's.");
    expect((await report(user)).flat).toContain(`ok Node ${process.versions.node} starts it ${node}`);
    rmSync(node);
    const { code, flat } = await report(user);
    expect(flat).toContain(
      `bad The Node that the plugin was registered with is gone ${node} -> Register it with a Node that stays:`,
    );
    expect(code).toBe(1);
  });

  it("where the Node that the plugin was registered with is too old by now, or none [doctor-node]", async () => {
    const user = await registeredUser();
    const shell = async (text: string) => {
      const node = program(user, "bin/node", text);
      changeRegistry(user, `$all | update plugins {|r| $r.plugins | update shell '${node}' }`);
      return report(user);
    };
    expect((await shell("echo v18.20.8")).flat).toContain(
      "bad It is started by something other than a Node that it can run on: 18.20.8",
    );
    expect((await shell("echo v18.20.8")).flat).toContain("-> Node 20.19 or newer is needed.");
    expect((await shell("exit 1")).flat).toContain(
      "bad It is started by something other than a Node that it can run on: it gives no version",
    );
    expect((await shell("echo v20.19.0")).flat).toContain("ok Node 20.19.0 starts it");
    const failing = "echo v20.19.0; [ $# -gt 1 ] && echo it has no leg to stand on >&2";
    expect((await shell(failing)).flat).toContain(
      "bad The plugin is registered, but does not answer in a new nu: it has no leg",
    );
  });

  it("where it was registered by hand, and PATH has no node [doctor-node]", async () => {
    const user = await registeredUser();
    changeRegistry(user, "$all | update plugins {|r| $r.plugins | update shell null }");
    const bin = join(user.home, "node");
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, "node"));
    const nu = join(user.home, "my programs");
    const without = await report(user, [], { env: { PATH: nu } });
    expect(without.flat).toContain("bad There is no node on PATH to start the plugin -> Register it");
    const beside = await report(user, [], { env: { PATH: [nu, bin].join(delimiter) } });
    expect(beside.flat).toContain("It is the first on PATH, so the plugin works only where PATH has it.");
  });

  it("where another version is registered, whose signatures Nushell keeps [doctor-version]", async () => {
    const user = await registeredUser();
    changeRegistry(user, "$all | update plugins {|r| $r.plugins | update metadata { version: '0.0.9' } }");
    const { code, flat } = await report(user);
    expect(flat).toContain(`bad Version 0.0.9 of the plugin is registered, this is ${version}`);
    expect(flat).toContain("-> Register it again:");
    expect(code).toBe(1);
  });

  it("where another release of Nushell has registered it [doctor-version]", async () => {
    const user = await registeredUser();
    changeRegistry(user, "$all | update nushell_version '0.97.1'");
    const { code, flat } = await report(user);
    expect(flat).toContain(
      `bad It was registered by Nushell 0.97.1, and this is ${release}, whose protocol may differ`,
    );
    expect(code).toBe(1);
  });

  it("where the registry cannot be read [doctor-registered]", async () => {
    const user = newUser();
    mkdirSync(dirname(user.registry), { recursive: true });
    writeFileSync(user.registry, "not a registry");
    const { code, flat } = await report(user);
    expect(flat).toContain(`bad The plugin registry ${user.registry} cannot be read: `);
    expect(code).toBe(1);
    await setUp(user, ["register", "--plugin-config", join(user.home, "other")]);
    changeRegistry({ ...user, registry: join(user.home, "other") }, "{ nushell_version: 1, plugins: [] }");
    const odd = await report(user, ["--plugin-config", join(user.home, "other")]);
    expect(odd.flat).toContain("is no plugin registry of a known form");
  });

  it("where there is no nu; and the rest is reported all the same [doctor-nu]", async () => {
    const { code, flat } = await report(newUser(), [], { env: { PATH: "/nonexistent" } });
    expect(flat).toContain("bad There is no nu on PATH -> Install Nushell");
    expect(flat).toContain(`ok Node ${process.versions.node} runs this`);
    expect(flat).toContain(".ncl files cannot be checked");
    expect(code).toBe(1);
  });

  it("where nu does not end [doctor-nu]", async () => {
    const hanging = program(newUser(), "nu", "sleep 60 & wait");
    const run = runProgram({ program: hanging, args: ["--version"], env: {}, timeoutMs: 200 });
    await expect(run).rejects.toMatchObject({
      name: "SetupError",
      message: `${hanging} took longer than 0.2 s and was stopped`,
    });
  });
});

/** Gives the user a config.nu with settings of the plugin. */
function configure(user: User, settings: string): void {
  mkdirSync(join(user.home, ".config/nushell"), { recursive: true });
  writeFileSync(join(user.home, ".config/nushell/config.nu"), settings);
}

describeEvaluator("kcl_lib", "KCL", () => {
  it("names the Python that has kcl_lib, also one that config.nu names [doctor-evaluators]", async () => {
    const user = newUser();
    const python = evaluatorPath("kcl_lib");
    const found = await report(user, [], { env: { PATH: `${user.env["PATH"]}:${dirname(python)}` } });
    expect(found.flat).toContain(`ok Python's kcl_lib 0.13.2 evaluates .k files ${python}`);
    configure(user, `print hello\n$env.config.plugins = { orchestrator: { python: '${python}' } }`);
    const configured = await report(user);
    expect(configured.flat).toContain(`ok Python's kcl_lib 0.13.2 evaluates .k files ${python}`);
  });

  it("names the kcl command, where there is one [doctor-evaluators]", async () => {
    const user = newUser();
    const folder = kclCommandFolder();
    const { flat } = await report(user, [], { env: { PATH: `${folder}:${user.env["PATH"]}` } });
    expect(flat).toContain(`evaluates .k files ${join(folder, "kcl")}`);
  });
});

describeEvaluator("nickel", "Nickel", () => {
  it("names the nickel that evaluates, and its version [doctor-evaluators]", async () => {
    const user = newUser();
    const nickel = evaluatorPath("nickel");
    const { flat } = await report(user, [], { env: { PATH: `${dirname(nickel)}:${user.env["PATH"]}` } });
    expect(flat).toMatch(new RegExp(`ok Nickel \\d+\\.\\d+\\.\\d+ evaluates \\.ncl files ${nickel}`));
  });
});

it("says of a tool that crashes, and of a setting that names none, what to do [doctor-evaluators]", async () => {
  const user = newUser();
  const nickel = program(user, "tools/nickel", "echo it fell over >&2; exit 70");
  configure(user, `$env.config.plugins = { orchestrator: { python: /nonexistent/python } }`);
  const { code, flat } = await report(user, [], { env: { PATH: `${dirname(nickel)}:${user.env["PATH"]}` } });
  expect(flat).toContain('bad .k files cannot be checked: The setting python is "/nonexistent/python"');
  expect(flat).toMatch(
    /bad \.ncl files cannot be checked: nickel exited with code 70 on a file of one line: it fell over -> Fix it, .* runs at all: .*nickel' --version/,
  );
  expect(code).toBe(1);
});

it("reads config.nu after env.nu, as a shell does [doctor-settings]", async () => {
  const user = await registeredUser();
  writeFileSync(join(dirname(user.registry), "env.nu"), "$env.TOOLS = '/nonexistent'");
  configure(user, "$env.config.plugins = { orchestrator: { nickel: $'($env.TOOLS)/nickel' } }");
  expect((await report(user)).flat).toContain(
    'The setting nickel is "/nonexistent/nickel", which is not a program that you may run',
  );
});

it("goes on without the settings, if config.nu is broken [doctor-settings]", async () => {
  const user = await registeredUser();
  configure(user, "error make { msg: 'no such theme' }");
  const { flat } = await report(user);
  expect(flat).toMatch(/- The settings in config\.nu could not be read: .*What follows is without them\./);
});

it("says where the current folder is gone that it has to be another one [setup-usage]", async () => {
  const user = newUser();
  const gone = program(user, "gone.sh", 'mkdir "$HOME/gone"; cd "$HOME/gone"; rmdir "$HOME/gone"; exec "$@"');
  const { stderr } = await setUp(user, [process.execPath, pluginFile, "doctor"], { node: "/bin/sh", file: gone });
  expect(stderr).toBe("nu_plugin_orchestrator doctor: The current folder is gone\n  Go to another one: cd ~\n");
});
