import { describe, expect, it } from "vitest";
import * as nu from "nu-plugin";
import { complete, loadPlugin, type CompleteOptions } from "nu-plugin/testing";

const plugin = await loadPlugin(() => import("../../../../fixtures/plugins/arguments.ts"));

const requests: nu.CompletionRequest[] = [];
const offer = nu.defineCommand({
  name: "offer",
  summary: "For tests",
  category: "example",
  positionals: {
    from: { description: "A text", takes: nu.string },
    to: {
      description: "A text",
      takes: nu.string,
      optional: true,
      complete(request) {
        requests.push(request);
        const from = request.typed.positional("from", nu.string);
        return from === undefined ? [] : [`${from}-${request.typed.current}`];
      },
    },
  },
  rest: { name: "more", description: "Texts", takes: nu.string, complete: () => ["more"] },
  flags: {
    dir: { description: "A folder", takes: nu.directory },
    names: { description: "Texts", takes: nu.texts() },
    loud: { description: "A switch" },
    bad: {
      description: "Fails",
      takes: nu.string,
      complete({ call }) {
        throw new nu.LabeledError(call instanceof Map ? "no list" : "no call");
      },
    },
    variable: { description: "A name", takes: nu.string, complete: "envVar" },
    tricky: { description: "Hostile", takes: nu.string, complete: () => [{ value: "x", description: "a\u001b[31mb" }] },
  },
  run: () => nu.empty,
});

describe("TAB in this process", () => {
  it("offers what the completer gives for an argument, with all that is typed besides [kit-complete]", async () => {
    requests.length = 0;
    const flags = { dir: "data", names: ["a", "b"], loud: true } as const;
    const options: CompleteOptions = { positional: "to", typed: "ma", positionals: ["north"], flags };
    expect(await complete(offer, options)).toEqual([{ value: "north-ma" }]);
    const [{ typed } = { typed: undefined }] = requests;
    expect(typed?.flag("dir", nu.directory)).toBe("data");
    expect(typed?.flag("names", nu.texts())).toEqual(["a", "b"]);
    expect(["loud", "bad"].map((flag) => typed?.has(flag))).toEqual([true, false]);
    expect(await complete(offer, { positional: "more" })).toEqual([{ value: "more" }]);
  });

  it("knows no text of what is not evaluated yet [kit-complete]", async () => {
    requests.length = 0;
    const options = { positional: "to", positionals: ["$north", "(pwd)"], flags: { dir: "$env.HOME" } };
    expect(await complete(offer, options)).toEqual([]);
    expect(requests[0]?.typed.has("dir")).toBe(true);
    expect(requests[0]?.typed.flag("dir", nu.directory)).toBeUndefined();
  });

  it("is as 0.109 has it, which adds a character [kit-complete]", async () => {
    requests.length = 0;
    const options = { positional: "to", typed: "ma", positionals: ["north"], version: "0.109.1" };
    expect(await complete(offer, options)).toEqual([{ value: "north-ma" }]);
    expect(requests[0]).toMatchObject({ strip: true, typed: { current: "ma" } });
  });

  it("offers all that Nushell shows, as it shows it [kit-complete]", async () => {
    const [main] = (await complete(plugin.command("args complete"), { positional: "branch" })) ?? [];
    const kind = { Command: "Plugin" };
    expect(main).toEqual({ value: "main", description: "what is released", kind, extra: ["the first"] });
    const [tricky] = (await complete(offer, { flag: "tricky" })) ?? [];
    expect(tricky?.description).not.toContain("\u001b");
  });

  it("offers nothing, or leaves it to Nushell, or offers the texts of a choice [kit-complete]", async () => {
    expect(await complete(plugin.command("args complete"), { flag: "none" })).toEqual([]);
    expect(await complete(plugin.command("args complete"), { flag: "path" })).toBeUndefined();
    const sizes = await complete(plugin.command("args special"), { flag: "size" });
    expect(sizes).toEqual([{ value: "small" }, { value: "medium" }, { value: "large" }]);
    const ports = await complete(plugin.command("args complete"), { flag: "port" });
    expect(ports).toEqual([{ value: "8080" }, { value: "8443" }]);
  });

  it("asks the engine from 0.115 on, and is refused before [kit-complete]", async () => {
    const variables = { flag: "variable", env: { PINEAPPLE: "ripe" } };
    const command = plugin.command("args complete");
    expect(await complete(command, variables)).toEqual([{ value: "PINEAPPLE" }]);
    await expect(complete(command, { ...variables, version: "0.114.1" })).rejects.toThrow(
      "Nushell answers no questions while it completes an argument",
    );
    await expect(complete(command, { ...variables, version: "0.108.0" })).rejects.toThrow("before 0.109");
  });

  it("fails as the completer does, and for what the command has not [kit-complete]", async () => {
    await expect(complete(offer, { flag: "bad" })).rejects.toThrow(new nu.LabeledError("no list"));
    await expect(complete(offer, { flag: "bda" })).rejects.toThrow('"offer" has no flag --bda; it has --dir');
    await expect(complete(offer, { positional: "two" })).rejects.toThrow("it has from, to, more");
    await expect(complete(offer, { flag: "variable" })).rejects.toThrow('only a real Nushell knows its list "envVar"');
    await expect(complete(offer, {})).rejects.toThrow("pass either { flag } or { positional }");
  });
});
