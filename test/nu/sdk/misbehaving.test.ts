import { describe, expect, it } from "vitest";
import { since } from "../../support/releases.ts";
import { runWith, untilStopped } from "./example-plugins.ts";

/** What comes of a script, its errors caught, and whether the same process has answered before and after it. */
async function misbehave(script: string) {
  const around = `let before = good
    print (try { ${script} | to json --raw } catch {|e| $e.msg })
    print ($before == (good))`;
  const { stdout, stderr, code } = await runWith(["misbehaving"], around);
  const [outcome = "", survived] = stdout.trim().split("\n").slice(-2);
  return { outcome, survived: survived === "true", stderr, code };
}

const survived = { survived: true, code: 0 };

describe("a plugin that misbehaves lives on, and", () => {
  it("prints on stderr what was meant for stdout, where the protocol runs [sdk-bad-print]", async () => {
    const outcome = await misbehave("bad print");
    expect(outcome).toMatchObject({ ...survived, outcome: '"answered"' });
    expect(outcome.stderr).toBe("printed by console.log\nprinted by process.stdout\n");
  });

  it.each([
    ["bad throw", "The plugin failed: cannot read properties of undefined", "TypeError: cannot read"],
    ["bad throw --text", "The plugin failed: a text", "a text"],
    ["bad value", "The plugin failed: [1]: does not fit 64 bits: 18446744073709551616", "UnwritableError"],
    ["bad value --stream", "The plugin failed: expected a whole number, got 18446744073709552000", "UnwritableError"],
    [
      "bad date",
      'The plugin failed: .when: not an RFC 3339 date and time with an offset: "2026-02-30T00:00:00Z"',
      "UnwritableError",
    ],
    ["bad row", "The plugin failed: .name: expected a string, got undefined", "UnwritableError"],
  ])("answers %s with an error, and prints the stack [sdk-bad-answer]", async (script, message, printed) => {
    const outcome = await misbehave(script);
    expect(outcome).toMatchObject({ ...survived, outcome: message });
    expect(outcome.stderr).toContain(printed);
    expect(outcome.stderr).toMatch(/^ +at /m);
  });

  it("reports what fails in the background, where no call waits for it [sdk-bad-background]", async () => {
    const outcome = await misbehave("[(bad background) (sleep 100ms)] | first");
    expect(outcome).toMatchObject({ ...survived, outcome: '"answered"' });
    expect(outcome.stderr).toContain("failed in the background");
    expect(outcome.stderr).toContain("rejected in the background");
  });

  it("refuses a question that comes after the answer, as it would end the connection [sdk-bad-late]", async () => {
    const outcome = await misbehave("[(bad late) (sleep 100ms)] | first");
    expect(outcome).toMatchObject({ ...survived, outcome: '"answered"' });
    expect(outcome.stderr).toContain("late: Error: the call has been answered");
  });

  it.each([
    ["[1 2] | bad unread", '"answered"'],
    ["1.. | each {|n| $n } | bad unread", '"answered"'],
    ["^yes | lines | bad half read", '"y"'],
    ["bad finally | first 2", "[0,1]"],
  ])("holds nobody up by what it leaves: %s [sdk-bad-streams]", async (script, outcome) => {
    expect(await misbehave(script)).toMatchObject({ ...survived, outcome, stderr: "" });
  });

  it.each([
    ["a row of 20 million characters", "bad huge | get text | str length", "20000000"],
    ["a row of 3,000 columns", "bad huge --columns 3000 | columns | length", "3000"],
    ["lists 2,000 deep", "bad depth | to json --raw | str length | $in > 100", "true"],
  ])("sends %s [sdk-bad-size]", async (_, script, outcome) => {
    expect(await misbehave(script)).toMatchObject({ ...survived, outcome });
  });

  it("leaves out places that would make Nushell panic, or print what is not theirs [sdk-bad-label]", async () => {
    expect(await misbehave("bad label")).toMatchObject({ ...survived, outcome: "Failed nowhere" });
    const { stderr, code } = await runWith(["misbehaving"], "$env.SECRET = 'xyzzy'; bad label");
    expect(code).toBe(1);
    expect(stderr).toContain("Failed nowhere");
    expect(stderr).not.toMatch(/panick|xyzzy|reversed|unknown/);
  });

  it("answers others after a command that lets nothing else run [sdk-bad-block]", async () => {
    const script = "[1 2 3] | par-each {|n| if $n == 2 { bad block } else { good | describe } } | sort";
    expect(await misbehave(script)).toMatchObject({ ...survived, outcome: '["answered","int","int"]' });
  });
});

it("a process that ends in the middle of a call is an error that says so, and the next call has a new process [sdk-bad-end]", async () => {
  // Nushell takes a moment to see that the process is gone.
  const outcome = await misbehave(`try { bad exit } catch {|e| ${untilStopped}; $e.msg }`);
  const message = "Failed to receive response to plugin call from `misbehaving`";
  expect(outcome).toMatchObject({ survived: false, code: 0, outcome: expect.stringContaining(message) });
});

it("is an error in the calls that wait on a process that ends, and in none after them [sdk-bad-end]", async () => {
  const script = `[hang exit] | par-each --threads 2 {|way|
    try { if $way == hang { bad hang } else { sleep 500ms; bad exit } } catch {|e| $e.msg }
  } | uniq | do {|messages| ${untilStopped}; $messages } $in`;
  const outcome = JSON.stringify(["Failed to receive response to plugin call from `misbehaving`"]);
  expect(await misbehave(script)).toMatchObject({ survived: false, code: 0, outcome });
});

describe("a null in a column of texts", () => {
  it("is held against the command from 0.114, where its answer is kept; earlier it passes [sdk-output-types]", async () => {
    const { stdout, stderr } = await runWith(["misbehaving"], "let kept = (bad type); $kept.name | describe");
    const refused = {
      stdout: "",
      stderr: expect.stringMatching(/expected record<name: string>|type_mismatch|cant_convert/i),
    };
    expect({ stdout, stderr }).toEqual(since("0.114") ? refused : { stdout: "nothing\n", stderr: "" });
  });

  it("passes where the column is declared nullable [sdk-output-types]", async () => {
    const { stdout, stderr } = await runWith(["misbehaving"], "let kept = (good type); $kept.name | describe");
    expect({ stdout, stderr }).toEqual({ stdout: "nothing\n", stderr: "" });
  });
});
