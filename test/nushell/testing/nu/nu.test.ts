import { expect, it } from "vitest";
import { checkExamples, openNu } from "../../../../src/nushell/testing/index.ts";
import { commands } from "../../../../fixtures/plugins/mistaken.ts";

const missing = 'there is no "nu" on PATH: install Nushell, or pass openNu { nu: "/where/it/is/nu" }';

it("says that nu is missing, and what to do [kit-nu-missing]", async () => {
  const nu = openNu({ env: { PATH: "/nonexistent" } });
  await expect(nu.run("1")).rejects.toThrow(missing);
  await expect(nu.value("1")).rejects.toThrow(missing);
  await expect(nu.error("1")).rejects.toThrow(missing);
  await expect(checkExamples(nu, commands)).rejects.toThrow(missing);
  await expect(openNu({ nu: "/no/nu" }).run("1")).rejects.toThrow("there is no /no/nu: install Nushell");
});

it("says what else is in the way of starting it [kit-nu-missing]", async () => {
  await expect(openNu({ nu: process.execPath, cwd: "/no/where" }).run("1")).rejects.toThrow(
    "cannot run nu in /no/where: there is no such directory",
  );
  await expect(openNu({ nu: import.meta.dirname }).run("1")).rejects.toThrow(/^cannot run .*: spawn .* EACCES$/);
});
