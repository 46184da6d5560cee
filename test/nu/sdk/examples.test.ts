import { expect, it } from "vitest";
import { nuValue } from "../../support/nu.ts";
import { pluginFiles } from "./example-plugins.ts";

// Those that somebody would use have categories of Nushell's own.
const useful = ["changes", "semver"];
const examples = ["greet", "hello", "streams", "closures", "money", "arguments", "values", "syntax"];
const plugins = pluginFiles(...examples, ...useful);

it("has only examples that give what is shown with them [sdk-examples]", async () => {
  const declared = await nuValue(
    `scope commands | where category == example or name in [${useful.join(" ")}] | get examples | flatten
      | each {|each| {example: $each.example, result: ($each.result | to nuon)} }`,
    { plugins },
  );
  const shown = declared as readonly { example: string; result: string }[];
  expect(shown.length).toBeGreaterThan(7);
  const given = await nuValue(`[${shown.map(({ example }) => `(${example} | to nuon)`).join("\n")}]`, { plugins });
  expect(given).toEqual(shown.map(({ result }) => result));
});
