import { expect, it } from "vitest";
import { painter } from "../../../src/commands/text/colors.ts";
import { phases } from "../../../src/orchestrator/task/phase.ts";

it("colours statuses by their phase, and severities, each in a colour of its own [colors]", () => {
  const { status, severity, faint, strong } = painter(true);
  expect(phases.map((phase) => status(phase, "x"))).toEqual([
    "x",
    "\u001b[36mx\u001b[39m",
    "\u001b[32mx\u001b[39m",
    "\u001b[31mx\u001b[39m",
    "\u001b[33mx\u001b[39m",
  ]);
  expect(status("in_progress", "x")).toBe(status("running", "x"));
  expect(status("paused", "x")).toBe("x");
  expect(severity("error", "x")).toBe("\u001b[31mx\u001b[39m");
  expect(severity("warning", "x")).toBe("\u001b[33mx\u001b[39m");
  expect(faint("x")).toBe("\u001b[2mx\u001b[22m");
  expect(strong("x")).toBe("\u001b[1mx\u001b[22m");
});

it("leaves texts as they are where nothing is coloured [colors]", () => {
  const { status, severity, faint, strong } = painter(false);
  expect([status("failed", "x"), severity("error", "x"), faint("x"), strong("x")]).toEqual(["x", "x", "x", "x"]);
});
