import { expect, it } from "vitest";
import { since } from "../../support/releases.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { results, runWith, untilStopped } from "./example-plugins.ts";

const money = ["money"];

it("passes values of its own, which Nushell calls by their name and shows as their base [sdk-custom-value]", async () => {
  const scripts = {
    is: "money 3 | describe",
    "in other values": "{price: (money 3)} | get price | describe",
    base: "money 3.5 USD",
    "as input": "money 3 | money in USD 1.5",
    "in a list": "[(money 1) (money 2)] | each { money in USD 2 }",
    "another value": "ledger add (money 1)",
  };
  expect(await results(money, scripts)).toEqual({
    is: "money",
    "in other values": "money",
    base: { amount: 3.5, currency: "USD" },
    "as input": { amount: 4.5, currency: "USD" },
    "in a list": [
      { amount: 2, currency: "USD" },
      { amount: 4, currency: "USD" },
    ],
    "another value": "Invalid value: must be a ledger, not a money",
  });
  const { stdout } = await runWith(money, "money 3.5");
  expect(stdout).toMatch(/amount +│ 3.50? +│\n│ currency │ EUR/);
});

it("follows cell paths into them, by ? and ! too [sdk-custom-path]", async () => {
  const setup = "let price = money 3; let books = ledger open; ledger add $books (money 1) (money 2) | ignore";
  const scripts = {
    column: "$price.amount",
    row: "$books.1.amount",
    "missing column": "$price.colour",
    "missing row": "$books.9",
    "a row beyond 32 bits": "$books.5000000000",
    "a column of rows": "$books.amount",
    "a row of columns": "$price.0",
    "another case": "$price.AMOUNT",
    "optional column": "$price.colour?",
    "optional row": "$books.9?",
    // The syntax is of 0.105.
    ...(since("0.107") && { "whatever the case": "$price.AMOUNT!", "missing whatever the case": "$price.COLOUR!?" }),
  };
  const noColumn = (name: string) => `Money has an amount and a currency, but no "${name}"`;
  expect(await results(money, scripts, setup)).toEqual({
    column: 3,
    row: 2,
    "missing column": noColumn("colour"),
    "missing row": "The ledger has 2 entries",
    "a row beyond 32 bits": "The ledger has 2 entries",
    "a column of rows": "A ledger has no columns",
    "a row of columns": "A money has no rows",
    "another case": noColumn("AMOUNT"),
    "optional column": null,
    "optional row": null,
    ...(since("0.107") && {
      // A plugin is told of ! from 0.108 on.
      "whatever the case": since("0.108") ? 3 : noColumn("AMOUNT"),
      "missing whatever the case": null,
    }),
  });
});

it("compares, sorts and calculates with them [sdk-custom-operator]", async () => {
  const scripts = {
    equal: "[((money 3) == (money 3)) ((money 3) == (money 4)) ((money 3) != (money 4)) ((money 3) == (money 3 USD))]",
    order: "[((money 3) < (money 4)) ((money 3) >= (money 4)) ((money 4) > (money 3)) ((money 3) <= (money 3))]",
    sorted: "[(money 3) (money 1) (money 2)] | sort | each {|each| $each.amount }",
    sum: "((money 3) + (money 0.5) - (money 1)).amount",
    product: "((money 3) * 1.5).amount",
    "cannot be compared": "(money 3) < (money 4 USD)",
    "cannot be calculated": "(money 3) / 2",
    "cannot be added": "(money 3) + (money 4 USD)",
    "wrong kind": "(money 3) + 1",
    "no operator": "(ledger open) + 1",
  };
  expect(await results(money, scripts)).toEqual({
    equal: [true, false, true, false],
    order: [true, false, true, true],
    sorted: [1, 2, 3],
    sum: 2.5,
    product: 4.5,
    "cannot be compared": "A money cannot be compared with that",
    "cannot be calculated": "Money cannot do /",
    "cannot be added": "Change USD into EUR first",
    "wrong kind": "Invalid value: must be a money, not int",
    "no operator": "A ledger takes no operator",
  });
});

it("saves them from 0.108, before that not at all [sdk-custom-save]", async () => {
  const scripts = {
    saved: "money 2 | save --raw price.txt; open --raw price.txt",
    again: "money 3 | save --raw --force price.txt; open --raw price.txt",
    elsewhere: "mkdir below; cd below; money 4 | save --raw price.txt; cd ..; open --raw below/price.txt",
    refused: "ledger open | save --raw ledger.txt",
  };
  const setup = `cd ${JSON.stringify(temporaryDirectory())}`;
  const tooOld = "Can't convert to string.";
  expect(await results(money, scripts, setup)).toEqual(
    since("0.108")
      ? { saved: "2.00 EUR\n", again: "3.00 EUR\n", elsewhere: "4.00 EUR\n", refused: "A ledger cannot be saved" }
      : { saved: tooOld, again: tooOld, elsewhere: tooOld, refused: tooOld },
  );
});

it("keeps a state for as long as Nushell has its value, and lets go of it then [sdk-custom-dropped]", async () => {
  // Unless it is told otherwise Nushell stops a plugin at once.
  const script = `plugin stop money
    $env.config.plugin_gc.default.stop_after = 0sec
    do {
      let books = ledger open
      sleep 200ms
      let copy = ledger add $books (money 1)
      ledger add $copy (money 2) | ignore
      sleep 200ms
      print ($books.1.amount == 2) ((plugin list | get 0.pid) != null)
    }
    ${untilStopped}`;
  const { stdout, stderr } = await runWith(money, script);
  expect(stdout.split("\n").map((line) => line.trim())).toEqual(["true", "true", ""]);
  // Once, though the value was given three times.
  expect(stderr).toBe("ledger: 2 entries let go\n");
});

it("says so when the process that kept a state is gone [sdk-custom-gone]", async () => {
  const script =
    "let books = ledger open; plugin stop money; try { $books.0 } catch {|e| print $e.msg }; (money 1).amount";
  const { stdout } = await runWith(money, script);
  expect(stdout.trim().split("\n")).toEqual(["This ledger is gone", expect.stringMatching(/^1(\.0)?$/)]);
});
