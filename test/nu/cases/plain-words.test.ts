import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync } from "node:fs";
import { expect, it } from "vitest";
import { nu, nuError } from "../../support/nu.ts";
import { nobodysPlugin, ordinaryPlugin } from "../../support/ordinary-plugin.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const task = (id: string, fields = {}) => ({
  id,
  status: "pending",
  created_at: "2026-11-26T09:00:00Z",
  priority: 1,
  ...fields,
});

/** A text without the places at which Nushell breaks its lines, wherever these are. */
const flat = (text: string) => text.replace(/[\s|│]+/g, "");

it("YAML-5: what nobody sees in a name is shown for what it is [message-printable]", async () => {
  const operations = "operations:\n  - {id: a, type: create}\n  - {id: b, type: create, depends_on: [a]}\n";
  const dir = temporaryDirectory({
    "case.yaml": `name: x\nversion: "1"\n${operations}\u{a0}\u{a0}\u{a0}\u{a0}depends_on: [a]\n`,
    "filler.yaml": `name: x\nversion: "1"\n${operations}\u{3164}: 1\nna\u{34f}me: y\nname\u{fe0f}: z\n`,
    "blank.yaml": `name: x\nversion: "1"\n${operations}  - {id: c, type: create, depends_on: ["a\u{2800}", "\u{3000}b"]}\n`,
  });
  const script = "[case filler blank] | each {|f| orch validate $'($f).yaml' | get diagnostics.message } | to json -r";
  const { stdout } = await nu(script, { cwd: dir });
  const unknown = (name: string, hint = "") => `the workflow has the unknown field "${name}"${hint}`;
  const name = '; did you mean "name"?';
  const depends = (id: string, near: string) =>
    `operation "c" depends on unknown operation "${id}"; did you mean "${near}"?`;
  expect(JSON.parse(stdout)).toEqual([
    [unknown("\\u{a0}\\u{a0}\\u{a0}\\u{a0}depends_on")],
    [unknown("\\u{3164}"), unknown("na\\u{34f}me", name), unknown("name\\u{fe0f}", name)],
    [depends("a\\u{2800}", "a"), depends("\\u{3000}b", "b")],
  ]);
});

it("YAML-7: a name that looks like a known one says in which characters that is written [names-twins]", async () => {
  const [composed, decomposed, cyrillic] = ["caf\u{e9}", "cafe\u{301}", "\u{430}pi"];
  const operation = (id: string, fields = {}) => ({ id, type: "create", ...fields });
  const dir = temporaryDirectory({
    "case.json": { operations: [operation(composed), operation("b", { depends_on: [decomposed] })] },
    "field.json": { operations: [operation("a", { [`typ\u{435}`]: "create" })] },
    "provider.json": { providers: [decomposed], operations: [operation("a", { provider: composed })] },
    "tasks/a.json": task(composed, { status: decomposed }),
    "tasks/b.json": task("api"),
    "tasks/c.json": task("c", { dependencies: [decomposed], workflow_id: composed }),
    [`${composed}/wf.yaml`]: "operations: []",
    "checkpoints/a.json": { workflow_id: composed, timestamp: "2026-11-26T09:00:00Z", state: {} },
  });
  const script =
    "[case field provider] | each {|f| orch validate $'($f).json' | get diagnostics.message } | to json -r";
  const { stdout } = await nu(script, { cwd: dir });
  const hint = (name: string, spelling: string) =>
    `; did you mean "${name}", which is written in other characters (${spelling})?`;
  expect(JSON.parse(stdout).flat()).toEqual([
    `operation "b" depends on unknown operation "${decomposed}"${hint(composed, "caf\\u{e9}")}`,
    `operation "a" has the unknown field "typ\u{435}"${hint("type", "type, not typ\\u{435}")}`,
    `no operation uses the provider "${decomposed}"${hint(composed, "caf\\u{e9}")}`,
  ]);

  const check = `orch check -d . | where code == unknown-dependency | get problem | to json -r`;
  expect(JSON.parse((await nu(check, { cwd: dir })).stdout)).toEqual([
    `pending task "c" depends on "${decomposed}", which does not exist${hint(composed, "caf\\u{e9}")}`,
  ]);
  const places = [`orch validate ${decomposed}/wf.yaml`, `orch tasks -d ${decomposed}`];
  for (const error of await Promise.all(places.map((call) => nuError(call, { cwd: dir })))) {
    expect(flat(error)).toContain(flat(hint(composed, "caf\\u{e9}")));
  }

  const calls = [`task ${decomposed}`, `tasks --status ${composed}`, `checkpoints ${decomposed}`, `task ${cyrillic}`];
  const errors = await Promise.all(calls.map((call) => nuError(`orch ${call} -d .`, { cwd: dir })));
  const [ofTask, ofStatus, ofCheckpoint, ofCyrillic] = errors.map(flat);
  expect(ofTask).toContain(flat(`${composed} (written in other characters: caf\\u{e9})`));
  expect(ofStatus).toContain(flat(hint(decomposed, "cafe\\u{301}")));
  expect(ofCheckpoint).toContain(flat(`${composed} (written in other characters: caf\\u{e9})`));
  expect(ofCyrillic).toContain(flat("api (written in other characters: api, not \\u{430}pi)"));
});

