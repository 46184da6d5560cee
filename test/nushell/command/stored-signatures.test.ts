import { PassThrough } from "node:stream";
import { expect, it, vi } from "vitest";
import { signatureBytes, storedSignature } from "../../../src/nushell/command/stored-signatures.ts";
import * as nu from "../../../src/nushell/index.ts";
import { EngineSide } from "../host/engine-side.ts";
import { unpack } from "../message-pack.ts";

/** Has what releases are told in different ways. */
const greet = nu.defineCommand({
  name: "greet",
  summary: "Greet",
  category: "deprecated",
  positionals: { variable: { description: "whom", takes: nu.string, complete: "envVar" } },
  output: nu.oneOf(nu.string, nu.nothing),
  examples: [
    { description: "always", example: "greet" },
    { description: "lately", example: "greet a", since: "0.114", result: new nu.Range({ start: 1, end: 2 }) },
  ],
  run: () => nu.empty,
});
const other = nu.defineCommand({ name: "other", summary: "Another", category: "test", run: () => nu.empty });
const minors = Array.from({ length: 40 }, (_, i) => 98 + i);

it("stores for each release what it is told without that, and what does not change once [signatures-kept]", async () => {
  const stored = await nu.storeSignatures([greet, { name: "other", load: () => Promise.resolve(other) }]);
  expect(JSON.parse(JSON.stringify(stored))).toEqual(stored);
  for (const minor of minors) {
    const version = { major: 0, minor, patch: 1 };
    for (const command of [greet, other]) {
      expect(storedSignature(stored, command.signature.name, version)).toEqual(signatureBytes(command, version));
    }
  }
  const releases = (name: string) => stored[name]?.map(([since]) => since);
  expect(releases("other")).toEqual(["0.98"]);
  expect(releases("greet")).toEqual(expect.arrayContaining(["0.98", "0.109", "0.114", "0.115"]));
  expect(storedSignature(stored, "constructor", { major: 0, minor: 115, patch: 0 })).toBeUndefined();
});

it("answers with what is stored, and loads only the commands of which nothing is [signatures-kept]", async () => {
  const loads = { greet: vi.fn(() => Promise.resolve(greet)), other: vi.fn(() => Promise.resolve(other)) };
  const input = new PassThrough();
  const output = new PassThrough();
  const engine = new EngineSide((bytes) => input.write(bytes));
  output.on("data", (chunk: Buffer) => engine.receive(chunk));
  const commands = Object.entries(loads).map(([name, load]) => ({ name, load }));
  const served = nu.serve(
    { version: "1.0.0", commands, signatures: () => nu.storeSignatures([greet]) },
    { input, output },
  );
  engine.hello("0.109.1");
  engine.send({ Call: [0, "Signature"] }, "Goodbye");
  const version = { major: 0, minor: 109, patch: 1 };
  await expect(engine.reply(0)).resolves.toEqual({
    Signature: [greet, other].map((command) => unpack(signatureBytes(command, version))),
  });
  expect(loads.greet).not.toHaveBeenCalled();
  expect(loads.other).toHaveBeenCalledOnce();
  await served;
});
