import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkBuilt } from "../support/built.ts";
import { nuBinary, pluginFile } from "../support/nu.ts";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";

checkBuilt();

/** A user of this machine: a home that nobody else has, with the real nu on PATH in a folder with a space in its name. */
export interface User {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** The user's own plugin registry. */
  readonly registry: string;
}

export function newUser({ nu = nuBinary() }: { readonly nu?: string | undefined } = {}): User {
  const home = join(temporaryDirectory(), "Jörg Müller");
  const bin = join(home, "my programs");
  mkdirSync(bin, { recursive: true });
  symlinkSync(nu, join(bin, "nu"));
  return {
    home,
    env: { HOME: home, PATH: `${bin}:/usr/bin:/bin`, NO_COLOR: "1" },
    registry: join(home, ".config", "nushell", "plugin.msgpackz"),
  };
}

export interface SetupRun {
  readonly node?: string;
  /** The launcher; the repository's own if not given. */
  readonly file?: string;
  /** Instead of the user's; undefined leaves one out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Puts a program into a folder of the user's. */
export function program(user: User, name: string, text: string): string {
  writeFiles(user.home, { [name]: `#!/bin/sh\n${text}\n` });
  chmodSync(join(user.home, name), 0o755);
  return join(user.home, name);
}

/** What a program says, and how it ends. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `nu_plugin_orchestrator` as a person does. */
export function setUp(user: User, args: readonly string[], run: SetupRun = {}): Promise<Said> {
  const { node = process.execPath, file = pluginFile, env = {} } = run;
  return said(node, [file, ...args], { ...user.env, ...env });
}

/** What a new shell of the user's says, on a machine without node on PATH. */
export function newShell(user: User, script: string, env: Readonly<Record<string, string>> = {}): Promise<Said> {
  return said(nuBinary(), ["-c", script], { ...user.env, PATH: "/nonexistent", ...env });
}

function said(
  executable: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Said> {
  const child = spawn(executable, args, { cwd: dirname(dirname(pluginFile)), env, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...texts }));
  });
}
