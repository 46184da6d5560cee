import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { asProgram, asTyped } from "../../src/setup/installation.ts";
import { nuBinary } from "../support/nu.ts";
import { program, newUser } from "./setup-command.ts";

// What a home, or the folder of a clone, may be called.
const names = ["plain", "Jörg Müller", "o'Neil", "a$b", "a(b);c&d", "[x]*", "#h", "~t", 'say "it"', "tick`s"];

describe("what is to be typed runs in a shell, whatever its folder is called [setup-typed]", () => {
  const [sh, nu] = [{}, { NU_VERSION: "0.115.1" }];

  it.each(names)("%s", (name) => {
    const file = program(newUser(), `${name}/tool`, 'echo "ran $1"');
    const said = (shell: string, typed: string) => spawnSync(shell, ["-c", typed], { encoding: "utf8" }).stdout;
    expect(said("/bin/sh", `${asProgram(file, sh)} ${asTyped(name)}`)).toBe(`ran ${name}\n`);
    expect(said(nuBinary(), `${asProgram(file, nu)} ${asTyped(name)}`)).toBe(`ran ${name}\n`);
  });

  it("leaves to the reader what no quotes keep together in every shell", () => {
    expect(asTyped(`o'Neil "x"`)).toBe("FILE");
  });
});
