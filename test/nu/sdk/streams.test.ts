import { expect, it } from "vitest";
import { fixtures, nu, nuError, nuValue } from "../../support/nu.ts";

const streams = { plugins: [`${fixtures}/plugins/nu_plugin_streams`] };

it("gives a real Nushell the rows it takes, and then stops the producer [nu-stream-first]", async () => {
  const { stdout, stderr, code } = await nu("count up | first 3 | to json --raw", streams);
  expect({ code, rows: JSON.parse(stdout) }).toEqual({ code: 0, rows: [1, 2, 3] });
  const [, next] = /^count up: stopped before (\d+)$/m.exec(stderr) ?? [];
  // Never more than 100 ahead of the three that were taken.
  expect(Number(next)).toBeGreaterThan(3);
  expect(Number(next)).toBeLessThanOrEqual(104);
});

it("gives it every row of a long stream in order [nu-stream-all]", async () => {
  const rows = Array.from({ length: 1000 }, (_, index) => index + 1);
  await expect(nuValue("count up | first 1000", streams)).resolves.toEqual(rows);
});

it("tells it where a producer fails half way [nu-stream-error]", async () => {
  const script = "count up --fail-at 500 | each {|number| $number * 2 } | math sum";
  await expect(nuError(script, streams)).resolves.toContain("The plugin failed: cannot count to 500");
});

it("wakes a producer that waits when Nushell wants no more [nu-stream-idle]", async () => {
  const { stdout, stderr, code } = await nu("count idly | first 1 | to json --raw", streams);
  expect({ code, rows: JSON.parse(stdout) }).toEqual({ code: 0, rows: [0] });
  expect(stderr).toContain("count idly: stopped");
});
