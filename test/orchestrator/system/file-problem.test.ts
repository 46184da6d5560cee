import { chmodSync, symlinkSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fileProblem, obstacle } from "../../../src/orchestrator/system/file-problem.ts";
import { windowsPermission } from "../../../src/orchestrator/system/permission.ts";
import { isMac, isWindows } from "../../../src/orchestrator/system/system.ts";
import { runAsNobody } from "../../support/run-as-nobody.ts";
import { canUnshare, runUnshared } from "../../support/run-unshared.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const granted = isWindows ? /^Grant it, .*: icacls / : /^Grant it with: .*chmod /;

it.each([
  ["EACCES", "permission-denied", /^permission denied: .* lacks read permission on /, granted],
  ["EPERM", "permission-denied", /^permission denied: /, isMac ? /Privacy & Security/ : granted],
  ["ELOOP", "symlink-loop", /leads back to itself/, /^Remove or correct it\.$/],
  ["EISDIR", "not-a-file", /^not a regular file$/, /^Move it/],
  ["ENXIO", "not-a-file", /^not a regular file$/, /^Move it/],
  ["EBUSY", "in-use", /^another program holds it/, /^Close it in that program\.$/],
  ["EMFILE", "too-many-open-files", /^too many/, /ulimit -n/],
  ["ENFILE", "too-many-open-files", /^too many/, /ulimit -n/],
  ["EIO", "unreadable", /^cannot be read: the disk or the network failed \(EIO\)$/, /the disk or the network/],
])("says what a failed reading means and what mends it: %s [file-unreadable]", (system, code, message, help) => {
  const path = join(temporaryDirectory({ "a.json": 1 }), "a.json");
  chmodSync(path, 0o000);
  const error = Object.assign(new Error(system), { code: system });
  expect(fileProblem(path, error)).toEqual({
    path,
    code,
    severity: "error",
    message: expect.stringMatching(message),
    help: expect.stringMatching(help),
  });
});

it("says the reason of a failure without a code, on one line [file-unreadable]", () => {
  expect(fileProblem("/x", new Error("odd\nthing")).message).toBe("cannot be read: odd\\nthing");
  expect(fileProblem("/x", "thrown").message).toBe("cannot be read: thrown");
});

// Windows has no such errors.
it.runIf(!isWindows)("names errors that Node knows the number of alone [file-unreadable]", () => {
  const stale = Object.assign(new Error("x"), { code: "Unknown system error -116", errno: -constants.errno.ESTALE });
  expect(fileProblem("/x", stale).message).toBe("cannot be read: the network file system has lost it (ESTALE)");
});

it("offers chmod to the owner, and a path fit for a terminal [permission-file]", () => {
  const path = join(temporaryDirectory({ "a\u{1b}.json": 1 }), "a\u{1b}.json");
  chmodSync(path, 0o000);
  const denied = Object.assign(new Error("no"), { code: "EACCES" });
  const { message, help } = fileProblem(path, denied);
  expect(message).toMatch(/a\\u\{1b\}\.json$/);
  expect(help).toMatch(/^Grant it with: chmod u\+r '.*a\\u\{1b\}\.json'$/);
  const directory = temporaryDirectory();
  chmodSync(directory, 0o600);
  expect(obstacle(directory, denied, "rx")).toMatchObject({
    path: directory,
    message: expect.stringMatching(/read and search permission /),
    help: `Grant it with: chmod u+rx '${directory}'`,
  });
});

it.each([
  ["a file", "r", 0o644, "rw-r--r--"],
  ["a file that only its owner reads", "r", 0o400, "r--------"],
  ["a directory", "rx", 0o555, "r-xr-xr-x"],
] as const)("offers no chmod where the mode of %s grants it already [permission-mode]", (_, wanted, mode, text) => {
  const path = join(temporaryDirectory({ a: "" }), "a");
  chmodSync(path, mode);
  const { message, help } = obstacle(path, Object.assign(new Error("no"), { code: "EACCES" }), wanted);
  expect(message).toMatch(new RegExp(`permission on ${path}, although its mode \\(${text}\\) grants it$`));
  expect(help).toMatch(/^An access control list(, .*)? denies it/);
  expect(help).not.toContain("chmod");
});

