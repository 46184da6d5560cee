import { describe, expect, it } from "vitest";
import { commands } from "../../src/commands/commands.ts";
import { Queues } from "../../src/orchestrator/queue/queues.ts";
import { fixtures, nu, nuValue } from "../support/nu.ts";

const env = { PROVISIONING_ORCHESTRATOR_DATA_DIR: `${fixtures}/data/small` };
const signatures = commands(new Queues()).map(({ signature }) => signature);

describe.each(signatures.filter(({ examples }) => examples.length > 0))("$name", ({ name, examples }) => {
  it.each(examples.map(({ example }, index) => ({ example, index })))(
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
