import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { checkExamples } from "nu-plugin/testing";
import { loadedCommands } from "../support/commands.ts";
import { fixtures, nu, nuUnderTest, nuValue } from "../support/nu.ts";
import { since } from "../support/releases.ts";

const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: `${fixtures}/data/small` };
const commands = await loadedCommands();
const signatures = commands.map(({ signature }) => signature);

it("shows in its help what each example gives [examples]", { timeout: 60_000 }, async () => {
  expect(await checkExamples(nuUnderTest({ env }), commands)).toEqual([]);
});

it("shows no example of metadata where none of a plugin's own is kept [examples]", async () => {
  expect((await nu("orch tasks --help")).stdout.includes("| metadata")).toBe(since("0.108"));
});

it("has examples for every command", () => {
  expect(signatures.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
});

it("answers in the help of `orch`, within 80 columns, what is asked at night [orch-questions]", async () => {
  const asked = signatures[0]?.examples.map(({ example }) => example) ?? [];
  for (const example of asked) expect(example.length).toBeLessThanOrEqual(76);
  // Some need somebody at a terminal, wait for long or write; of these Nushell checks the commands and their flags.
  const parsed = `def never [] {\n${asked.join("\n")}\n}`;
  const answered = asked
    .filter((example) => !/--follow|orch (?:top|wait)|input list|save/.test(example))
    .map((example) => example.replace("[/srv/alpha /srv/beta]", "[data/small data/daemon]"));
  expect(answered.length).toBeGreaterThan(7);
  const answers = answered.map((example) => `(${example} | is-empty)`).join("\n");
  const found = await nuValue(`${parsed}\n[\n${answers}\n]`, { env });
  // In the last hour nothing has ended.
  expect(found).toEqual(answered.map((example) => example.includes("--ended-from")));
});

it.each(signatures)("explains $name with --help [help]", async ({ name, description, flags, examples }) => {
  const { stdout } = await nu(`${name} --help`);
  expect(stdout).toContain(description);
  for (const { long } of flags) expect(stdout).toContain(`--${long}`);
  for (const { example } of examples.filter((each) => since(each.since ?? "0.98"))) expect(stdout).toContain(example);
});

it("breaks no line of a description anywhere but between words [help-lines]", async () => {
  const { stdout } = await nu("orch plan --help");
  const [description = ""] = /^.*?(?=\n\nSearch terms)/s.exec(stripVTControlCharacters(stdout)) ?? [];
  const lengths = description.split("\n").map(({ length }) => length);
  expect(lengths.length).toBeGreaterThan(8);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(80);
});

it("lists the subcommands when `orch` stands alone [orch-help]", async () => {
  const { stdout } = await nu("orch");
  for (const { name, description } of signatures.slice(1))
    expect(stdout).toMatch(new RegExp(`${name}.*${description}`));
});

it("has summaries that fit on one line of `help orch` [summary-length]", async () => {
  expect(signatures.filter(({ description }) => description.length > 60).map(({ name }) => name)).toEqual([]);
  const { stdout } = await nu("help orch");
  const lines = stdout.split("\n").map((line) => stripVTControlCharacters(line).trimEnd());
  const summaries = lines.filter((line) => /^ {2}orch [a-z]/.test(line));
  expect(summaries).toHaveLength(signatures.length - 1);
  expect(summaries.filter((line) => line.length > 80)).toEqual([]);
});

it("is found by search terms [search-terms]", async () => {
  const found = await nuValue(`help --find workflow | get name`);
  expect(found).toContain("orch validate");
});
