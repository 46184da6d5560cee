import { expect, it } from "vitest";
import { nuValue } from "../../support/nu.ts";
import { pluginFiles } from "./example-plugins.ts";

// Those that somebody would use have categories of Nushell's own.
const useful = ["changes", "semver"];
const plugins = pluginFiles("greet", "streams", "closures", "money", "arguments", "values", ...useful);

it("has only examples that give what is shown with them [sdk-examples]", async () => {
  const examples = await nuValue(
    `scope commands | where category == example or name in [${useful.join(" ")}] | get examples | flatten
      | each {|each| {example: $each.example, result: ($each.result | to nuon)} }`,
    { plugins },
  );
  const shown = examples as readonly { example: string; result: string }[];
  expect(shown.length).toBeGreaterThan(7);
  const given = await nuValue(`[${shown.map(({ example }) => `(${example} | to nuon)`).join("\n")}]`, { plugins });
  expect(given).toEqual(shown.map(({ result }) => result));
});
