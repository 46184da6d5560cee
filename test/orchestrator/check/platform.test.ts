import { expect, it } from "vitest";
import { checkPlatform } from "../../../src/orchestrator/check/platform.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const platform = (files: Readonly<Record<string, string>>) => {
  const cwd = temporaryDirectory({ "config.toml": "", ...files });
  return checkPlatform({ cwd, env: () => undefined, settings: { platformConfig: "config.toml" } });
};

it("takes task_timeout_seconds from whichever table of the last layer has it [check-platform]", async () => {
  expect(await platform({})).toEqual({ timeout: undefined, problems: [] });
  const layers = {
    "config.defaults.toml": "task_timeout_seconds = 60",
    "config.toml": "[queue]\nname = 1\n[orchestrator.queue]\ntask_timeout_seconds = 1800.5",
  };
  expect(await platform(layers)).toEqual({ timeout: 1800.5, problems: [] });
  expect(await platform({ "config.defaults.toml": "task_timeout_seconds = 60" })).toMatchObject({ timeout: 60 });
});

it("says of one that is no number that it is not used [check-platform]", async () => {
  for (const [written, shown] of [
    ['"1h"', '"1h"'],
    ["0", "0"],
    ["-5", "-5"],
  ]) {
    const { timeout, problems } = await platform({
      "config.toml": `[orchestrator]\ntask_timeout_seconds = ${written}`,
    });
    expect(timeout).toBeUndefined();
    expect(problems).toMatchObject([
      {
        severity: "warning",
        code: "bad-task-timeout",
        path: expect.stringMatching(/^\/.*\/config\.toml$/),
        message: `task_timeout_seconds ${shown} is not a number of seconds: taken as missing`,
      },
    ]);
  }
});

it("tells of a configuration that cannot be read [check-platform]", async () => {
  expect(await platform({ "config.toml": "[storage" })).toMatchObject({
    timeout: undefined,
    problems: [{ severity: "error", code: "platform-config", message: expect.stringContaining("config.toml:1:2") }],
  });
});
