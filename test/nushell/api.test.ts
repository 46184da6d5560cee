import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { apiPages } from "../../fixtures/api.ts";
import { root } from "../support/nu.ts";

const { pages, undocumented } = await apiPages();

it.each([...pages])("has %s as its source is: else run `npm run api` [sdk-api]", (page, text) => {
  expect(readFileSync(`${root}/src/nushell/${page}`, "utf8")).toBe(text);
});

it("says of everything that it exports what it is, of the fields too [sdk-documented]", () => {
  expect(undocumented).toEqual([]);
});
