import { expect, it } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

it("x", async () => {
  const terminal = await openTerminal([], {});
  terminal.type("ls | length\r");
  await terminal.shows(/\d+/);
  console.log(terminal.lines().join("\n"), terminal.nuId);
  terminal.resize(60, 20);
  terminal.type("'é' + (term size | to nuon)\r");
  await terminal.shows("columns");
  console.log(terminal.lines().join("\n"));
});
