import { realpathSync, statfsSync, watch, type FSWatcher } from "node:fs";
import { platform } from "node:os";
import { basename } from "node:path";
import { eventLosses } from "./event-losses.ts";
import { notices } from "./notices.ts";

/** The names that changed since the last look, or `"everything"` where they cannot be told. */
export type Changed = ReadonlySet<string> | "everything";

/** Starts watching a directory. Returns undefined where changes cannot be learnt of reliably. */
export type StartWatch = (directory: string) => DirectoryWatch | undefined;

// Past this many names, reading everything costs no more. So many come together only when nobody has asked for long,
// and without a limit they would pile up.
const mostNames = 16_384;

/**
 * The file systems whose changes may be made elsewhere, unseen by this kernel: statfs types of network and user-space
 * ones.
 */
const unwatchable = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x01021997, // 9p
  0x65735546, // FUSE
  0x00c36400, // Ceph
  0x5346414f, // AFS
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
  0x01161970, // GFS2
  0x7461636f, // OCFS2
  0x786f4256, // VirtualBox's shared folders
  0x7c7c6673, // those of Parallels
  0xbacbacbc, // those of VMware
]);

/**
 * Resolves when every event of what happened before the call has been delivered. It takes two turns of the event loop,
 * because a call made while the loop hands out events only gets the rest of that turn from the first, without a new
 * look at the kernel.
 */
export function eventsDelivered(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}

/** One directory under watch, and the names reported since the last look. The watch does not keep the process alive. */
export class DirectoryWatch {
  readonly #watcher: FSWatcher;
  readonly #ownName: string;
  #names = new Set<string>();
  #everything = false;
  #lossesSeen = eventLosses.count;
  #lost = false;

  constructor(watcher: FSWatcher, directory: string) {
    this.#watcher = watcher;
    this.#ownName = basename(directory);
    watcher.on("change", (_type, name) => this.#note(name));
    watcher.on("error", () => {
      this.#lost = true;
      notices.add();
    });
  }

  /**
   * Whether the watched directory itself moved, vanished or changed its permissions, or watching failed. The directory
   * must then be watched anew.
   */
  get lost(): boolean {
    return this.#lost;
  }

  /** Returns what was reported since the last call, and starts counting afresh. */
  take(): Changed {
    const everything = this.#everything || this.#lossesSeen !== eventLosses.count;
    const names = this.#names;
    this.#everything = false;
    this.#lossesSeen = eventLosses.count;
    if (names.size > 0) this.#names = new Set();
    return everything ? "everything" : names;
  }

  /**
   * Stops watching. The events reported meanwhile are dropped uncounted, and may have taken the place of other watches'
   * events. So all other watches look at everything again, at once and when the kernel has room for events again. A
   * caller that goes on watching the directory starts the new watch before it closes this one.
   */
  close(): void {
    this.#watcher.close();
    eventLosses.add();
    void eventsDelivered().then(() => eventLosses.add());
  }

  #note(name: string | Buffer | null): void {
    eventLosses.addEvent();
    if (typeof name !== "string") {
      this.#everything = true;
    } else if (name === this.#ownName) {
      // An entry of the directory's own name is reported the same way. One look too many does no harm.
      this.#lost = true;
    } else if (!this.#everything) {
      this.#names.add(name);
      if (this.#names.size > mostNames) this.#everything = true;
    }
    if (this.#everything) this.#names.clear();
    notices.add();
  }
}

/** The calls that depend on the system, so that tests can stand in for systems that a test machine does not have. */
const nodeSystem = {
  platform,
  fileSystemType: (directory: string) => statfsSync(directory).type,
  watch: (directory: string) => watch(directory, { persistent: false }),
};

/**
 * Watches a directory where that is exact: on Linux, on a local file system, while the system has watches left. Returns
 * undefined elsewhere, so that every look reads all files. Only inotify has an event ready when the change is made. On macOS
 * libuv asks FSEvents, which tells of a change from a thread of its own some 50 ms later, with nothing to wait for that would
 * mean that all have come; and of events that were dropped libuv does not tell at all. Windows is late, too.
 */
export function watchDirectory(directory: string, system: typeof nodeSystem = nodeSystem): DirectoryWatch | undefined {
  if (system.platform() !== "linux") return undefined;
  try {
    if (unwatchable.has(system.fileSystemType(directory))) return undefined;
    eventLosses.readLimit();
    // Node watches a directory once, however many paths lead there, and reports it by the name in the first of them.
    const path = realpathSync(directory);
    return new DirectoryWatch(system.watch(path), path);
  } catch {
    return undefined; // no watches left (EMFILE, ENOSPC), or no directory to open, which the scan reports
  }
}
