import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { nu, nuValue } from "../../support/nu.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const created = '"created_at":"2026-11-26T09:00:00Z"';
const task = (id: string, more = "") => `{"id":"${id}","status":"completed",${created},"priority":5${more}}`;
const utf16 = (text: string, mark = "") => Buffer.from(`${mark}${text}`, "utf16le");

/** The numbers that JSON may have; Nushell's own `open` reads all of them on every release. */
const numbers = {
  run_id: "1234567890123456789",
  least: "-9223372036854775808",
  even: "9007199254740994",
  zero: "-0",
  ratio: "1.0",
  sum: "1.10",
  exponent: "1e3",
  tiny: "1e-7",
  long: "0.1234567890123456789",
  plain: "[5,-5,0.5]",
};
const fields = Object.entries(numbers)
  .map(([name, text]) => `,"${name}":${text}`)
  .join("");

it("BIG-1: the numbers of a task are those that open gives, and those of the file where they are text [json-numbers]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": task("a", ',"run_id":1234567890123456789,"ratio":1.0,"output":{"lsn":1234567890123456789}'),
    "tasks/b.json": task("b", `${fields},"output":[${numbers.sum},{"big":1e400}],"error":${numbers.run_id}`),
  });
  const show = `{|name| select ${Object.keys(numbers).join(" ")} | to nuon }`;
  const script = `[
    (orch task a -d ${dir} | select run_id ratio output | to nuon)
    (orch task b -d ${dir} | do ${show} x)
    (open ${dir}/tasks/b.json | do ${show} x)
    (orch tasks -d ${dir} --long | where id == b | get 0 | select output error | to json --raw)
  ]`;
  const [named, ours, opened, texts] = (await nuValue(script)) as string[];
  expect(named).toBe('{run_id: 1234567890123456789, ratio: 1.0, output: "{\\"lsn\\":1234567890123456789}"}');
  expect(ours).toBe(opened);
  expect(JSON.parse(texts ?? "")).toEqual({ output: '[1.10,{"big":1e400}]', error: "1234567890123456789" });
});

it("BIG-1: two ids that a float would make one stay two, and problems have the file's digits [json-numbers]", async () => {
  const dir = temporaryDirectory({
    "tasks/1234567890123456788.json": `{"id":1234567890123456788,"status":"pending",${created},"priority":1234567890123456789}`,
    "tasks/b.json": `{"id":1234567890123456789,"status":"pending",${created},"priority":5.0}`,
    "tasks/c.json": `{"id":1.0,"status":1.50,${created},"priority":1e400}`,
    "status.json":
      '{"running":true,"tasks_pending":2.0,"tasks_running":-0,"tasks_failed":18446744073709551615,"version":3.10}',
    "checkpoints/w.json": '{"workflow_id":"w","step":18446744073709551615,"completed_operations":["a",1.0]}',
  });
  const script = `{
    ids: (orch tasks -d ${dir} --quiet | get id | sort)
    priorities: (orch tasks -d ${dir} --quiet | get priority | each { to nuon })
    raw: (orch tasks -d ${dir} --quiet --raw | sort-by id | each {|row| $"($row.status) ($row.priority | to nuon)" })
    problems: (orch check -d ${dir} | where code != stale-status | get problem)
  }`;
  const { ids, priorities, raw, problems } = (await nuValue(script)) as Record<string, string[]>;
  expect(ids).toEqual(["1.0", "1234567890123456788", "1234567890123456789"]);
  expect(priorities).toEqual(["1234567890123456789", "null", "null"]);
  expect(raw).toEqual(['1.50 "1e400"', "pending 1234567890123456789", "pending 5.0"]);
  expect(problems).toEqual(
    expect.arrayContaining([
      "id 1234567890123456788 is a number: taken as text",
      "id 1234567890123456789 is a number: taken as text",
      "id 1.0 is a number: taken as text",
      'status 1.50 is not a status: shown as "unknown"',
      "priority 5.0 is not an integer: taken as missing",
      "priority 1e400 is not an integer: taken as missing",
      "tasks_pending 2.0 is not a count: taken as missing",
      "tasks_failed 18446744073709551615 is not a count of at most 9007199254740991: taken as missing",
      "completed_operations[1] 1.0 is not a string: taken as missing",
      "version 3.10 is not a string: taken as missing",
    ]),
  );
  expect(problems?.filter((each) => /Infinity|also stands in|^priority 1234|^step|^tasks_running/.test(each))).toEqual(
    [],
  );
});

it("BIG-1: a checkpoint's numbers too, and beyond 64 bits and beyond a float the digits as text [json-numbers]", async () => {
  const state = '{"lsn":1234567890123456789,"progress":50.0,"at":[18446744073709551616,-1e400,9223372036854775808]}';
  const deep = `${'{"x":'.repeat(150)}[1234567890123456789,2.0]${"}".repeat(150)}`;
  const dir = temporaryDirectory({
    "checkpoints/w.json": `{"workflow_id":1234567890123456789,"step":3,"current_state":${state},"metadata":${deep}}`,
  });
  const script = `orch checkpoints -d ${dir} | get 0 | [$in.workflow_id ($in.current_state | to nuon) ($in.metadata | to nuon)]`;
  const [id, shown, nested] = (await nuValue(script)) as string[];
  expect(id).toBe("1234567890123456789");
  expect(shown).toBe(
    '{lsn: 1234567890123456789, progress: 50.0, at: ["18446744073709551616", "-1e400", "9223372036854775808"]}',
  );
  expect(nested).toContain("1234567890123456789");
});