it("DATE-1: a leap second is a time [date-normalised]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": task("a", { created_at: "2016-12-31T23:59:60Z" }),
    "tasks/b.json": task("b", { created_at: "1990-12-31T15:59:60.5-08:00" }),
    "tasks/c.json": task("c", { created_at: "2026-11-26T09:00:61Z" }),
  });
  const { stdout, stderr } = await nu("orch tasks -d . | sort-by id | get created_at | to nuon", { cwd: dir });
  expect(stdout.trim()).toBe("[2016-12-31T23:59:59+00:00, 1990-12-31T15:59:59.500-08:00, null]");
  expect(stderr).toContain('created_at "2026-11-26T09:00:61Z" is not a valid date and time');
});

/** A file that the mode lets everybody read, and an access control list nobody but its owner and others than this user. */
const denying = `
import os, struct, sys
def entry(tag, permission, user=0xffffffff): return struct.pack("<HHI", tag, permission, user)
entries = entry(1, 7) + entry(2, 0, 65534) + entry(4, 5) + entry(16, 5) + entry(32, 5)
for path in sys.argv[1:]: os.setxattr(path, "system.posix_acl_access", struct.pack("<I", 2) + entries)
`;

// Only root can play another user.
const isAble = process.getuid?.() === 0 && spawnSync("python3", ["--version"]).status === 0;
it.runIf(isAble)(
  "FS-3: where the mode grants what is denied, no chmod is offered but what to look at [permission-mode]",
  async () => {
    const dir = temporaryDirectory({
      "d/tasks/a.json": task("a"),
      "d/tasks/b.json": task("b"),
      "closed/tasks/a.json": task("a"),
      "wf.yaml": "operations: [{id: a}]",
      "shut/wf.yaml": "operations: [{id: a}]",
    });
    const denied = ["d/tasks/a.json", "closed/tasks", "wf.yaml", "shut"].map((name) => `${dir}/${name}`);
    for (const path of [dir, ...denied]) chmodSync(path, 0o755);
    chmodSync(`${dir}/d/tasks/b.json`, 0o600);
    execFileSync("python3", ["-c", denying, ...denied]);
    chownSync(`${dir}/d/tasks/b.json`, 65534, 65534);
    const asRoot = await nu("orch tasks -d d", { cwd: dir, plugins: [ordinaryPlugin()] });
    expect(flat(asRoot.stderr)).toContain(
      flat("Not even root may, as on a network file system or in a container: work as"),
    );
    expect(flat(asRoot.stderr)).not.toContain("sudo");
    chownSync(`${dir}/d/tasks/b.json`, 0, 0);

    const plugins = [nobodysPlugin()];
    const calls = ["orch tasks -d d", "orch tasks -d closed", "orch validate wf.yaml", "orch validate shut/wf.yaml"];
    const found = await Promise.all(calls.map((call) => nu(call, { cwd: dir, plugins })));
    const [ofTask, ofDirectory, ofFile, ofWay] = found.map(({ stderr }) => flat(stderr));
    const denial = (what: string, path: string) =>
      flat(`permission denied: user nobody (uid 65534) lacks ${what} permission on ${dir}/${path}`);
    const although = flat(", although its mode (rwxr-xr-x) grants it");
    const file = `'${dir}/d/tasks/a.json'`;
    const look = `denies it. Look with: getfacl ${file}; /bin/ls -dZ ${file}`;
    expect(ofTask).toContain(`a.json:${denial("read", "d/tasks/a.json")}${although}`);
    expect(ofTask).toContain(flat(`An access control list, SELinux, AppArmor or the file system ${look}`));
    expect(ofTask).toContain(flat(`b.json: ${denial("read", "d/tasks/b.json")}`));
    expect(ofTask).toContain(flat(`Grant it with: sudo chmod a+r '${dir}/d/tasks/b.json'`));
    expect(ofDirectory).toContain(denial("read and search", "closed/tasks") + although);
    expect(ofFile).toContain(denial("read", "wf.yaml") + although);
    expect(ofWay).toContain(denial("search", "shut") + although);
    for (const text of [ofDirectory, ofFile, ofWay]) expect(text).not.toContain("chmod");
  },
);
