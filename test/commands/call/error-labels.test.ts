import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defineCommand } from "../../../src/commands/call/define-command.ts";
import { forItem, helpFor } from "../../../src/commands/call/error-labels.ts";
import { byteStream, LabeledError, listStream, string } from "nu-plugin";
import { marked, runCommand, type RunOptions } from "nu-plugin/testing";
import { OrchestratorError, type Subject } from "../../../src/orchestrator/orchestrator-error.ts";
import { root } from "../../support/nu.ts";

const text = { takes: string, description: "x" };

function failing(about: Subject): OrchestratorError {
  return new OrchestratorError("It failed", { about, code: "orch::failed", help: "Do something." });
}

/** A command that fails on that subject: at once, in a stream that it gave, or at one of its items. */
function command(about: Subject, place: "at once" | "rows" | "lines" | "item" = "at once") {
  async function* broken(): AsyncGenerator<string> {
    yield "a";
    throw failing(about);
  }
  return defineCommand({
    name: "orch try",
    summary: "Fail",
    category: "orchestrator",
    flags: { "data-dir": text, dir: text, status: text, timeout: text },
    positionals: { workflow_id: { ...text, optional: true } },
    rest: { ...text, name: "id" },
    output: string,
    async run({ rest }) {
      if (place === "rows") return listStream(string, broken());
      if (place === "lines") return byteStream("String", broken());
      for (const { item, span } of rest) {
        await forItem("id", span, () => {
          if (item === "bad") throw failing(about);
        });
      }
      throw failing(about);
    },
  });
}

/** What is pointed at, what is written there, and the help. */
async function shown(about: Subject, call: RunOptions, place?: Parameters<typeof command>[1]) {
  const error = await runCommand(command(about, place), call).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LabeledError);
  const { labels = [], help } = (error as LabeledError).options;
  return [...marked(error), ...labels.map((label) => label.text), help];
}

describe("an error that the orchestrator's half throws", () => {
  const flags = { status: "x", dir: "/c", "data-dir": "/d" };
  const directory = "Do something. Give the directory that holds status.json or tasks with --data-dir <path>.";

  it.each<[Subject, RunOptions, string[]]>([
    ["data-dir", { flags }, ["--data-dir /d", "asked for here", directory]],
    ["data-dir", { flags: { status: "x" } }, ["orch try", "of this command's data", directory]],
    ["data", { flags }, ["--data-dir /d", "asked for here", "Do something."]],
    ["data", {}, ["orch try", "of this command's data", "Do something."]],
    ["status-filter", { flags }, ["--status x", "no task that can be read has it", "Do something."]],
    ["checkpoints", { flags }, ["--dir /c", "asked for here", "Do something."]],
    ["checkpoints", { flags: { "data-dir": "/d" } }, ["--data-dir /d", "asked for here", "Do something."]],
    [
      "no-checkpoints",
      { flags, positionals: ["w"] },
      ["w", "asked for here", "Do something. Another directory of checkpoints can be given with --dir."],
    ],
    [
      "setting",
      { flags },
      ["orch try", "reads that setting", "Do something. Settings are in $env.config.plugins.orchestrator."],
    ],
  ])("is shown at what it is about: %s, %j [error-about]", async (about, call, expected) => {
    expect(await shown(about, call)).toEqual(expected);
  });

  it("is shown at the one item that is meant, if it is about that [error-about]", async () => {
    const call = { flags, positionals: ["w", "good", "bad"] };
    expect((await shown("task", call, "item")).slice(0, 2)).toEqual(["bad", "asked for here"]);
    expect((await shown("data", call, "item")).slice(0, 2)).toEqual(["--data-dir /d", "asked for here"]);
  });

  it.each(["rows", "lines"] as const)("is shown so when a stream of %s has begun, too [error-about]", async (place) => {
    expect(await shown("data", { flags }, place)).toEqual(["--data-dir /d", "asked for here", "Do something."]);
  });
});

it("declares every command so that its errors are shown [error-about]", () => {
  const commands = readdirSync(`${root}/src/commands`).filter((name) => name.endsWith(".ts"));
  const declaring = commands.filter((name) =>
    readFileSync(`${root}/src/commands/${name}`, "utf8").includes("defineCommand("),
  );
  expect(declaring.length).toBeGreaterThan(10);
  for (const name of declaring) {
    const source = readFileSync(`${root}/src/commands/${name}`, "utf8");
    expect(source).toContain('import { defineCommand } from "./call/define-command.ts";');
    expect(source).not.toContain("nu.defineCommand");
  }
});

it("puts what an error lists on lines of their own, and the advice after them, whatever they quote [error-list]", () => {
  const error = new OrchestratorError("It failed", {
    about: "task",
    code: "orch::failed",
    help: "Give one of these:",
    list: ["a  pending", "b\n  failed"],
  });
  expect(helpFor(error)).toBe(
    "Give one of these:\n  a  pending\n  b\\n  failed\n`orch tasks --columns [id name status]` lists them all.",
  );
});
