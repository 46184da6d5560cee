import { expect, it } from "vitest";
import { nuError } from "../../support/nu.ts";
import { since } from "../../support/releases.ts";
import { pluginFiles, results, runWith } from "./example-plugins.ts";

const streams = { plugins: pluginFiles("streams") };

/** How far ahead `count up` was when it was stopped. */
const stoppedBefore = (stderr: string) => Number(/^count up: stopped before (\d+)$/m.exec(stderr)?.[1]);

it("gives a real Nushell the rows it takes, and then stops the producer [nu-stream-first]", async () => {
  const { stdout, stderr, code } = await runWith(["streams"], "count up | first 3 | to json --raw");
  expect({ code, rows: JSON.parse(stdout) }).toEqual({ code: 0, rows: [1, 2, 3] });
  // Never more than 100 ahead of the three that were taken.
  expect(stoppedBefore(stderr)).toBeGreaterThan(3);
  expect(stoppedBefore(stderr)).toBeLessThanOrEqual(104);
});

it("gives it every row of a long stream, in order, through a second command too [nu-stream-all]", async () => {
  const scripts = {
    rows: "count up --to 1000 | enumerate | where {|row| $row.item != $row.index + 1 } | length",
    many: "count up --to 100000 | length",
    sums: "count up --to 100000 | count sums | last",
  };
  await expect(results(["streams"], scripts)).resolves.toEqual({ rows: 0, many: 100_000, sums: 5_000_050_000 });
});

it("lets a producer get no further ahead of a slow reader than its window [sdk-back-pressure]", async () => {
  const slow = await runWith(["streams"], "count up | each {|n| sleep 2ms; $n } | first 20 | ignore");
  expect(stoppedBefore(slow.stderr)).toBeLessThanOrEqual(122);
  // Two windows: Nushell's to the reader, and the producer's to Nushell.
  const { stdout, stderr } = await runWith(["streams"], "count up | count few 3 | to json --raw");
  expect(JSON.parse(stdout)).toEqual([1, 2, 3]);
  expect(stoppedBefore(stderr)).toBeLessThanOrEqual(304);
});

it("tells it where a producer fails half way [nu-stream-error]", async () => {
  const script = "count up --fail-at 500 | each {|number| $number * 2 } | math sum";
  await expect(nuError(script, streams)).resolves.toContain("The plugin failed: cannot count to 500");
});

it("wakes a producer that waits when Nushell wants no more [nu-stream-idle]", async () => {
  const { stdout, stderr, code } = await runWith(["streams"], "count idly | first 1 | to json --raw");
  expect({ code, rows: JSON.parse(stdout) }).toEqual({ code: 0, rows: [0] });
  expect(stderr).toContain("count idly: stopped");
});

it("reads lists, ranges and streams alike, item by item [sdk-list-input]", async () => {
  const scripts = {
    list: "[1 2 3] | count sums",
    range: "1..3 | count sums",
    endless: "1.. | count sums | first 3",
    stream: "[1 2 3] | each {|n| $n } | count sums",
    external: "^seq 3 | lines | each {|line| $line | into int } | count sums",
    few: "1.. | count few 2",
    empty: "[] | count sums",
  };
  const sums = [1, 3, 6];
  await expect(results(["streams"], scripts)).resolves.toEqual({
    list: sums,
    range: sums,
    endless: sums,
    stream: sums,
    external: sums,
    few: [1, 2],
    empty: [],
  });
});

it("reports what is wrong in a list of input, or with it [sdk-input-error]", async () => {
  const scripts = {
    item: "[1 two 3] | each {|item| $item } | count sums",
    failed: "[1 2] | each {|n| if $n == 2 { error make {msg: 'no two'} } else { $n } } | count sums",
    kind: "[{a: 1}] | get 0 | count sums",
    utf8: "0x[ff fe] | weigh",
    text: "[0x[ff fe]] | get 0 | shout",
  };
  expect(await results(["streams"], scripts)).toEqual({
    item: "Invalid value: must be an int, not string",
    failed: expect.stringMatching(/no two|Eval block failed/),
    kind: expect.stringMatching(/Invalid input: must be list<int>|Input type not supported/),
    utf8: 2,
    text: expect.stringMatching(/Invalid input: must be string|Input type not supported/),
  });
});

it("reads and gives bytes as they come, with their type [sdk-byte-streams]", async () => {
  const scripts = {
    text: "'abc' | shout",
    "text is": "'abc' | shout | describe",
    "as binary": "'abc' | shout | into binary | describe",
    binary: "0x[00 0f] | flip | encode hex",
    "binary is": "0x[00 0f] | flip | describe",
    long: "'äöü€' | fill --width 100000 --character '€' | shout | str length --grapheme-clusters",
    external: "^printf 'a\nb\n' | shout",
    weighed: "^head -c 3000000 /dev/zero | weigh",
    "through both": "^head -c 300000 /dev/zero | flip | weigh",
    failing: "^sh -c 'echo a; exit 3' | shout",
  };
  expect(await results(["streams"], scripts)).toEqual({
    text: "ABC",
    "text is": "string (stream)",
    "as binary": expect.stringMatching(/^binary/),
    binary: "FFF0",
    "binary is": "binary (stream)",
    long: 100_000,
    external: "A\nB\n",
    weighed: 3_000_000,
    "through both": 300_000,
    // Later releases fail with whatever fails in a pipeline.
    failing: since("0.114") ? "External command had a non-zero exit code" : "A\n",
  });
});

it("drops input that is not read, endless or not, and answers [sdk-unread-input]", async () => {
  const scripts = {
    external: "^yes | count idly | first 1",
    lines: "^yes | lines | count few 2",
    rows: "1.. | each {|n| $n } | origin",
  };
  expect(await results(["streams"], scripts)).toEqual({
    external: [0],
    lines: ["y", "y"],
    rows: expect.anything(),
  });
});

it("sends metadata along with its answer, and reads those of its input [sdk-metadata]", async () => {
  const customs = since("0.108") ? { report_lines: 2 } : null;
  const paths = since("0.111") ? ["path"] : null;
  const scripts = {
    shown: "report | metadata | select --optional content_type source path_columns report_lines",
    read: "report | origin",
    passed: "'abc' | metadata set --content-type text/x | shout | metadata | get content_type",
    none: "[1] | origin",
  };
  const select = since("0.107") ? scripts.shown : scripts.shown.replace("--optional", "--ignore-errors");
  expect(await results(["streams"], { ...scripts, shown: select })).toEqual({
    shown: {
      content_type: "application/x-report",
      source: "/tmp/report.txt",
      path_columns: paths,
      report_lines: customs && 2,
    },
    read: { contentType: "application/x-report", file: "/tmp/report.txt", pathColumns: paths, custom: customs },
    passed: "text/x",
    none: { contentType: null, file: null, pathColumns: null, custom: null },
  });
});
