import { constants } from "node:os";
import { expect, it } from "vitest";
import { interrupted, toLabeledError } from "../../../src/nushell/host/error-boundary.ts";
import { LabeledError, type Span } from "../../../src/nushell/index.ts";
import { capturedStderr } from "./fake-engine.ts";

const head = { start: 3, end: 7 };
const stderr = capturedStderr();

it("leaves a labeled error as it is, without a word on stderr", () => {
  const error = new LabeledError("No such task");
  expect(toLabeledError(error, head)).toEqual(error);
  expect(stderr.text()).toBe("");
});

it("reports any other error as a bug at the call's place, its stack on stderr [bug-report]", () => {
  const bug = new TypeError("x is not a function");
  expect(toLabeledError(bug, head)).toMatchObject({
    message: "The plugin failed: x is not a function",
    cause: bug,
    options: { code: "nushell::plugin_bug", labels: [{ text: "this call", span: head }] },
  });
  expect(stderr.text()).toBe(`${bug.stack}\n`);
});

it.each(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"])(
  "says what to do where a file is gone that only this call needs: %s [files-gone]",
  (code) => {
    const gone = Object.assign(new Error("Cannot find module './two.cjs'\nRequire stack:\n- /a/main.cjs"), { code });
    const [, started = ""] = process.argv;
    process.argv[1] = "/usr/bin/nu_plugin_greet.js";
    const error = toLabeledError(gone, head);
    process.argv[1] = started;
    expect(error).toMatchObject({
      message: "A file of the plugin is gone, as after an upgrade while it runs",
      options: {
        code: "nushell::not_loaded",
        labels: [{ text: "Cannot find module './two.cjs'", span: head }],
        help: expect.stringContaining("`plugin stop greet`"),
      },
    });
    expect(stderr.text()).toBe("");
  },
);

// Of these Node knows the number alone, which is another on each system.
const numbers = (["ESTALE", "EDQUOT"] as const).map((name) => -(constants.errno[name] ?? 0));

it.each([
  ["ENOENT", -2, "Not found", "io::not_found"],
  ["EIO", -5, "Input/output error", "io::input/output_error"],
  ["ENODATA", -61, "No data available", "io::enodata"],
  [`Unknown system error ${numbers[0]}`, numbers[0], "Stale network file handle", "io::stale_network_file_handle"],
  [`Unknown system error ${numbers[1]}`, numbers[1], "Quota exceeded", "io::quota_exceeded"],
])("reports what the system refused as that, not as a bug: %s [system-no-bug]", (code, errno, message, shown) => {
  const failed = Object.assign(new Error("no"), { code, errno, syscall: "open", path: "/a/b" });
  expect(toLabeledError(failed, head)).toMatchObject({
    message,
    options: {
      code: `nu::shell::${shown}`,
      labels: [{ text: "cannot open /a/b", span: head }],
      help: expect.stringMatching(/\.$/),
    },
  });
  expect(stderr.text()).toBe("");
});

it("says of the call what is said of a value that was written nowhere [error-nowhere]", () => {
  const at = (span: Span) => new LabeledError("No", { labels: [{ text: "here", span }] });
  const inner = (error: LabeledError) => new LabeledError("No", { inner: [error] });
  const elsewhere = { start: 1, end: 2 };
  expect(toLabeledError(at({ start: 0, end: 0 }), head)).toEqual(at(head));
  expect(toLabeledError(inner(at({ start: 0, end: 0 })), head)).toEqual(inner(at(head)));
  expect(toLabeledError(at(elsewhere), head)).toEqual(at(elsewhere));
});

it("reports what is no error at all", () => {
  expect(toLabeledError("just a text", head).message).toBe("The plugin failed: just a text");
  expect(toLabeledError(undefined, head).message).toBe("The plugin failed: undefined");
  expect(toLabeledError(Object.create(null), head).message).toBe("The plugin failed: [Object: null prototype] {}");
  const bare = new Error("bare");
  Reflect.deleteProperty(bare, "stack");
  Object.defineProperty(bare, "stack", { value: undefined });
  toLabeledError(bare, head);
  expect(stderr.text()).toMatch(/\nbare\n$/);
});

it("makes all texts of an error fit for the terminal that Nushell draws them on [terminal-text]", () => {
  const raw = "a\u001b[31m\u009b\u007f\u202e\r\n\tb";
  const safe = "a\\u{1b}[31m\\u{9b}\\u{7f}\\u{202e}\\u{d}\n\tb";
  const texts = (text: string, inner: LabeledError[]) => ({ help: text, labels: [{ text, span: head }], inner });
  expect(toLabeledError(new LabeledError(raw, texts(raw, [new LabeledError(raw)])), head)).toEqual(
    new LabeledError(safe, texts(safe, [new LabeledError(safe)])),
  );
  expect(toLabeledError(new Error(raw), head).message).toBe(`The plugin failed: ${safe}`);
  expect(stderr.text()).toContain(`Error: ${safe}\n`);
});

it.each([
  ["an inner one that is none", { inner: JSON.parse('["here"]') }],
  ["a number that fits no 64 bits", { labels: [{ text: "", span: Object.assign({ line: 2n ** 64n }, head) }] }],
])("reports an error that cannot be written as a bug, as its call must be answered: %s [bug-report]", (_, options) => {
  expect(toLabeledError(new LabeledError("No", options), head)).toMatchObject({
    message: expect.stringMatching(/^The plugin failed: /),
    options: { code: "nushell::plugin_bug" },
  });
});

it("says where a call was interrupted", () => {
  expect(interrupted(head)).toMatchObject({
    message: "Interrupted",
    options: { code: "nushell::interrupted", labels: [{ span: head }] },
  });
});
