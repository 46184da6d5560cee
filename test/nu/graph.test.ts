import { expect, it } from "vitest";
import { nu, nuError } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTerminal } from "../support/terminal.ts";

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** Files of tasks, by their ids; they are pending unless they say otherwise. */
function queue(tasks: Readonly<Record<string, object>>, dir = "tasks"): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tasks).map(([id, fields]) => [`${dir}/${id}.json`, { id, status: "pending", ...fields }]),
  );
}

const night = queue({
  "gone-1": { name: "attach volumes", dependencies: ["lost"] },
  down: { status: "failed", completed_at: ago(2) },
  off: { status: "cancelled" },
  up: { name: "drain node", status: "running", started_at: ago(26), workflow: "patch" },
  old: { status: "completed" },
  next: { name: "patch node", dependencies: ["up", "old"], created_at: ago(1), workflow: "patch" },
  last: { dependencies: ["next", "down", "off"] },
  a: { dependencies: ["b"] },
  b: { dependencies: ["a"] },
  "after-a": { dependencies: ["a"] },
  self: { dependencies: ["self"] },
  odd: { dependencies: 5 },
  alone: {},
  "alone-2": { status: "running" },
});

const lines = async (call: string) => (await nu(call)).stdout.trimEnd().split("\n");

it("draws what waits for what as a tree that begins with what is stuck [graph-tree]", async () => {
  const dir = temporaryDirectory(night);
  const { stdout, stderr } = await nu(`orch graph -d ${dir}`);
  expect(stdout.trimEnd().split("\n")).toEqual([
    "↻ circle  a -> b -> a        cannot begin",
    "├─ · a                       pending",
    "│  └─ · after-a              pending",
    "└─ · b                       pending",
    "↻ circle  self -> self       cannot begin",
    "└─ · self                    pending",
    "✗ lost                       gone",
    "└─ · gone-1  attach volumes  pending",
    "✗ down                       failed 2h ago",
    "└─ · last                    pending",
    "✗ off                        cancelled",
    "└─ … last                    see above",
    "? odd                        dependencies unknown",
    "● up  drain node             running 1d 2h",
    "└─ · next  patch node        pending 1h",
    "   └─ … last                 see above",
    "and on their own: 1 pending, 1 running",
  ]);
  expect(stderr).toMatch(/^orch graph: 1 file has a problem: odd\.json: dependencies 5 is not a list of ids/);
});

it("draws of some tasks what they wait for and what waits for them [graph-ids]", async () => {
  const dir = temporaryDirectory(night);
  const graph = (given: string) => lines(`orch graph -q -d ${dir} ${given}`);
  expect(await graph("nex")).toEqual([
    "● up  drain node       running 1d 2h",
    "└─ · next  patch node  pending 1h",
    "   └─ · last           pending",
  ]);
  // What is gone has an id too, and what is alone is drawn if it is asked for.
  expect(await graph("lost alone")).toEqual([
    "✗ lost                       gone",
    "└─ · gone-1  attach volumes  pending",
    "○ alone                      pending",
  ]);
  const ended = await nu(`orch graph -d ${dir} old`);
  expect(ended.stdout.trim()).toBe("");
  expect(ended.stderr).toContain('orch graph: no open task waits for "old", which is completed\n');
  const unknown = await nuError(`orch graph -q -d ${dir} up nix`);
  expect(unknown).toContain("orch::unknown_task");
});

it("draws what filters keep, what that waits for and what waits for it [graph-filters]", async () => {
  const dir = temporaryDirectory(night);
  const graph = (given: string) =>
    lines(`orch graph -q -d ${dir} ${given} | lines | str replace -r '(?<=\\w)  +.*' '' | to text`);
  expect(await graph("--workflow patch")).toEqual(["● up", "└─ · next", "   └─ · last"]);
  expect(await graph("--status failed")).toEqual(["✗ down", "└─ · last"]);
  const none = await nu(`orch graph -d ${dir} up --status pending`);
  expect(none.stdout.trim()).toBe("");
  expect(none.stderr).toContain("orch graph: no open task matches, and none waits for one that does\n");
  expect(await nuError(`orch graph -q -d ${dir} --status runing`)).toContain('did you mean "running"');
});

