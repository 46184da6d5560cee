import { expect, it } from "vitest";
import { openTerminal } from "../../support/terminal.ts";
import { nu } from "../../support/nu.ts";
import { since } from "../../support/releases.ts";
import { pluginFiles, runWith } from "./example-plugins.ts";

const interrupt = "\u0003";

// Each step waits for the prompt, `> ` and a date: what is typed before it is not read as a line.

it("reads a key in the foreground and gives the terminal back, also when it fails [sdk-foreground]", async () => {
  const terminal = await openTerminal(pluginFiles("terminal"));
  await terminal.typeAtPrompt("$'got (ask key | str upcase)'\r");
  await terminal.shows("Press a key");
  terminal.type("k");
  await terminal.shows(/got K[^]*> \d/);
  // Ctrl-C is a key like any other then.
  for (const [i, refused] of ["q", interrupt].entries()) {
    await terminal.typeAtPrompt(`ask key; '${i}'\r`);
    await terminal.shows(new RegExp(`(Press a key[^]*){${i + 2}}`));
    terminal.type(refused);
    await terminal.shows(new RegExp(`(No key was wanted[^]*> \\d[^]*){${i + 1}}`));
    await terminal.typeAtPrompt(`'prompt ' + '${i}'\r`);
    await terminal.shows(new RegExp(`prompt ${i}[^]*> \\d`));
  }
});

it("goes on without a terminal, and says so, where there is none [sdk-foreground-none]", async () => {
  const { stderr, code } = await runWith(["terminal"], "ask key");
  expect(code).toBe(1);
  expect(stderr).toContain("There is no terminal, continuing without it");
  expect(stderr).toContain("There is no terminal to read from");
});

it("waits for the terminal while an external command of the pipeline has it, or until Ctrl-C ends that [sdk-foreground-pipeline]", async () => {
  const terminal = await openTerminal(pluginFiles("terminal"));
  await terminal.typeAtPrompt("^sleep 0.5 | ask key\r");
  await terminal.shows("Waiting for another command of the pipeline");
  await terminal.shows("Press a key");
  terminal.type("q");
  await terminal.shows(/No key was wanted[^]*> \d/);
  await terminal.typeAtPrompt("^sleep 60 | $'got (ask key)'\r");
  await terminal.shows(/(Waiting for another command[^]*){2}/);
  // Nushell has no part in it: the terminal interrupts the command that has it.
  terminal.type(interrupt);
  await terminal.shows(/(Press a key[^]*){2}/);
  terminal.type("k");
  await terminal.shows(/got k[^]*> \d/);
  await terminal.typeAtPrompt("$'picked (^seq 5 7 | pick)'\r");
  await terminal.shows("3: 7");
  terminal.type("2");
  await terminal.shows(/picked 6[^]*> \d/);
});

// What a script sets decides; without a setting, the terminal and two variables.
const settings = "for on in [true false] { $env.config.use_ansi_coloring = $on; print $'set (has colors)' }";

it("has colours in a terminal, unless told otherwise [sdk-use-colors]", async () => {
  const colors = async (env: Readonly<Record<string, string>>) => {
    const terminal = await openTerminal(pluginFiles("terminal"), { env });
    await terminal.typeAtPrompt(`print $'unset (has colors)'; ${settings}\r`);
    await terminal.shows(/(\sset \w+[^]*){2}> \d/);
    return terminal.screen().match(/(?<=\s(un)?set )(true|false)/g);
  };
  expect(await colors({ NO_COLOR: "" })).toEqual(["true", "true", "false"]);
  // What says to colour overrules the variable from 0.102 on.
  expect(await colors({ NO_COLOR: "1" })).toEqual(["false", since("0.102") ? "true" : "false", "false"]);
});

it("has colours in a pipe only where told so [sdk-use-colors]", async () => {
  const colors = async (env: Readonly<Record<string, string>>) => {
    const script = `print $'unset (has colors)'; ${settings}`;
    const { stdout, stderr } = await nu(script, { plugins: pluginFiles("terminal"), env });
    expect(stderr).toBe("");
    return stdout.match(/true|false/g);
  };
  const told = since("0.102") ? "true" : "false";
  expect(await colors({ NO_COLOR: "" })).toEqual(["false", told, "false"]);
  expect(await colors({ NO_COLOR: "", FORCE_COLOR: "1" })).toEqual([told, told, "false"]);
});

it("ends calls and streams at Ctrl-C, even of commands that ignore it, and the shell goes on [sdk-interrupt]", async () => {
  const terminal = await openTerminal(pluginFiles("misbehaving", "streams"));
  const scripts = ["bad hang", "count idly | each { sleep 1ms }", "count up | each { sleep 1ms } | last"];
  for (const [i, script] of scripts.entries()) {
    await terminal.typeAtPrompt(`print ('busy ' + '${i}'); ${script}\r`);
    await terminal.shows(`busy ${i}`);
    // So that it is called by then.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await terminal.interrupt();
    await terminal.typeAtPrompt(`'prompt ' + '${i}'\r`);
    await terminal.shows(new RegExp(`prompt ${i}[^]*> \\d`));
  }
  await terminal.typeAtPrompt("$'alive (good | describe)'\r");
  await terminal.shows("alive int");
});

it("shows each line of a text as it comes, but holds back a row of a list that comes within a second [sdk-shown-at-once]", async () => {
  const terminal = await openTerminal(pluginFiles("streams"));
  await terminal.typeAtPrompt("say idly\r");
  await terminal.shows(/say idly\s+so\r?\n/);
  await terminal.interrupt();
  const before = terminal.screen().length;
  const start = performance.now();
  await terminal.typeAtPrompt("count slowly\r");
  await expect.poll(() => terminal.screen().slice(before), { timeout: 10_000, interval: 20 }).toMatch(/│ +0 │ +1 │/);
  // The first was given at once, the second after two seconds.
  expect(performance.now() - start).toBeGreaterThan(1900);
  await terminal.interrupt();
});