it.runIf(canUnshare)("offers no chmod on a file system that is read-only [permission-mode]", () => {
  const dir = temporaryDirectory();
  const code = `
    mount("-t", "tmpfs", "none", ${JSON.stringify(dir)});
    fs.writeFileSync(${JSON.stringify(`${dir}/a`)}, "", { mode: 0o200 });
    mount("-o", "remount,ro", ${JSON.stringify(dir)});
    return module.fileProblem(${JSON.stringify(`${dir}/a`)}, Object.assign(new Error("no"), { code: "EACCES" })).help;`;
  expect(runUnshared("system/file-problem.ts", code)).toMatch(
    /^Its file system is read-only, .* as its owner \(uid 0\)/,
  );
});

it("blames what may not be looked at, and no directory that may be searched [permission-mode]", () => {
  // Whose working directory it is, only its user may look at.
  const code = `return module.obstacle("/proc/1/cwd", Object.assign(new Error(), { code: "EACCES" }), "rx");`;
  expect(runAsNobody("system/file-problem.ts", code)).toMatchObject({
    path: "/proc/1/cwd",
    help: expect.stringContaining("/bin/ls -dZ '/proc/1/cwd'"),
  });
});

it("tells what to look at where a path itself may not be looked at [permission-mode]", () => {
  const path = join(temporaryDirectory(), "mounted");
  const denied = Object.assign(new Error("no"), { code: "EACCES" });
  expect(obstacle(path, denied, "rx")).toMatchObject({
    path,
    message: expect.stringMatching(/lacks read and search permission on .*mounted$/),
    help: expect.stringMatching(/\/bin\/ls -\w+ '.*mounted'$/),
  });
});

it("offers icacls on Windows, where a mode says nothing [windows-permission]", () => {
  const path = String.raw`C:\data\a b.json`;
  expect(windowsPermission(path, "r", "ada")).toMatchObject({
    code: "permission-denied",
    path,
    message: String.raw`permission denied: user ada lacks read permission on C:\data\a b.json`,
    help: String.raw`Grant it, as its owner or an administrator, with: icacls 'C:\data\a b.json' /grant 'ada:R'`,
  });
  expect(windowsPermission(String.raw`C:\data`, "rx", "Ada L").help).toMatch(/ \/grant 'Ada L:\(OI\)\(CI\)RX'$/);
  expect(windowsPermission(String.raw`C:\it's`, "rx", "it's").help).toMatch(
    /: icacls FILE \/grant 'USER:\(OI\)\(CI\)RX'$/,
  );
});

it("offers no command that a name could go on with [permission-file]", () => {
  const path = join(temporaryDirectory({ "a'; rm -rf b '.json": 1 }), "a'; rm -rf b '.json");
  chmodSync(path, 0o000);
  const denied = Object.assign(new Error("no"), { code: "EACCES" });
  expect(fileProblem(path, denied).help).toBe("Grant it with: chmod u+r FILE");
});

it(
  "names the closed directory that a link leads into, wherever links go in circles [permission-file]",
  { timeout: 60_000 },
  () => {
    const dir = temporaryDirectory({ "closed/a.json": 1, "open/b/c": "" });
    symlinkSync("../closed/a.json", join(dir, "open/link.json"));
    symlinkSync(join(dir, "closed"), join(dir, "open/through"));
    symlinkSync("through/../odd.json", join(dir, "open/odd.json")); // read as text it leads to itself
    chmodSync(dir, 0o755);
    chmodSync(join(dir, "closed"), 0o000);
    const code = `const denied = Object.assign(new Error(), { code: "EACCES" });
    return ["link", "odd"].map((name) => module.fileProblem(${JSON.stringify(dir)} + "/open/" + name + ".json", denied)).map(({ message, help }) => message + "; " + help)`;
    const [link, odd] = runAsNobody("system/file-problem.ts", code) as string[];
    chmodSync(join(dir, "closed"), 0o755);
    expect(link).toMatch(
      new RegExp(`lacks search permission on ${dir}/closed; Grant it with: (sudo )?chmod [au]\\+x '${dir}/closed'$`),
    );
    expect(odd).toMatch(/lacks \w+ permission on/);
  },
);
