import { chmodSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { fixtures, nu, pluginFile } from "../support/nu.ts";

const call = `orch status -d '${fixtures}/data/small' --quiet | get running`;
const register = (directory: string) => `plugin add --plugin-config ${directory}/registry.msgpackz '${pluginFile}'`;

const preload = (code: string) => {
  const directory = temporaryDirectory({ "preload.cjs": code });
  return { directory, NODE_OPTIONS: `--require ${directory}/preload.cjs` };
};

const said = (problem: string, suspect: string) =>
  `nu_plugin_orchestrator: ${problem} before the plugin began: look at ${suspect}, and make it print on stderr`;
const atOnce = (suspect: string) => said("something printed 13 bytes on stdout", suspect);
const overdue = (suspect: string) =>
  said("no answer from Nushell within 5 seconds, probably because something printed on stdout", suspect);
const onPath = (loaded = "modules that are loaded before the plugin") =>
  `\`node\` on PATH, if that is a script, and at ${loaded}`;

/** What the plugin says, which Nushell starts twice before it gives up, and that Nushell ends with its own error. */
async function failure(script: string, env: Readonly<Record<string, string>>, plugins?: readonly string[]) {
  const { stdout, stderr, code } = await nu(script, { env, ...(plugins && { plugins }) });
  expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
  expect(stderr).toContain("unable to get encoding from plugin");
  return new Set(stderr.split("\n").filter((line) => line.startsWith("nu_plugin_orchestrator")));
}

describe("where something prints on stdout before the plugin begins, Nushell does not wait for ever:", () => {
  it("a module that NODE_OPTIONS loads, in a call and in `plugin add` [early-output]", async () => {
    const { directory, NODE_OPTIONS } = preload("console.log('[dotenv] hi!')");
    const line = atOnce(`what NODE_OPTIONS loads (${NODE_OPTIONS})`);
    await expect(failure(call, { NODE_OPTIONS })).resolves.toEqual(new Set([line]));
    await expect(failure(register(directory), { NODE_OPTIONS }, [])).resolves.toEqual(new Set([line]));
  });

  it("an ES module that NODE_OPTIONS imports, in a plugin of anybody's [early-output]", async () => {
    const NODE_OPTIONS = "--import=data:text/javascript,process.stdout.write('[dotenv]%20hey!')";
    const plugins = [`${fixtures}/plugins/nu_plugin_misprinting`];
    const { stderr, code } = await nu("misprint console", { env: { NODE_OPTIONS }, plugins });
    expect(code).toBe(1);
    expect(stderr).toContain(
      atOnce(`what NODE_OPTIONS loads (${NODE_OPTIONS})`).replace("orchestrator", "misprinting"),
    );
  });

  it("what no stream counts: a `node` on PATH that is a script, a write to the descriptor [early-output-overdue]", async () => {
    const { directory, NODE_OPTIONS } = preload("require('fs').writeSync(1, '[dotenv] hi!\\n')");
    const shim = temporaryDirectory({ node: `#!/bin/sh\necho "Now using node"\nexec '${process.execPath}' "$@"\n` });
    chmodSync(`${shim}/node`, 0o755);
    const [byShim, byDescriptor] = await Promise.all([
      // An option that loads nothing does not make it the culprit.
      failure(call, { PATH: `${shim}:${process.env["PATH"]}`, NODE_OPTIONS: "--max-old-space-size=4096" }),
      failure(register(directory), { NODE_OPTIONS }, []),
    ]);
    expect(byShim).toEqual(new Set([overdue(onPath())]));
    expect(byDescriptor).toEqual(new Set([overdue(onPath(`what NODE_OPTIONS loads (${NODE_OPTIONS})`))]));
  });
});

it("waits for a Nushell that is stopped [early-output-stopped]", async () => {
  const { NODE_OPTIONS } = preload(`
    process.kill(process.ppid, "SIGSTOP");
    const going = ["-c", "sleep 7; kill -CONT " + process.ppid];
    require("child_process").spawn("sh", going, { detached: true, stdio: "ignore" }).unref();`);
  await expect(nu(call, { env: { NODE_OPTIONS } })).resolves.toMatchObject({ stdout: "true\n", stderr: "", code: 0 });
});

it.each([
  ["an inspector", { NODE_OPTIONS: "--inspect=0" }],
  ["Node's debugging", { NODE_DEBUG: "module" }],
  ["a warning", { NODE_OPTIONS: "--import=data:text/javascript,process.emitWarning('old')" }],
])("what prints on stderr before does no harm: %s [early-output]", async (_, env) => {
  const { stdout, stderr } = await nu(call, { env });
  expect(stdout).toBe("true\n");
  expect(stderr).not.toBe("");
});
