import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { canUnshare, runUnshared } from "../../support/run-unshared.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

// What follows each: a queue that is kept, and what it shows after the next call, beside a fresh reading of the same files.
const prelude = (dir: string) => `
  const dir = ${JSON.stringify(dir)}, tasks = dir + "/tasks";
  const write = (id, priority, where = tasks) =>
    fs.writeFileSync(where + "/" + id + ".json", JSON.stringify({ id, priority, status: "pending" }));
  const queue = new module.Queue(dir);
  const answers = [];
  const look = async () => {
    await queue.refresh();
    const shown = ({ tasks }) => tasks.map(({ id, priority }) => id + priority).join(" ");
    const [kept, afresh] = [shown(queue), shown(await module.readQueue(dir))];
    answers.push(kept === afresh ? kept : kept + " is not " + afresh);
  };`;

function answersOf(code: string): unknown {
  const dir = temporaryDirectory();
  for (const name of ["tasks", "other"]) mkdirSync(join(dir, name));
  return runUnshared("queue/queue.ts", `${prelude(dir)} ${code}; return answers;`);
}

it.runIf(canUnshare)(
  "is right before, during and after a directory is read-only [watch-mounts]",
  { timeout: 60_000 },
  () => {
    const code = `
    mount("-t", "tmpfs", "none", tasks);
    write("a", 1); await look();
    mount("-o", "remount,ro", tasks); await look();
    let refused; try { write("a", 2) } catch ({ code }) { answers.push(code) }
    await look();
    mount("-o", "remount,rw", tasks); write("a", 3); await look();
    write("a", 4); await look()`;
    expect(answersOf(code)).toEqual(["a1", "a1", "EROFS", "a1", "a3", "a4"]);
  },
);

it.runIf(canUnshare)(
  "follows a directory over which another is mounted, and what is below when that goes [watch-mounts]",
  { timeout: 60_000 },
  () => {
    const code = `
    write("a", 1); await look();
    write("b", 1, dir + "/other"); mount("--bind", dir + "/other", tasks); await look();
    write("b", 2, dir + "/other"); await look();
    mount("-u", tasks); await look();
    // Roots of their own, of one inode number.
    mount("-t", "tmpfs", "none", tasks); write("c", 1); await look();
    mount("-t", "tmpfs", "none", tasks); write("c", 2); await look();
    mount("-u", tasks); await look();
    mount("-u", tasks); await look();
    write("a", 2); await look();
    for (let round = 3; round < 6; round++) {
      // Each may have the number and the inode of the one before.
      mount("-t", "tmpfs", "none", tasks); write("c", round); await look();
      write("c", -round); await look();
      mount("-u", tasks);
    }
    await look()`;
    expect(answersOf(code)).toEqual([
      "a1",
      "b1",
      "b2",
      "a1",
      "c1",
      "c2",
      "c1",
      "a1",
      "a2",
      "c3",
      "c-3",
      "c4",
      "c-4",
      "c5",
      "c-5",
      "a2",
    ]);
  },
);

it.runIf(canUnshare)(
  "sees a file system that takes the place of another between two calls [watch-mounts]",
  { timeout: 60_000 },
  () => {
    const code = `
    for (let round = 1; round < 6; round++) {
      mount("-t", "tmpfs", "none", tasks); write("c", round); await look();
      mount("-u", tasks);
    }`;
    expect(answersOf(code)).toEqual(["c1", "c2", "c3", "c4", "c5"]);
  },
);

it.runIf(canUnshare).each(["max_inotify_watches", "max_inotify_instances"])(
  "is right when the system has no watches left: %s [watch-exhausted]",
  { timeout: 60_000 },
  (limit) => {
    const code = `
      fs.writeFileSync("/proc/sys/user/${limit}", "0");
      write("a", 1); await look();
      write("a", 2); await look();
      fs.writeFileSync("/proc/sys/user/${limit}", "9");
      write("a", 3); await look();
      fs.unlinkSync(tasks + "/a.json"); write("b", 4); await look();
      fs.writeFileSync("/proc/sys/user/${limit}", "0");
      fs.renameSync(tasks, dir + "/old"); fs.renameSync(dir + "/other", tasks); write("c", 5); await look();
      write("c", 6); await look()`;
    expect(answersOf(code)).toEqual(["a1", "a2", "a3", "b4", "c5", "c6"]);
  },
);

// The limit is the whole system's; a process keeps what it was at its first watch, so it is lowered for a moment only.
it.runIf(canUnshare && writable("/proc/sys/fs/inotify/max_queued_events"))(
  "loses nothing where the kernel keeps few events [index-overflow]",
  { timeout: 60_000 },
  () => {
    const code = `
      const limit = "/proc/sys/fs/inotify/max_queued_events", usual = fs.readFileSync(limit);
      process.on("exit", () => fs.writeFileSync(limit, usual));
      write("a", 0); write("b", 0);
      fs.writeFileSync(limit, "64");
      try { await queue.refresh() } finally { fs.writeFileSync(limit, usual) }
      for (let round = 1; round < 20; round++) {
        for (let event = 0; event < 20 * round; event++) fs.utimesSync(tasks + "/" + "ab"[event % 2] + ".json", event, event);
        write("c", round); await look();
      }`;
    expect(answersOf(code)).toEqual(
      Array.from({ length: 19 }, (_, i) => [i + 1, 0, 0].map((n, j) => "cab"[j] + `${n}`).join(" ")),
    );
  },
);

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
