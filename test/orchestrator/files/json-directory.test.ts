import { spawnSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  watch as nodeWatch,
  writeFileSync,
  type FSWatcher,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import {
  eventsDelivered,
  watchDirectory,
  type StartWatch,
} from "../../../src/orchestrator/files/watch/directory-watch.ts";
import { mayBeHeld } from "../../../src/orchestrator/files/half-written.ts";
import { JsonDirectory, type Changes } from "../../../src/orchestrator/files/json-directory.ts";
import { isWindows } from "../../../src/orchestrator/system/system.ts";
import { problem } from "../../../src/orchestrator/problem.ts";
import { isWatchExact } from "../../support/systems.ts";
import { forTypeScript } from "../../support/for-typescript.ts";
import { keepFile, makeFifo, temporaryDirectory } from "../../support/temporary-directory.ts";

/** Keeps each file's JSON as it is, and counts the readings. */
function watched(path: string, startWatch?: StartWatch) {
  const readings: string[] = [];
  const directory = new JsonDirectory<unknown>(
    path,
    (value, { name }) => {
      readings.push(name);
      return value;
    },
    startWatch,
  );
  onTestFinished(() => directory.close());
  const update = async (alsoRead?: Iterable<string>): Promise<Changes<unknown>> => {
    await eventsDelivered();
    return directory.update(alsoRead);
  };
  const codes = () => Object.fromEntries([...directory.problems].map(([name, problems]) => [name, problems[0]?.code]));
  const entries = () => Object.fromEntries(directory.entries);
  return { directory, update, readings, codes, entries };
}

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const noWatch: StartWatch = () => undefined;

it.runIf(isWatchExact)(
  "reads every .json file once, and nothing again while nothing changes [index-once]",
  async () => {
    const path = temporaryDirectory({
      "a.json": 1,
      "b c.json": 2,
      "notes.txt": 3,
      ".hidden.json": 4,
      "d.json.tmp": 5,
      "e.json~": 6,
    });
    const { update, readings, entries } = watched(path);
    await update();
    expect(entries()).toEqual({ "a.json": 1, "b c.json": 2 });
    readings.length = 0;
    expect(await update()).toMatchObject({ everything: false, removed: [], added: [] });
    expect(readings).toEqual([]);
  },
);

it.runIf(isWatchExact)("reads again only what changed [index-changed]", async () => {
  const path = temporaryDirectory({ "a.json": 1, "b.json": 2, "c.json": 3 });
  const { update, readings, entries } = watched(path);
  await update();
  readings.length = 0;
  writeFileSync(join(path, "a.json"), "10");
  unlinkSync(join(path, "b.json"));
  writeFileSync(join(path, "d.json"), "40");
  const changes = await update();
  expect(entries()).toEqual({ "a.json": 10, "c.json": 3, "d.json": 40 });
  expect(changes.removed).toEqual([1, 2]);
  expect(changes.added).toEqual([10, 40]);
  expect(readings.sort()).toEqual(["a.json", "d.json"]);
});

it.runIf(isWatchExact)("reads what it is told to read again [index-changed]", async () => {
  const path = temporaryDirectory({ "a.json": 1, "b.json": 2 });
  const { update, readings } = watched(path);
  await update();
  readings.length = 0;
  await update(["b.json", "absent.json"]);
  expect(readings).toEqual(["b.json"]);
});

it("misses no write in place, replacement or removal in 2,000 rounds [index-exact]", { timeout: 60_000 }, async () => {
  const path = temporaryDirectory();
  const other = temporaryDirectory({ new: "" });
  const { update, entries } = watched(path);
  await update();
  const truth = new Map<string, number>();
  for (let round = 0; round < 2000; round++) {
    // Every third round runs where the event loop is handing out events: from there one turn is not enough.
    if (round % 3 === 0) await readFile(join(other, "new"));
    const name = `task-${(round * 7) % 23}.json`;
    const file = join(path, name);
    const kind = (round * 5) % 11;
    if (kind < 5) {
      writeFileSync(file, String(round)); // in place, often within the same tick and of the same size
      truth.set(name, round);
    } else if (kind < 9) {
      writeFileSync(join(other, "new"), String(round));
      renameSync(join(other, "new"), file);
      writeFileSync(join(other, "new"), "");
      truth.set(name, round);
    } else {
      rmSync(file, { force: true });
      truth.delete(name);
    }
    await update();
    expect(entries()).toEqual(Object.fromEntries(truth));
  }
});

it("sees a write that was made while the event loop hands out events [index-exact]", async () => {
  const path = temporaryDirectory({ "a.json": 0 });
  const { update, entries } = watched(path);
  await update();
  for (let round = 1; round <= 50; round++) {
    await readFile(join(path, "a.json"));
    writeFileSync(join(path, "a.json"), String(round));
    await update();
    expect(entries()).toEqual({ "a.json": round });
  }
});

it(
  "reads everything again when so much happened that the kernel may have dropped events, of any directory [index-overflow]",
  { timeout: 60_000 },
  async () => {
    const [busy, quiet] = [
      temporaryDirectory({ "a.json": 1, "b.json": 1, "c.json": 1 }),
      temporaryDirectory({ "a.json": 1 }),
    ];
    const [first, second] = [watched(busy), watched(quiet)];
    await first.update();
    await second.update();
    // More than the 16,384 events that the kernel keeps; in turns, because it merges equal ones in a row.
    for (let event = 0; event < 20_000; event++)
      utimesSync(join(busy, event % 2 === 0 ? "a.json" : "b.json"), event, event);
    writeFileSync(join(quiet, "a.json"), "2");
    writeFileSync(join(busy, "c.json"), "2");
    await first.update();
    await second.update();
    expect(first.entries()).toEqual({ "a.json": 1, "b.json": 1, "c.json": 2 });
    expect(second.entries()).toEqual({ "a.json": 2 });
  },
);

it("looks again when events of a watch that was closed may have taken the place of others [index-overflow]", async () => {
  const root = temporaryDirectory({ "busy/a.json": 1, "busy/b.json": 1, "fresh/c.json": 1, "quiet/a.json": 1 });
  const [first, second] = [watched(join(root, "busy")), watched(join(root, "quiet"))];
  await first.update();
  await second.update();
  for (let event = 0; event < 20_000; event++)
    utimesSync(join(root, "busy", event % 2 === 0 ? "a.json" : "b.json"), event, event);
  renameSync(join(root, "busy"), join(root, "old"));
  renameSync(join(root, "fresh"), join(root, "busy"));
  // At once, as if it all had happened while files are read: the events are dropped with their watch.
  void first.directory.update();
  writeFileSync(join(root, "busy/c.json"), "2");
  writeFileSync(join(root, "quiet/a.json"), "2");
  await first.update();
  await second.update();
  expect([first.entries(), second.entries()]).toEqual([{ "c.json": 2 }, { "a.json": 2 }]);
});

it("looks again also at what changed before a closed watch's events were all dropped [index-overflow]", async () => {
  const root = temporaryDirectory({ "busy/a.json": 1, "busy/b.json": 1, "quiet/a.json": 1 });
  const [first, second] = [watched(join(root, "busy")), watched(join(root, "quiet"))];
  await first.update();
  await second.update();
  for (let event = 0; event < 20_000; event++)
    utimesSync(join(root, "busy", event % 2 === 0 ? "a.json" : "b.json"), event, event);
  // Its events stay in the kernel's queue, which is full, until the next turn: what follows is within this one.
  first.directory.close();
  void second.directory.update();
  writeFileSync(join(root, "quiet/a.json"), "2");
  await second.update();
  expect(second.entries()).toEqual({ "a.json": 2 });
});

it("follows a directory that appears, vanishes and comes back [directory-appears]", async () => {
  const path = join(temporaryDirectory(), "tasks");
  const { directory, update, entries } = watched(path);
  expect(await update()).toMatchObject({ everything: false, added: [] });
  expect(directory.exists).toBe(false);
  mkdirSync(path);
  writeFileSync(join(path, "a.json"), "1");
  await update();
  expect(directory.exists).toBe(true);
  expect(entries()).toEqual({ "a.json": 1 });
  rmSync(path, { recursive: true });
  expect(await update()).toMatchObject({ everything: true });
  expect(directory.exists).toBe(false);
  expect(entries()).toEqual({});
  mkdirSync(path);
  writeFileSync(join(path, "b.json"), "2");
  await update();
  writeFileSync(join(path, "b.json"), "3");
  await update();
  expect(entries()).toEqual({ "b.json": 3 });
});

it("takes a file in the directory's place for no directory [directory-appears]", async () => {
  const path = join(temporaryDirectory({ tasks: "not a directory" }), "tasks");
  const { directory, update } = watched(path);
  await update();
  expect(directory.exists).toBe(false);
  await watched(join(path, "below")).update();
});

it("follows a directory that is replaced, by rename or by removal and creation [directory-replaced]", async () => {
  const root = temporaryDirectory({ "tasks/a.json": 1, "fresh/b.json": 2 });
  const path = join(root, "tasks");
  const { update, entries } = watched(path);
  await update();
  renameSync(path, join(root, "old"));
  renameSync(join(root, "fresh"), path);
  await update();
  expect(entries()).toEqual({ "b.json": 2 });
  for (let round = 1; round <= 20; round++) {
    // The new directory may get the old one's inode number.
    rmSync(path, { recursive: true });
    mkdirSync(path);
    writeFileSync(join(path, "c.json"), String(round));
    await update();
    expect(entries()).toEqual({ "c.json": round });
    writeFileSync(join(path, "c.json"), String(-round));
    await update();
    expect(entries()).toEqual({ "c.json": -round });
  }
});

it("follows a directory whose parent is replaced, and one behind a symbolic link [directory-replaced]", async () => {
  const root = temporaryDirectory({ "v1/tasks/a.json": 1, "v2/tasks/a.json": 2, "v3/tasks/a.json": 3 });
  symlinkSync("v1", join(root, "current"));
  const { update, entries } = watched(join(root, "current/tasks"));
  await update();
  expect(entries()).toEqual({ "a.json": 1 });
  unlinkSync(join(root, "current"));
  symlinkSync("v2", join(root, "current"));
  await update();
  expect(entries()).toEqual({ "a.json": 2 });
  renameSync(join(root, "v2"), join(root, "gone"));
  renameSync(join(root, "v3"), join(root, "v2"));
  await update();
  expect(entries()).toEqual({ "a.json": 3 });
});

it("reads everything each time where it cannot watch [unwatched]", async () => {
  const path = temporaryDirectory({ "a.json": 1, "b.json": 2 });
  const { update, readings, entries } = watched(path, noWatch);
  await update();
  writeFileSync(join(path, "a.json"), "3");
  expect(await update()).toMatchObject({ everything: true });
  expect(entries()).toEqual({ "a.json": 3, "b.json": 2 });
  expect(readings).toHaveLength(4);
});

it("does not trust a watch on network file systems, off Linux, or where the system has no watches left [unwatched]", () => {
  const path = temporaryDirectory();
  const local = {
    platform: (): NodeJS.Platform => "linux",
    fileSystemType: () => 0xef53,
    watch: (() => {
      throw Object.assign(new Error("ENOSPC: System limit for number of file watchers reached"), { code: "ENOSPC" });
    }) satisfies () => never,
  };
  const real = { ...local, watch: (directory: string) => nodeWatch(directory) };
  const started = watchDirectory(path, real);
  expect(started).toBeDefined();
  started?.close();
  expect(watchDirectory(path, local)).toBeUndefined();
  expect(watchDirectory(path, { ...real, platform: () => "darwin" })).toBeUndefined();
  for (const type of [0x6969, 0x517b, 0xff534d42, 0x01021997, 0x65735546, 0x7c7c6673]) {
    expect(watchDirectory(path, { ...real, fileSystemType: () => type })).toBeUndefined();
  }
});

it("watches anew after the watch failed [watch-failed]", async () => {
  const path = temporaryDirectory({ "a.json": 1 });
  const { watchers, startWatch } = recordedWatch();
  const { update, entries } = watched(path, startWatch);
  await update();
  let closed = 0;
  watchers[0]?.once("close", () => (closed += 1));
  watchers[0]?.emit("error", new Error("the kernel gave up"));
  writeFileSync(join(path, "a.json"), "2");
  await update();
  expect(entries()).toEqual({ "a.json": 2 });
  await eventsDelivered();
  expect([watchers.length, closed]).toEqual([2, 1]);
});

it(
  "reads everything again when more names were reported than are worth keeping, or an event without a name [index-overflow]",
  { timeout: 60_000 },
  async () => {
    const path = temporaryDirectory({ "a.json": 1 });
    const { watchers, startWatch } = recordedWatch();
    const { update, directory } = watched(path, startWatch);
    await update();
    for (let number = 0; number <= 16_384; number++) {
      watchers[0]?.emit("change", "change", `${number}.json`);
      if (number % 1000 === 0) await eventsDelivered(); // never many at once
    }
    expect(await directory.update()).toMatchObject({ everything: true, added: [1] });
    watchers[0]?.emit("change", "change", null);
    expect(await directory.update()).toMatchObject({ everything: true });
    watchers[0]?.emit("change", "change", "a.json");
    expect(await directory.update()).toMatchObject({ everything: false, added: [1] });
  },
);

it.runIf(isWatchExact)("sees changes behind a symbolic link, which no watch reports [symlink-followed]", async () => {
  const root = temporaryDirectory({ "target.json": 1, "tasks/a.json": 1 });
  symlinkSync("../target.json", join(root, "tasks/link.json"));
  const { update, entries, readings } = watched(join(root, "tasks"));
  await update();
  writeFileSync(join(root, "target.json"), "2");
  readings.length = 0;
  await update();
  expect(entries()).toEqual({ "a.json": 1, "link.json": 2 });
  expect(readings).toEqual(["link.json"]);
  unlinkSync(join(root, "tasks/link.json"));
  writeFileSync(join(root, "target.json"), "3");
  await update();
  expect(entries()).toEqual({ "a.json": 1 });
  writeFileSync(join(root, "tasks/link.json"), "4");
  await update();
  readings.length = 0;
  await update();
  expect(entries()).toEqual({ "a.json": 1, "link.json": 4 });
  expect(readings).toEqual([]);
});

it("names what is no regular file and waits for none of it [odd-files]", async () => {
  const path = temporaryDirectory({ "good.json": 1, "dir.json/x": "" });
  makeFifo(join(path, "fifo.json"));
  symlinkSync("nowhere", join(path, "broken.json"));
  symlinkSync("loop.json", join(path, "loop.json"));
  symlinkSync("dir.json", join(path, "to-dir.json"));
  symlinkSync("fifo.json", join(path, "to-fifo.json"));
  symlinkSync("/dev/zero", join(path, "to-device.json"));
  const server = createServer().listen(join(path, "socket.json"));
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { directory, update, entries, codes } = watched(path);
  for (let round = 0; round < 2; round++) {
    await update();
    expect(entries()).toEqual({ "good.json": 1 });
    expect(codes()).toEqual({
      "dir.json": "not-a-file",
      "fifo.json": "not-a-file",
      "broken.json": "broken-symlink",
      "loop.json": "symlink-loop",
      "to-dir.json": "not-a-file",
      "to-fifo.json": "not-a-file",
      "to-device.json": "not-a-file",
      "socket.json": "not-a-file",
    });
  }
  expect(directory.problems.get("fifo.json")).toEqual([
    problem("not-a-file", join(path, "fifo.json"), "a FIFO, not a regular file"),
  ]);
  expect(directory.problems.get("socket.json")?.[0]?.message).toMatch(/^a socket, not a regular file/);
  expect(directory.problems.get("to-device.json")?.[0]?.message).toMatch(/^a symbolic link to a device/);
  unlinkSync(join(path, "fifo.json"));
  writeFileSync(join(path, "fifo.json"), "2");
  await update();
  expect(entries()).toEqual({ "good.json": 1, "fifo.json": 2, "to-fifo.json": 2 });
});

it("reports what is no JSON, empty, too large or too deep, and takes the rest [bad-files]", async () => {
  const path = temporaryDirectory({
    "good.json": 1,
    "half.json": '{"id": "a',
    "empty.json": "",
    "blank.json": " \n",
    "deep.json": `{"a":${nested(1_000_000)}}`,
    "deeper-by-one.json": nested(1001),
  });
  writeFileSync(join(path, "huge.json"), Buffer.alloc(16 * 1024 * 1024 + 1, " "));
  writeFileSync(join(path, "latin.json"), Buffer.from([0x22, 0xe9, 0x22]));
  writeFileSync(join(path, "control.json"), "\u{1b}[2J");
  const { directory, update, entries, codes } = watched(path);
  await update();
  expect(entries()).toEqual({ "good.json": 1, "latin.json": "\u{fffd}" });
  expect(codes()).toEqual({
    "half.json": "not-json",
    "empty.json": "empty",
    "blank.json": "empty",
    "huge.json": "too-large",
    "deep.json": "too-deep",
    "deeper-by-one.json": "too-deep",
    "latin.json": "not-utf8",
    "control.json": "not-json",
  });
  expect(directory.problems.get("control.json")?.[0]?.message).not.toContain("\u{1b}");
  writeFileSync(join(path, "half.json"), "2");
  writeFileSync(join(path, "latin.json"), "3");
  await update();
  expect(entries()).toEqual({ "good.json": 1, "latin.json": 3, "half.json": 2 });
  expect(codes()).not.toHaveProperty("half.json");
  expect(codes()).not.toHaveProperty("latin.json");
});

it("says where a text ends to be JSON by line and column, on every Node [json-place]", async () => {
  const { directory, update } = watched(temporaryDirectory({ "half.json": '{"id": "a",\n  "na' }));
  await update();
  expect(directory.problems.get("half.json")?.[0]?.message).toMatch(/ at position 17 \(line 2 column 6\)$/);
});

it("takes a byte order mark, a genuine replacement character, long files and nested ones [odd-but-good]", async () => {
  const long = "x".repeat(300_000);
  const deep = nested(1000);
  const exact = JSON.stringify("y".repeat(64 * 1024 - 2));
  const path = temporaryDirectory({
    "bom.json": "\u{feff}1",
    "mark.json": '"\u{fffd}"',
    "deep.json": deep,
    "exact.json": exact,
  });
  writeFileSync(join(path, "long.json"), JSON.stringify(long));
  const { directory, update, codes } = watched(path);
  await update();
  expect(codes()).toEqual({});
  expect(directory.entries.get("bom.json")).toBe(1);
  expect(directory.entries.get("mark.json")).toBe("\u{fffd}");
  expect(directory.entries.get("long.json")).toBe(long);
  expect(directory.entries.get("exact.json")).toHaveLength(64 * 1024 - 2);
  expect(directory.entries.has("deep.json")).toBe(true);
});

it("judges a file by its own bytes, whatever was read before it [odd-but-good]", async () => {
  const path = temporaryDirectory({
    "a.json": Buffer.from(`"${"\xe9".repeat(100)}"`, "latin1"),
    "b.json": '"\u{fffd}"',
  });
  const { update, codes } = watched(path);
  await update();
  expect(codes()).toEqual({ "a.json": "not-utf8" });
});

it("keeps no file open [index-closed]", async () => {
  const files = Array.from({ length: 100 }, (_, i) => [`${i}.json`, [i, "{", Buffer.alloc(100_000, " ")][i % 3]]);
  const { update } = watched(temporaryDirectory(Object.fromEntries(files)), noWatch);
  const open = () => readdirSync("/dev/fd").length;
  const before = open();
  await update();
  expect(open()).toBeLessThan(before + 50);
});

it.each([
  ["with a watch", undefined],
  ["without one", noWatch],
])("knows what a file held before it could not be read, %s, until it is gone [unread]", async (_, startWatch) => {
  const path = temporaryDirectory({ "a.json": 1, "b.json": 2, "torn.json": "{" });
  const { directory, update } = watched(path, startWatch);
  const unread = async () => {
    await update();
    return Object.fromEntries(directory.unread.map(({ name, problem: { code }, last }) => [name, [code, last]]));
  };
  expect(await unread()).toEqual({ "torn.json": ["not-json", undefined] });
  writeFileSync(join(path, "a.json"), "");
  expect(await unread()).toEqual({ "a.json": ["empty", 1], "torn.json": ["not-json", undefined] });
  // Also when it is read again, and fails in another way.
  writeFileSync(join(path, "a.json"), "{");
  writeFileSync(join(path, "torn.json"), "3");
  expect(await unread()).toEqual({ "a.json": ["not-json", 1] });
  unlinkSync(join(path, "a.json"));
  expect(await unread()).toEqual({});
  writeFileSync(join(path, "a.json"), "{");
  expect(await unread()).toEqual({ "a.json": ["not-json", undefined] });
});

it("gives a file that is just being written a moment to be finished [half-written]", async () => {
  const path = temporaryDirectory({ "a.json": '{"id":' });
  const { update, entries, codes } = watched(path);
  const updating = update();
  await sleep(25);
  writeFileSync(join(path, "a.json"), "1");
  expect(await updating).toMatchObject({ added: [1] });
  expect(entries()).toEqual({ "a.json": 1 });
  expect(codes()).toEqual({});
  writeFileSync(join(path, "a.json"), "");
  const again = update();
  await eventsDelivered();
  await eventsDelivered();
  unlinkSync(join(path, "a.json"));
  expect(await again).toMatchObject({ removed: [1], added: [] });
  expect(codes()).toEqual({});
});

it("reads a file that has the name of a device on Windows, and waits for no device [windows-reserved]", async () => {
  const files = { "con.json": "1", "nul.json": "2", "com1.json": "3" };
  const { update, entries, codes } = watched(temporaryDirectory(files), () => undefined);
  await update();
  expect(entries()).toEqual({ "con.json": 1, "nul.json": 2, "com1.json": 3 });
  expect(codes()).toEqual({});
});

it("takes a file that its writer keeps to itself for unfinished, and reads it once it is free [windows-held]", async () => {
  const path = temporaryDirectory({ "a.json": "1", "b.json": "2" });
  const { update, entries, codes } = watched(path, () => undefined);
  const letGo = keepFile(join(path, "a.json"));
  const updating = update();
  await eventsDelivered();
  letGo();
  await updating;
  expect(entries()).toEqual({ "a.json": 1, "b.json": 2 });
  expect(codes()).toEqual({});
});

it("says of a file that stays held what keeps it from being read, and reads the others [windows-held]", async () => {
  const path = temporaryDirectory({ "a.json": "1", "b.json": "2" });
  const { update, entries, codes } = watched(path, () => undefined);
  const letGo = keepFile(join(path, "a.json"));
  await update();
  letGo();
  expect(codes()).toEqual(isWindows ? { "a.json": "in-use" } : {});
  expect(entries()).toMatchObject({ "b.json": 2 });
  await update();
  expect(codes()).toEqual({});
  expect(entries()).toEqual({ "a.json": 1, "b.json": 2 });
});

it("waits for what is busy, whatever the system, and for no file that is denied elsewhere than on Windows [windows-held]", () => {
  const failed = (code: string) => Object.assign(new Error(code), { code });
  const path = join(temporaryDirectory({ "a.json": "1" }), "a.json");
  expect(["EBUSY", "EPERM", "EACCES", "EIO"].map((code) => mayBeHeld(path, failed(code)))).toEqual([
    true,
    isWindows,
    isWindows,
    false,
  ]);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  expect(["EBUSY", "EPERM"].map((code) => mayBeHeld(path, failed(code)))).toEqual([true, false]);
});

it.runIf(isWatchExact)(
  "waits but once for a broken file, and not at all for one that has long been broken [half-written]",
  async () => {
    const path = temporaryDirectory({ "old.json": "{", "of-another-clock.json": "{" });
    utimesSync(join(path, "old.json"), 1_700_000_000, 1_700_000_000);
    utimesSync(join(path, "of-another-clock.json"), 4_000_000_000, 4_000_000_000);
    const { update, codes } = watched(path);
    const isAtOnce = async () => {
      let answered = false;
      const updating = update().then(() => {
        answered = true;
      });
      await eventsDelivered();
      await eventsDelivered();
      const atOnce = answered;
      await updating;
      return atOnce;
    };
    expect(await isAtOnce()).toBe(true);
    writeFileSync(join(path, "new.json"), "{");
    expect([await isAtOnce(), await isAtOnce()]).toEqual([false, true]);
    expect(Object.keys(codes()).sort()).toEqual(["new.json", "of-another-clock.json", "old.json"]);
  },
);

it("reads names with spaces, newlines, quotes and a leading dash; names that are not UTF-8 are reported [odd-names]", async () => {
  const path = temporaryDirectory({ "a b.json": 1, "new\nline.json": 2, "-rf.json": 3, "'\"%20.json": 4, "ü.json": 5 });
  const name = Buffer.concat([Buffer.from(`${path}/`), Buffer.from([0xff, 0xfe]), Buffer.from(".json")]);
  writeFileSync(name, "6");
  const { update, entries, codes } = watched(path);
  await update();
  expect(Object.keys(entries())).toHaveLength(5);
  expect(codes()).toEqual({ "\u{fffd}\u{fffd}.json": "name-not-utf8" });
  writeFileSync(name, "7");
  await update();
  expect(codes()).toEqual({ "\u{fffd}\u{fffd}.json": "name-not-utf8" });
  unlinkSync(name);
  await update();
  expect(codes()).toEqual({});
});

it("takes a hard link for a file of its own [odd-names]", async () => {
  const path = temporaryDirectory({ "a.json": 1 });
  linkSync(join(path, "a.json"), join(path, "b.json"));
  const { update, entries } = watched(path);
  await update();
  expect(entries()).toEqual({ "a.json": 1, "b.json": 1 });
});

it("lets go of all it holds, and starts afresh after that [index-closed]", async () => {
  const path = temporaryDirectory({ "a.json": 1 });
  const { directory, update, entries } = watched(path);
  await update();
  directory.close();
  expect(entries()).toEqual({});
  writeFileSync(join(path, "a.json"), "2");
  await update();
  expect(entries()).toEqual({ "a.json": 2 });
});

it("keeps no process alive by watching [index-closed]", { timeout: 60_000 }, () => {
  const path = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending" } });
  const source = new URL("../../../src/orchestrator/queue/queue.ts", import.meta.url).href;
  const script = `import(${JSON.stringify(source)}).then(async ({ Queue }) => {
    const queue = new Queue(${JSON.stringify(path)});
    await queue.refresh();
    console.log(queue.tasks.length);
  })`;
  const child = spawnSync(process.execPath, [...forTypeScript, "-e", script], { timeout: 20_000, encoding: "utf8" });
  expect(child).toMatchObject({ stdout: "1\n", status: 0 });
});

/** Watches as usual, and gives a test the watchers, to let them report what does not happen here. */
function recordedWatch() {
  const watchers: FSWatcher[] = [];
  const startWatch: StartWatch = (directory) =>
    watchDirectory(directory, {
      platform: () => "linux",
      fileSystemType: () => 0xef53,
      watch: (target) => {
        const watcher = nodeWatch(target, { persistent: false });
        watchers.push(watcher);
        return watcher;
      },
    });
  return { watchers, startWatch };
}
