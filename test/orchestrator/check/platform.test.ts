import { expect, it } from "vitest";
import { checkPlatform } from "../../../src/orchestrator/check/platform.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const platform = (files: Readonly<Record<string, string>>) => {
  const cwd = temporaryDirectory({ "config.toml": "", ...files });
  return checkPlatform({ cwd, env: () => undefined, settings: { platformConfig: "config.toml" } });
};

it("takes the limits of executor from the last layer that has them, and says of a bad one that it is not used [check-platform]", async () => {
  expect(await platform({})).toEqual({ timeLimit: undefined, maxConcurrentTasks: undefined, problems: [] });
  const layers = { "config.toml": "[executor]\ntask_timeout_seconds = 60" };
  expect(await platform(layers)).toMatchObject({
    timeLimit: { seconds: 60, setBy: "task_timeout_seconds (60)" },
    problems: [],
  });
  const bad = "[executor]\ntask_timeout_seconds = -5";
  expect(await platform({ ...layers, "config.user.toml": bad })).toMatchObject({
    timeLimit: undefined,
    problems: [
      {
        severity: "warning",
        code: "bad-platform-limit",
        path: expect.stringMatching(/^(\/|[A-Z]:\\).*[\\/]config\.user\.toml$/),
        message: "task_timeout_seconds -5 is not a number of seconds above 0: taken as missing",
      },
    ],
  });
});

it("tells of a value that a placeholder spoils, and reads the others [check-platform]", async () => {
  const config = '[storage]\ndata_dir = "{{x}}"\nbackend = "{{y}}"\n[executor]\ntask_timeout_seconds = 60';
  expect(await platform({ "config.toml": config })).toMatchObject({
    timeLimit: { seconds: 60, setBy: "task_timeout_seconds (60)" },
    problems: [
      {
        code: "platform-config",
        message: expect.stringContaining('data_dir "{{x}}": {{x}} is not a known placeholder'),
      },
      {
        code: "platform-config",
        message: expect.stringContaining('backend "{{y}}": {{y}} is not a known placeholder'),
      },
    ],
  });
});

it("tells of a configuration that cannot be read [check-platform]", async () => {
  expect(await platform({ "config.toml": "[storage" })).toMatchObject({
    timeLimit: undefined,
    problems: [{ severity: "error", code: "platform-config", message: expect.stringContaining("(line 1 column 2)") }],
  });
});
