import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fileProblem, readFailure } from "../../../src/orchestrator/files/file-problem.ts";
import { runAsNobody } from "../../support/run-as-nobody.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

it.each([
  ["EACCES", "permission-denied", /^permission denied: .* lacks read permission on .*; grant it with: .*chmod /],
  ["EPERM", "permission-denied", /^permission denied: /],
  ["ELOOP", "symlink-loop", /leads back to itself/],
  ["EISDIR", "not-a-file", /^not a regular file/],
  ["ENXIO", "not-a-file", /^not a regular file/],
  ["EMFILE", "too-many-open-files", /ulimit -n/],
  ["ENFILE", "too-many-open-files", /ulimit -n/],
  ["EIO", "unreadable", /^cannot be read: EIO$/],
])("says what a failed reading means and what mends it: %s [file-unreadable]", (system, code, message) => {
  const path = join(temporaryDirectory({ "a.json": 1 }), "a.json");
  const error = Object.assign(new Error(system), { code: system });
  expect(fileProblem(path, error)).toEqual({ path, code, message: expect.stringMatching(message) });
});

it("says the reason of a failure without a code, on one line [file-unreadable]", () => {
  expect(fileProblem("/x", new Error("odd\nthing")).message).toBe("cannot be read: odd\\nthing");
  expect(fileProblem("/x", "thrown").message).toBe("cannot be read: thrown");
});

it("offers chmod to the owner, and a path fit for a terminal [permission-file]", () => {
  const path = join(temporaryDirectory({ "a\u{1b}.json": 1 }), "a\u{1b}.json");
  const denied = Object.assign(new Error("no"), { code: "EACCES" });
  expect(fileProblem(path, denied).message).toMatch(
    /a\\u\{1b\}\.json; grant it with: chmod u\+r '.*a\\u\{1b\}\.json'$/,
  );
  expect(readFailure("/nowhere/at/all", denied, "rx")).toEqual({
    at: "/nowhere/at/all",
    reason: expect.stringMatching(/read and search permission /),
    help: expect.stringMatching(/: sudo chmod a\+rx '/),
  });
});

it("offers no command that a name could go on with [permission-file]", () => {
  const path = join(temporaryDirectory({ "a'; rm -rf b '.json": 1 }), "a'; rm -rf b '.json");
  const denied = Object.assign(new Error("no"), { code: "EACCES" });
  expect(fileProblem(path, denied).message).toMatch(/lacks read permission on .*; grant it with: chmod u\+r FILE$/);
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
    return ["link", "odd"].map((name) => module.fileProblem(${JSON.stringify(dir)} + "/open/" + name + ".json", denied).message)`;
    const [link, odd] = runAsNobody("files/file-problem.ts", code) as string[];
    chmodSync(join(dir, "closed"), 0o755);
    expect(link).toMatch(
      new RegExp(`lacks search permission on ${dir}/closed; grant it with: (sudo )?chmod [au]\\+x '${dir}/closed'$`),
    );
    expect(odd).toMatch("lacks search permission on");
  },
);
