import { describe, expect, it } from "vitest";
import { commands } from "../../src/commands/commands.ts";
import { Queues } from "../../src/orchestrator/queue/queues.ts";
import { fixtures, nu, nuError, nuValue } from "../support/nu.ts";
import { since } from "../support/releases.ts";

const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: `${fixtures}/data/small` };
const signatures = commands(new Queues()).map(({ signature }) => signature);

/** Metadata of a plugin's own is kept from 0.108 on. */
const isLost = ({ example }: { readonly example: string }) => /\| metadata/.test(example) && !since("0.108");

describe.each(signatures.filter(({ examples }) => examples.length > 0))("$name", ({ name, examples }) => {
  const numbered = examples.map(({ example }, index) => ({ example, index }));

  it.each(numbered.filter(isLost))("gives an error for `$example`, not a wrong result [examples]", async (lost) => {
    expect(await nuError(lost.example, { env })).toContain("Cannot find column 'orch_problems'");
  });

  it.each(numbered.filter((given) => !isLost(given)))(
    "shows in its help what `$example` gives [examples]",
    async ({ example, index }) => {
      const shown = `scope commands | where name == "${name}" | get 0.examples.${index}.result`;
      const compared = `{same: ((${example}) == (${shown})), given: (${example}), shown: (${shown})}`;
      expect(await nuValue(compared, { env })).toMatchObject({ same: true });
    },
  );
});

it("has examples for every command with a result", () => {
  expect(signatures.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual(["orch"]);
});

it.each(signatures)("explains $name with --help [help]", async ({ name, description, flags, examples }) => {
  const { stdout } = await nu(`${name} --help`);
  expect(stdout).toContain(description);
  for (const { long } of flags) expect(stdout).toContain(`--${long}`);
  for (const { example } of examples) expect(stdout).toContain(example);
});

it("lists the subcommands when `orch` stands alone [orch-help]", async () => {
  const { stdout } = await nu("orch");
  for (const { name, description } of signatures.slice(1))
    expect(stdout).toMatch(new RegExp(`${name}.*${description}`));
});

it("is found by search terms [search-terms]", async () => {
  const found = await nuValue(`help --find workflow | get name`);
  expect(found).toContain("orch validate");
});
