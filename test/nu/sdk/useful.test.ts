import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fixtures, nuError, nuValue } from "../../support/nu.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { pluginFiles, results } from "./example-plugins.ts";

it.each(["changes", "follow", "semver"])("has %s as a plugin of less than 60 lines [sdk-useful]", (name) => {
  expect(readFileSync(`${fixtures}/plugins/${name}.ts`, "utf8").trimEnd().split("\n").length).toBeLessThan(60);
});

it("keeps the items of a stream that differ from the one before, each at once [sdk-useful-changes]", async () => {
  const scripts = {
    items: "[1 1 2 1 1] | changes",
    endless: "1.. | each {|n| $n // 3 } | changes | first 3",
    "by a closure": "[[at up]; [8 true] [9 true] [10 false]] | changes {|row| $row.up } | get at",
    "by its input": "[aa bb c] | changes { str length }",
    records: "[{a: [1]} {a: [1]} {a: [2]}] | changes | length",
    nothing: "[] | changes",
    null: "[null null 1] | changes",
    failing: "[1 2] | changes {|n| error make {msg: 'no key'} }",
  };
  expect(await results(["changes"], scripts)).toEqual({
    items: [1, 2, 1],
    endless: [0, 1, 2],
    "by a closure": [8, 10],
    "by its input": ["aa", "c"],
    records: 2,
    nothing: [],
    null: [null, 1],
    failing: expect.stringMatching(/no key|Eval block failed/),
  });
});

it("gives what is appended to a file, also after it was cut [sdk-useful-follow]", async () => {
  const cwd = temporaryDirectory({ "app.log": "old\n", seen: "" });
  const options = { plugins: pluginFiles("follow"), cwd };
  const isSeen = (line: string) =>
    expect.poll(() => readFileSync(`${cwd}/seen`, "utf8"), { timeout: 20_000 }).toContain(line);
  const script =
    "follow app.log --all --every 10ms | lines | each {|line| $line | save --append seen; $line } | first 3";
  const lines = nuValue(script, options);
  lines.catch(() => {});
  await isSeen("old");
  appendFileSync(`${cwd}/app.log`, "new line\n");
  await isSeen("new line");
  writeFileSync(`${cwd}/app.log`, "cut\n");
  expect(await lines).toEqual(["old", "new line", "cut"]);
  expect(await nuError("follow missing.log | lines", options)).toMatch(/Not found.*cannot open .*missing.log/);
  expect(await nuError("follow .", options)).toMatch(/Is a directory.*cannot read/);
});

it("sorts and compares versions as such [sdk-useful-semver]", async () => {
  const scripts = {
    sorted: "[v1.10.0 1.9.0 2.0.0-rc.1 2.0.0 2.0.0-rc.10 2.0.0-alpha] | each { semver } | sort",
    is: "'1.2.3' | semver | describe",
    compared: "'1.10.0' | semver | [($in > '1.9.0') ($in == '1.10.0') ($in >= ('1.10.1' | semver))]",
    compatible: "'1.2.3' | semver | [($in =~ '1.2.0') ($in =~ '1.3.0') ($in =~ '2.0.0')]",
    "compatible below 1": "'0.2.5' | semver | [($in =~ '0.2.0') ($in =~ '0.1.0')]",
    parts: "'1.2.3-rc.1' | semver | [$in.major $in.minor $in.patch]",
    "no part": "'1.2.3' | semver | $in.build",
    wrong: "'1.2' | semver",
    operator: "('1.2.3' | semver) * 2",
  };
  expect(await results(["semver"], scripts)).toEqual({
    sorted: ["1.9.0", "1.10.0", "2.0.0-alpha", "2.0.0-rc.1", "2.0.0-rc.10", "2.0.0"],
    is: "semver",
    compared: [true, true, false],
    compatible: [true, false, false],
    "compatible below 1": [true, false],
    parts: [1, 2, 3],
    "no part": 'A version has no "build"',
    wrong: "Invalid value: must be a version",
    operator: "A version cannot do *",
  });
});
