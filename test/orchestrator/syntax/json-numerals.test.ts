import * as fc from "fast-check";
import { expect, it } from "vitest";
import { mayHaveNumerals, parseWithNumerals } from "../../../src/orchestrator/syntax/json-numerals.ts";
import { Numeral, readNumeral } from "../../../src/orchestrator/text/numeral.ts";

const digits = fc.stringMatching(/^\d{0,25}$/);
const integer = fc.oneof(fc.constant("0"), fc.stringMatching(/^[1-9]\d{0,24}$/));
const numberText = fc
  .tuple(fc.constantFrom("", "-"), integer, fc.option(digits), fc.option(fc.stringMatching(/^[eE][+-]?\d{1,3}$/)))
  .map(([sign, whole, fraction, exponent]) => `${sign}${whole}${fraction ? `.${fraction}` : ""}${exponent ?? ""}`);
const around = fc.constantFrom(
  (text: string) => text,
  (text: string) => `[1,${text}]`,
  (text: string) => `[ ${text}\n, 2]`,
  (text: string) => `{"a":${text}}`,
  (text: string) => `{"a": [[${text}]], "b": "x"}`,
);

it("keeps any number as it is written, and finds each that JSON.parse would change [json-numbers]", () => {
  fc.assert(
    fc.property(numberText, around, (text, inside) => {
      const json = inside(text);
      expect([json, mayHaveNumerals(json) || typeof readNumeral(text) === "number"]).toEqual([json, true]);
      const found = [parseWithNumerals(json)]
        .flat(9)
        .flatMap((value) =>
          typeof value === "object" && value !== null && !(value instanceof Numeral)
            ? Object.values(value).flat(9)
            : [value],
        );
      expect(found.map(String)).toContain(text);
    }),
    { numRuns: 2000 },
  );
});

it("gives whatever JSON.parse gives where all numbers are JavaScript's [json-numbers]", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const plain = JSON.parse(json, (_, value: unknown) =>
        typeof value === "number" ? Math.trunc(value) || 0 : value,
      );
      expect(parseWithNumerals(JSON.stringify(plain))).toEqual(plain);
    }),
  );
  const odd = '{"__proto__":{"x":1},"a":"\\ud800\\u0000\\n","10":1,"9":2,"a":3}';
  expect(JSON.stringify(parseWithNumerals(odd))).toBe(JSON.stringify(JSON.parse(odd)));
});

it("does not look further into what most files have [json-numbers]", () => {
  const usual = {
    id: "550e8400-e29b-41d4-a716-446655440000",
    created_at: "2026-11-26T09:00:00.123456789Z",
    at: "2026-11-26 09:00:00.120",
    priority: 50,
    progress: 45.5,
    run: 123456789012345,
    output: "took 12.30 s at 10.0.0.10: 1.0 of 1e3 [1.0 GB]",
  };
  expect(mayHaveNumerals(JSON.stringify(usual))).toBe(false);
  expect(mayHaveNumerals(JSON.stringify(usual, undefined, 2))).toBe(false);
});