it("has each of several directories by itself, and draws so many lines at most [graph-several] [graph-limit]", async () => {
  const dir = temporaryDirectory({
    ...queue({ a: { status: "failed" }, b: { dependencies: ["a"] }, alone: {} }, "one/tasks"),
    ...queue({ b: {}, c: { dependencies: ["a", "b"] } }, "two/tasks"),
    "three/status.json": {},
  });
  expect(await lines(`cd ${dir}; orch graph -d '*'`)).toEqual([
    `${dir}/one`,
    "✗ a     failed",
    "└─ · b  pending",
    "",
    `${dir}/two`,
    "✗ a     gone",
    "└─ · c  pending",
    "○ b     pending",
    "└─ … c  see above",
    "",
    "and on their own: 1 pending",
  ]);
  expect(await lines(`cd ${dir}; orch graph -d '*' --limit 3`)).toEqual([
    `${dir}/one`,
    "✗ a     failed",
    "└─ · b  pending",
    "",
    `${dir}/two`,
    "✗ a  gone",
    "and 2 more",
    "",
    "and on their own: 1 pending",
  ]);
  expect(await nuError(`orch graph -d ${dir} --limit 0`)).toContain("must be 1 or more");
  // The only one with anything to draw has its path as well.
  expect(await lines(`cd ${dir}; orch graph -d [one three] --dot`)).toContain(`    label="${dir}/one"`);
  expect(await lines(`cd ${dir}; orch graph -d [one three] --mermaid`)).toContainEqual(
    expect.stringMatching(/subgraph w0/),
  );
});

it("shortens UUIDs, but not those that begin alike [graph-tree]", async () => {
  const uuids = ["75fd7f5b-f9bc-46d7-a659-b51799ff6b05", "75fd7f5b-f9bc-46d7-a659-000000000000"];
  const [one = "", other = ""] = uuids;
  const far = "6df7ddce-f1b7-454a-ae54-138a91f9c978";
  const dir = temporaryDirectory(
    queue({ [one]: {}, [other]: { dependencies: [one] }, [far]: { dependencies: [one] } }),
  );
  expect(await lines(`orch graph -d ${dir}`)).toEqual([
    `○ ${one}     pending`,
    `├─ · ${"6df7ddce".padEnd(one.length)}  pending`,
    `└─ · ${other}  pending`,
  ]);
});

it("takes what cannot be read for that, and says that it may belong there [graph-unread]", async () => {
  const dir = temporaryDirectory({ ...queue({ b: { dependencies: ["a"] } }), "tasks/a.json": "{" });
  const { stdout, stderr } = await nu(`orch graph -d ${dir}`);
  expect(stdout.trimEnd().split("\n")).toEqual(["✗ a     cannot be read", "└─ · b  pending"]);
  expect(stderr.trim()).toMatch(
    /^orch graph: .*a\.json: not JSON: .* What cannot be read may belong to the graph, too\.$/,
  );
});

it("gives an empty text where no task is open, and says so [graph-empty]", async () => {
  const dir = temporaryDirectory(queue({ a: { status: "completed" }, b: { status: "failed" } }));
  const { stdout, stderr } = await nu(`orch graph -d ${dir} | to json`);
  expect(stdout.trim()).toBe('""');
  expect(stderr.trim()).toBe("orch graph: no open task");
  expect((await nu(`orch graph -q -d ${dir}`)).stderr).toBe("");
  expect(await nuError("orch graph -d data/nowhere")).toContain("orch::no_data_dir");
});

it("gives the graph to Mermaid and to Graphviz, with a style for each status [graph-mermaid] [graph-dot]", async () => {
  const dir = temporaryDirectory(
    queue({ a: { name: 'say "hi"', status: "failed" }, b: { dependencies: ["a", "c"] }, alone: {} }),
  );
  const shown = (flag: string) => lines(`orch graph -d ${dir} ${flag}`);
  expect((await shown("--mermaid")).filter((line) => !line.includes("classDef"))).toEqual([
    "flowchart TD",
    '  o0["b #40;pending#41;"]:::pending',
    '  o1["a say #34;hi#34; #40;failed#41;"]:::failed',
    '  o2["c #40;gone#41;"]:::gone',
    "  o1 --> o0",
    "  o2 --> o0",
  ]);
  expect((await shown("--dot")).slice(2)).toEqual([
    '  o0 [label="b (pending)", fillcolor="#f2f2f2", color="#666666"]',
    String.raw`  o1 [label="a say \"hi\" (failed)", fillcolor="#ffd6d6", color="#b00020"]`,
    '  o2 [label="c (gone)", fillcolor="#ffffff", color="#b00020"]',
    "  o1 -> o0",
    "  o2 -> o0",
    "}",
  ]);
  const both = await nuError(`orch graph -d ${dir} --dot --mermaid`);
  expect(both).toContain("orch::contradiction");
  expect(both).toContain("--mermaid and --dot ask for different answers");
});

it("cuts names to the terminal's width, and colours where Nushell does [graph-terminal]", async () => {
  const dir = temporaryDirectory(
    queue({ a: { name: `first ${"x".repeat(200)} end`, status: "failed" }, b: { dependencies: ["a"] } }),
  );
  const terminal = await openTerminal(undefined, { columns: 100, env: { NO_COLOR: "" } });
  await terminal.typeAtPrompt(`orch graph -d ${dir} b\r`);
  await terminal.shows(/✗ a {2}first x{79}… {2}failed/);
  expect(terminal.written()).toContain("\u001b[31mfailed\u001b[39m");
  expect(terminal.written()).toContain("\u001b[1mb\u001b[22m");
});
