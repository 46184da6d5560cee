import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fill } from "../../../src/orchestrator/platform/placeholders.ts";
import { makeFifo, temporaryDirectory } from "../../support/temporary-directory.ts";

const branchAt = (cwd: string) => fill("{{git.branch}}", { cwd, env: () => undefined });

it("gives the branch that git itself shows, on a branch, in a worktree and on none [platform-git-branch]", async () => {
  const top = temporaryDirectory();
  const repository = join(top, "repository");
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: repository,
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  mkdirSync(join(repository, "deep/er"), { recursive: true });
  git("init", "-q", "-b", "feature/one");
  const shown = () => ({ value: git("branch", "--show-current") });
  expect(await branchAt(join(repository, "deep/er"))).toEqual({ value: "feature/one" });
  expect(await branchAt(repository)).toEqual(shown());
  git("commit", "-q", "--allow-empty", "-m", "first");
  git("worktree", "add", "-q", "-b", "other", "../tree");
  expect(await branchAt(join(top, "tree"))).toEqual({ value: "other" });
  git("checkout", "-q", "--detach");
  expect(await branchAt(repository)).toEqual({ value: "" });
  expect(await branchAt(repository)).toEqual(shown());
});

it("follows a gitdir that is relative, and says of a HEAD that it cannot read that it cannot [platform-git-branch]", async () => {
  const top = temporaryDirectory({
    "module/.git": "gitdir: ../store/module\n",
    "store/module/HEAD": "ref: refs/heads/main\r\n",
    "reftable/.git/HEAD": "ref: refs/heads/.invalid\n",
    "empty/.git/config": "",
  });
  expect(await branchAt(join(top, "module"))).toEqual({ value: "main" });
  for (const name of ["reftable", "empty"]) expect(await branchAt(join(top, name))).toEqual(unread(join(top, name)));
});

it("waits for no FIFO in a HEAD's place [platform-git-branch]", async () => {
  const top = temporaryDirectory({ ".git/config": "" });
  makeFifo(join(top, ".git/HEAD"));
  expect(await branchAt(top)).toEqual(unread(top));
});

function unread(directory: string) {
  return { reason: `{{git.branch}} cannot be read from ${join(directory, ".git")}` };
}