it("JSON-1, JSON-2: what is no text in UTF-8 is named for what it is, and the rest is listed [json-binary]", async () => {
  const nuls = Buffer.alloc(300);
  const dir = temporaryDirectory({
    "tasks/a.json": nuls,
    "tasks/b.json": task("b"),
    "tasks/half.json": Buffer.concat([Buffer.from(task("half")), nuls]),
    "tasks/packed.json": gzipSync(task("packed")),
    "tasks/big-endian.json": utf16(task("u"), "\u{feff}").swap16(),
    "queue.rkvs/tasks/q.json": task("q"),
    "queue.rkvs/queue/q.json": utf16('{"priority":1}'),
    "checkpoints/w.json": utf16('{"workflow_id":"w"}').swap16(),
    "checkpoints/v.json": nuls,
  });
  const { stdout, stderr } = await nu(
    `orch tasks -d ${dir} | get id | sort | to nuon | print
    orch check -d ${dir} | where code in [not-json not-utf8] | each {|row| $"($row.path | path basename) ($row.code): ($row.problem) | ($row.help)" } | to text`,
  );
  const restore = "Restore it from a copy, or remove it.";
  const found = stdout.trim().split("\n");
  expect(found[0]).toBe("[b, q]");
  expect(found.slice(1).toSorted()).toEqual([
    `a.json not-json: filled with NUL bytes | ${restore}`,
    "big-endian.json not-utf8: UTF-16 text, not UTF-8 | Save it as UTF-8.",
    `half.json not-json: filled with NUL bytes after the first ${task("half").length} bytes | ${restore}`,
    "packed.json not-json: gzip data, not text | Decompress it.",
    "q.json not-utf8: UTF-16 text, not UTF-8 | Save it as UTF-8.",
    `v.json not-json: filled with NUL bytes | ${restore}`,
    "w.json not-utf8: UTF-16 text, not UTF-8 | Save it as UTF-8.",
  ]);
  expect(stderr).toMatch(/a\.json: filled with NUL bytes/);
  expect(stderr).not.toContain("\\u{0}");
});

it("JSON-1, JSON-2: status.json too, with what to do about it [json-binary]", async () => {
  const dirs = [utf16('{"running":true}', "\u{feff}"), utf16('{"running":true}'), gzipSync("{}"), Buffer.alloc(9)].map(
    (content) => temporaryDirectory({ "tasks/a.json": task("a"), "status.json": content }),
  );
  const script = `${JSON.stringify(dirs)} | each {|dir| orch check -d $dir | where code == bad-status-file | get 0 | [($in.problem | str replace $dir DIR) $in.help] }`;
  const file = "Cannot read the status file DIR/status.json";
  const counts = "Without it the counts come from the task files.";
  expect(await nuValue(script)).toEqual([
    [`${file}: UTF-16 text, not UTF-8`, `Save it as UTF-8. ${counts}`],
    [`${file}: UTF-16 text, not UTF-8`, `Save it as UTF-8. ${counts}`],
    [`${file}: gzip data, not text`, `Decompress it. ${counts}`],
    [`${file}: filled with NUL bytes`, `Restore it from a copy, or remove it. ${counts}`],
  ]);
});

it("JSON-3: a key that appears twice is a problem, also with the same value and further inside [json-repeated-keys]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": `{"id":"a","status":"completed","status":"failed",${created},"priority":1,"priority":9}`,
    "tasks/b.json": task("b", ',"status":"completed"'),
    "tasks/c.json": task("c", ',"result":[{"code":1,"c\\u006fde":2.0}]'),
    "tasks/d.json": task("d", ',"a":1,"b":{"a":1,"b":{"a":1}}'),
    "queue.rkvs/tasks/q.json": task("q"),
    "queue.rkvs/queue/q.json": '{"priority":1,"priority":2}',
    "checkpoints/w.json":
      '{"workflow_id":"w","completed_operations":[],"step":1,"step":2,"metadata":{"x, y":1,"x, y":1}}',
    "status.json": '{"running":false,"running":true}',
  });
  const script = `{
    check: (orch check -d ${dir} | where code == duplicate-key | each {|row| $"($row.severity) ($row.path | path basename): ($row.problem)" } | sort)
    task: (orch task a b -d ${dir} --quiet | get status)
  }`;
  const twice = (keys: string) => `a key appears twice in one record: ${keys}; the last one is shown`;
  expect(await nuValue(script)).toEqual({
    check: [
      `error a.json: ${twice('"status", "priority"')}`,
      `error b.json: ${twice('"status"')}`,
      `error c.json: ${twice('"code"')}`,
      `error q.json: ${twice('"priority"')}`,
      `error status.json: ${twice('"running"')}`,
      `error w.json: ${twice('"step", "x, y"')}`,
    ],
    task: ["failed", "completed"],
  });
  const workflow = "{name: w, operations: [{id: a}]}";
  const { stderr } = await nu(
    `orch task a -d ${dir} | ignore; orch status -d ${dir} | ignore; orch checkpoints -d ${dir} | ignore; ${workflow} | orch plan -d ${dir} | ignore`,
  );
  expect(stderr).toContain(`orch task: 1 file has a problem: a.json: ${twice('"status", "priority"')}. Keep one of`);
  expect(stderr).toContain(`orch status: 1 file has a problem: status.json: ${twice('"running"')}`);
  expect(stderr).toContain(`orch checkpoints: 1 file has problems:\n  w.json: ${twice('"step", "x, y"')}\n`);
  expect(stderr).toContain(`orch plan: 1 file has a problem: w.json: ${twice('"step", "x, y"')}`);
});
