import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { copyFile, lstat, mkdir, readdir, readFile, rename, rmdir, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { sep } from "node:path";
import { versions } from "node:process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { LabeledError } from "../../../../src/nushell/index.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const span = { start: 4, end: 9 };

/** Of a directory with a file, a full folder and a link to itself, each by its name. */
function directory(): string {
  const here = temporaryDirectory();
  writeFileSync(`${here}/file`, "");
  mkdirSync(`${here}/folder/inner`, { recursive: true });
  symlinkSync(`${here}/circle`, `${here}/circle`);
  return here;
}

async function listening(port = 0): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

async function closedPort(): Promise<number> {
  const server = await listening();
  const port = portOf(server);
  await promisify(server.close.bind(server))();
  return port;
}

async function listenTwice(): Promise<void> {
  const server = await listening();
  try {
    await listening(portOf(server));
  } finally {
    server.close();
  }
}

/** Starts with so few descriptors left that none is left for a file. */
const openMany = `const { openSync } = require("node:fs");
try { for (;;) openSync("/dev/null") } catch (error) { console.log(JSON.stringify({ ...error, message: error.message })) }`;

async function manyOpen(): Promise<never> {
  const limited = `ulimit -n 64; exec "${process.execPath}" -e '${openMany}'`;
  const { stdout } = await promisify(execFile)("sh", ["-c", limited]);
  throw Object.assign(new Error(), JSON.parse(stdout));
}

type Failure = readonly [fails: (here: string) => Promise<unknown>, label: string, message: string, code: string];

const failures: Readonly<Record<string, Failure>> = {
  "a missing file": [(here) => readFile(`${here}/no`), "cannot open HERE/no", "Not found", "not_found"],
  "a directory as a file": [
    (here) => readFile(here),
    // From 26 on, Node tells of a file that was open by then.
    Number.parseInt(versions.node, 10) < 26 ? "cannot read" : "cannot read HERE",
    "Is a directory",
    "is_a_directory",
  ],
  "a file as a directory": [
    (here) => readdir(`${here}/file`),
    "cannot list HERE/file",
    "Not a directory",
    "not_a_directory",
  ],
  "a path through a file": [
    (here) => lstat(`${here}/file/x`),
    "cannot look at HERE/file/x",
    "Not a directory",
    "not_a_directory",
  ],
  "a name that is taken": [
    (here) => mkdir(`${here}/folder`),
    "cannot make HERE/folder",
    "Already exists",
    "already_exists",
  ],
  "a full directory": [
    (here) => rmdir(`${here}/folder`),
    "cannot remove HERE/folder",
    "Directory not empty",
    "directory_not_empty",
  ],
  "a full disk": [() => writeFile("/dev/full", "x"), "cannot write", "No space left", "no_storage_space"],
  "a link to itself": [
    (here) => readFile(`${here}/circle`),
    "cannot open HERE/circle",
    "Circle of symbolic links",
    "filesystem_loop",
  ],
  "a long name": [
    () => readFile("/x".padEnd(300, "x")),
    `cannot open ${"/x".padEnd(300, "x")}`,
    "Name too long",
    "invalid_filename",
  ],
  "two paths": [
    (here) => rename(`${here}/no`, `${here}/new`),
    "cannot rename HERE/no to HERE/new",
    "Not found",
    "not_found",
  ],
  "a copy of a directory": [
    (here) => copyFile(`${here}/file`, `${here}/folder`),
    "cannot copy HERE/file to HERE/folder",
    "Is a directory",
    "is_a_directory",
  ],
  "too many open files": [manyOpen, "cannot open /dev/null", "Too many open files", "too_many_open_files"],
  "a missing program": [(here) => once(spawn(`${here}/no`), "spawn"), "cannot run HERE/no", "Not found", "not_found"],
  "a file that is no program": [
    (here) => promisify(execFile)(`${here}/file`),
    "cannot run HERE/file",
    "Permission denied",
    "permission_denied",
  ],
  "a closed port": [
    async () => once(connect(await closedPort(), "127.0.0.1"), "connect"),
    "cannot connect to 127.0.0.1:PORT",
    "Connection refused",
    "connection_refused",
  ],
  "a closed port, by fetch": [
    async () => fetch(`http://127.0.0.1:${await closedPort()}`),
    "cannot connect to 127.0.0.1:PORT",
    "Connection refused",
    "connection_refused",
  ],
  "a closed port of a host with several addresses": [
    async () => fetch(`http://localhost:${await closedPort()}`),
    "cannot connect to 127.0.0.1:PORT",
    "Connection refused",
    "connection_refused",
  ],
  "a port in use": [listenTwice, "cannot listen at 127.0.0.1:PORT", "Address in use", "addr_in_use"],
  "one without words of its own": [async () => process.kill(2 ** 30), "cannot kill", "No such process", "esrch"],
};

it.each(Object.keys(failures))("tells of %s what failed where, and what to do [sdk-system-error]", async (name) => {
  const here = directory();
  const [fails, label, message, code] = failures[name] ?? [];
  const cause: unknown = await fails?.(here).catch((thrown: unknown) => thrown);
  const error = LabeledError.from(cause, span);
  expect(error.message).toBe(message);
  expect(error.options.code).toBe(`nu::shell::io::${code}`);
  const [found] = error.options.labels ?? [];
  const shown = found?.text
    .replaceAll(here, "HERE")
    .replaceAll(sep, "/")
    .replace(/:\d+$/, ":PORT")
    .replace("::1", "127.0.0.1");
  expect([shown, found?.span]).toEqual([label, span]);
  expect(error.cause).toBe(cause);
  expect(error.options.help ?? "None.").toMatch(/^[A-Z].*\.$/);
});

it("takes the path from its caller where the error has none [sdk-system-error]", async () => {
  const cause: unknown = await readFile("/").catch((thrown: unknown) => thrown);
  expect(LabeledError.from(cause, span, "my folder").options.labels).toEqual([{ text: "cannot read my folder", span }]);
});

it("gives of any other error its message, and a LabeledError as it is [sdk-system-error]", () => {
  const other = new RangeError("No such month", { cause: "13" });
  const error = LabeledError.from(other, span);
  expect(error.message).toBe("No such month");
  expect(error.cause).toBe(other);
  expect(error.options.labels).toEqual([{ text: "failed here", span }]);
  expect(LabeledError.from("in words", span).message).toBe("in words");
  expect(LabeledError.from({ in: "data" }, span).message).toBe("{ in: 'data' }");
  const labeled = new LabeledError("No");
  expect(LabeledError.from(labeled, span)).toBe(labeled);
});

it("takes an error whose causes go in a circle, and never has an empty message [sdk-system-error]", () => {
  const [one, other] = [new Error("one"), new Error("other")];
  one.cause = other;
  other.cause = one;
  const itself = new AggregateError([], "itself");
  itself.errors.push(itself);
  const thrown = [
    ...[one, itself, new AggregateError([one, new Error(""), "in words"]), new AggregateError([])],
    ...[new TypeError(""), ""],
  ];
  expect(thrown.map((each) => LabeledError.from(each, span).message)).toEqual([
    "one",
    "itself",
    "one; in words",
    "AggregateError",
    "TypeError",
    "Error",
  ]);
});

it("takes an error for one of the system only where a code and a call are texts [sdk-system-error]", () => {
  const others = [
    { code: "ENOENT" },
    { syscall: "open" },
    { code: 2, syscall: "open" },
    { code: "ENOENT", syscall: 5 },
  ];
  for (const properties of others) {
    const error = LabeledError.from(Object.assign(new Error("mine"), properties), span);
    expect(error.message).toBe("mine");
    expect(error.options).toMatchObject({ code: undefined, labels: [{ text: "failed here", span }] });
  }
});
