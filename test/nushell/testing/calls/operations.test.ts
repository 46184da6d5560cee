import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import * as nu from "nu-plugin";
import { loadPlugin, marked, operationsOf, runCommand } from "nu-plugin/testing";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const plugin = await loadPlugin(() => import("../../../../fixtures/plugins/money.ts"));
const money = plugin.customValue("money");
const ledger = plugin.customValue("ledger");

/** An amount of money, as the command gives it. */
async function amount(of: number, currency = "EUR"): Promise<nu.Plain> {
  return (await runCommand(plugin.command("money"), { positionals: [of, currency] })).value;
}

const failure = (failing: Promise<unknown>) => failing.catch((error: unknown) => error);

describe("a custom value", () => {
  it("is what a command gives, and goes into another one [kit-custom-values]", async () => {
    const price = await amount(2.5);
    expect(price).toBeInstanceOf(nu.CustomValue);
    const options = { input: price, positionals: ["USD", 2] };
    const { value } = await runCommand(plugin.command("money in"), options);
    expect(await operationsOf(money, value).toBase()).toEqual({ amount: new nu.Float(5), currency: "USD" });
  });

  it("is of the kind that is asked for [kit-custom-values]", async () => {
    const price = await amount(1);
    await expect(operationsOf(ledger, price).toBase()).rejects.toThrow("no ledger but of type money");
    await expect(operationsOf(money, 5).toBase()).rejects.toThrow("no money but of type int");
  });

  it("may be made from a state [kit-custom-values]", async () => {
    const price = nu.value(money, { cents: 150, currency: "EUR" });
    expect(await operationsOf(money, price).followColumn("amount")).toBe(1.5);
  });

  it("is asked only for what there is [kit-options]", async () => {
    const price = operationsOf(money, nu.value(money, { cents: 150, currency: "EUR" }));
    const step = { optonal: true } as never;
    await expect(price.followColumn("amount", step)).rejects.toThrow('unknown key "optonal": did you mean "optional"?');
    await expect(price.operate("plus" as never, 1)).rejects.toThrow(
      "the operator must be an operator as one writes it",
    );
    expect(() => operationsOf(nu.int as never, 1)).toThrow("this is no kind of custom value");
  });
});

describe("an operation", () => {
  it("follows columns and rows, optional and insensitive ones too [kit-operations]", async () => {
    const price = operationsOf(money, await amount(2.5));
    expect(await price.followColumn("currency")).toBe("EUR");
    expect(await price.followColumn("AMOUNT", { insensitive: true })).toBe(2.5);
    expect(await price.followColumn("vat", { optional: true })).toBeNull();
    const error = await failure(price.followColumn("vat"));
    expect([marked(error), error]).toMatchObject([["vat"], { options: { code: "money::missing" } }]);
    expect(marked(await failure(price.followRow(3)))).toEqual(["3"]);
  });

  it("tells of neither ? nor ! before 0.108 [kit-operations]", async () => {
    const price = operationsOf(money, await amount(2.5), { version: "0.107.0" });
    await expect(price.followColumn("AMOUNT", { insensitive: true })).rejects.toThrow('no "AMOUNT"');
    expect(await price.followColumn("vat", { optional: true })).toBeNull();
    await expect(price.save("file")).rejects.toThrow("Nushell before 0.108");
  });

  it("computes and compares [kit-operations]", async () => {
    const price = operationsOf(money, await amount(2.5));
    const sum = await price.operate("+", await amount(1));
    expect(await operationsOf(money, sum).followColumn("amount")).toBe(3.5);
    expect(await price.operate(">", await amount(1))).toBe(true);
    expect(await price.compare(await amount(3))).toBe("Less");
    expect(await price.compare("text")).toBeUndefined();
    const error = await failure(price.operate("+", await amount(1, "USD")));
    expect([marked(error), error]).toMatchObject([["$right"], { message: "Change USD into EUR first" }]);
    expect(marked(await failure(price.operate("/", 2)))).toEqual(["/"]);
  });

  it("saves, or is refused as Nushell would be [kit-operations]", async () => {
    const file = `${temporaryDirectory()}/price`;
    await operationsOf(money, await amount(2.5)).save(file);
    expect(readFileSync(file, "utf8")).toBe("2.50 EUR\n");
    const { value } = await runCommand(plugin.command("ledger open"));
    expect(marked(await failure(operationsOf(ledger, value).save(file)))).toEqual(["save"]);
  });

  it("lets go of a state that the plugin keeps [kit-operations]", async () => {
    const prices = [await amount(1), await amount(2)];
    const { value: empty } = await runCommand(plugin.command("ledger open"));
    const add = { positionals: [empty], rest: prices };
    const { value: filled } = await runCommand(plugin.command("ledger add"), add);
    const entries = operationsOf(ledger, filled);
    expect(await operationsOf(money, await entries.followRow(1)).followColumn("amount")).toEqual(new nu.Float(2));
    const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await entries.drop();
    expect(stderr).toHaveBeenCalledWith("ledger: 2 entries let go\n");
    stderr.mockRestore();
    await expect(entries.toBase()).rejects.toThrow("This ledger is gone");
  });
});
