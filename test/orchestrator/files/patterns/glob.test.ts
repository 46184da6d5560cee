import * as fc from "fast-check";
import picomatch from "picomatch";
import { describe, expect, it, vi } from "vitest";
import { matchesAny, matchesPath, Work } from "../../../../src/orchestrator/files/patterns/glob-match.ts";
import { readGlob as readGlobOf, star } from "../../../../src/orchestrator/files/patterns/glob.ts";

const readGlob = (text: string) => readGlobOf(text, "workflow");

const matches = (pattern: string, path: string, dots = false) =>
  readGlob(pattern).some((names) => matchesPath(names, path.split("/"), dots));

it.each([
  ["a?c", "abc", true],
  ["a?c", "a😀c", true],
  ["*😀", "a😀", true],
  ["a*", "a", true],
  ["*", "", false],
  ["[!a-c]x", "dx", true],
  ["[^a-c]x", "bx", false],
  ["[]x]", "]", true],
  ["[z-a]", "m", false],
  ["[a", "[a", true],
  ["[a-]", "-", true],
  ["[\\]]", "]", true],
  ["a\\*b", "a*b", true],
  ["a\\*b", "axb", false],
  ["a\\{b,c\\}*", "a{b,c}d", true],
  ["\\\\*", "\\x", true],
  ["{a,b{c,d}}/x", "bd/x", true],
  ["{1..12}", "11", true],
  ["{08..10}", "09", true],
  ["{a}", "{a}", true],
  ["a(1)*", "a(1).json", true],
  ["**/x", "x", true],
  ["a/**/x", "a/b/c/x", true],
  ["a/**", "a/b/c", true],
  ["**/*/c", "a/.b/c", false],
  ["**/.b/c", "a/.b/c", true],
  ["*b", "a\nb", true],
  ["?x", ".x", false],
  ["[!a]x", ".x", false],
])("%s matches %s: %s [pattern-syntax]", (pattern, path, expected) => {
  expect(matches(pattern, path)).toBe(expected);
});

it("agrees with picomatch [pattern-syntax]", () => {
  const pieces = ["a", "b", ".", "-", "*", "?", "[ab]", "[a-b]", "{a,b}", "{a,.b/c}", "\\*", "/", "/**/"];
  const patterns = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 7 }).map((all) => all.join(""));
  const paths = fc.array(fc.constantFrom("a", "b", ".", "-", "*", "/"), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(patterns, paths, fc.boolean(), (pattern, characters, dots) => {
      const path = characters.join("");
      // Picomatch has rules of its own for names that are empty or end with a dot, for `a**b`, and for a last `**`.
      fc.pre(!/^\/|\/\/|\/$|\.(\/|$)/.test(path));
      fc.pre(!/^\/|\/\/|\/$|(^|[/{,])\.{1,2}([/},]|$)|[^/]\*\*|\*\*[^/]|\*\*$/.test(pattern));
      expect([pattern, path, matches(pattern, path, dots)]).toEqual([
        pattern,
        path,
        picomatch.isMatch(path, pattern, { dot: dots }),
      ]);
    }),
    { numRuns: 3000 },
  );
});

it("matches parts longer than one regular expression, by whatever way they are found [pattern-long-parts]", () => {
  const pieces = ["a", "b", "😀", "?", "[ab]", "[!b]"];
  const long = fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 })
    .map((all) => all.join("").repeat(150));
  const names = fc.array(fc.constantFrom("a", "b", "😀"), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(long, names, fc.nat(3), fc.nat(3), (part, unit, lead, times) => {
      const name = "b".repeat(lead) + unit.join("").repeat(150 * (times + 1));
      const expression = part.replaceAll("?", ".").replaceAll("[!", "[^");
      for (const [pattern, expected] of [
        [part, `^${expression}$`],
        [`*${part}`, `^.*${expression}$`],
        [`${part}*`, `^${expression}.*$`],
        [`*${part}*`, expression],
        [`*${part}*b`, `^.*?${expression}.*b$`],
      ] as const) {
        expect([pattern, name, matches(pattern, name)]).toEqual([pattern, name, new RegExp(expected, "su").test(name)]);
      }
    }),
    { numRuns: 200 },
  );
});

it.each([`*${"?".repeat(9000)}b*`, `${"?".repeat(9000)}b*`, `*${"[!b]".repeat(2400)}b`, "?".repeat(10_000)])(
  "takes a long run of wildcards, whatever the name's script, case %# [pattern-long-parts]",
  (pattern) => {
    for (const name of ["é", "😀", "я".repeat(20_000), "😀".repeat(9500)]) expect(matches(pattern, name)).toBe(false);
  },
);

it("finds across the windows in which a long name is looked through [pattern-long-parts]", () => {
  for (const filler of ["a", "😀"]) {
    for (let lead = 999_990; lead < 1_000_010; lead++) {
      const name = filler.repeat(Math.floor(lead / filler.length)) + "x😀y".repeat(1) + filler.repeat(100);
      expect([lead, matches("*x?y*", name), matches("*x?z*", name)]).toEqual([lead, true, false]);
    }
  }
});

it("lets others run, and ends when it is told to, however much there is to match [pattern-turns]", async () => {
  const controller = new AbortController();
  const work = new Work(controller.signal);
  const name = "a".repeat(12_000_000);
  const matching = matchesAny(readGlob(`*${"[!b]".repeat(2400)}b*`), [name], { dots: true, work });
  setImmediate(() => controller.abort());
  await expect(matching).rejects.toMatchObject({ name: "AbortError" });
});

describe("the work on a name", () => {
  it("leaves no regular expression a choice, whatever the pattern [pattern-linear]", () => {
    const texts = fc.string({ unit: fc.constantFrom(...Array.from("ab*?[]!^-\\+({|.})$é😀")), maxLength: 12 });
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!/[!?*+@]\(/.test(text));
        const parts = readGlob(text).flatMap((names) => names.flatMap((name) => (name === star ? [] : name.parts)));
        for (const { source } of parts) {
          // Characters, sets of them, and the name's end: nothing is repeated, optional or one of two.
          expect(source).toMatch(/^(?:\(\?:\)|\\u\{[\da-f]+\}|\[\^?(?:\\u\{[\da-f]+\}-\\u\{[\da-f]+\})*\]|\.)*\$?$/);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["*a".repeat(8), "a", 9],
    ["*a".repeat(1000), "a", 1001],
    ["a*b*c?[de]*", "a", 4],
  ])("finds each part of a long name's pattern once, case %# [pattern-linear]", (pattern, letter, most) => {
    const test = vi.spyOn(RegExp.prototype, "test");
    const patterns = readGlob(`${pattern}!`);
    test.mockClear();
    const name = letter.repeat(1_200_000);
    expect(patterns.some((names) => matchesPath(names, [name], true))).toBe(false);
    expect(test.mock.calls.length).toBeLessThanOrEqual(most);
    test.mockRestore();
  });

  it("compares names of a path and of a pattern at most once each [pattern-linear]", () => {
    const names = 2000;
    for (const pattern of ["**/a*/**/a*/**/a*/**/b*", "**/a*/".repeat(100), "**/a*/a*/a*/a*/b*"]) {
      const [wanted = []] = readGlob(pattern);
      const test = vi.spyOn(RegExp.prototype, "test");
      expect(
        matchesPath(
          wanted,
          Array.from({ length: names }, () => "a1"),
          false,
        ),
      ).toBe(false);
      expect(test.mock.calls.length).toBeLessThanOrEqual(names * wanted.length);
      expect(test.mock.calls.length).toBeGreaterThan(0);
      test.mockRestore();
    }
  });
});

it.each([
  ["/tmp/{1..3000000}"],
  ["{1..99999999999999999999}"],
  ["{a,b,c,d}".repeat(10)],
  ["{a,b,c,d}".repeat(1000)],
  ["{{a,b},{c,{d,e}}}".repeat(9)],
  [`{${"{a,b}".repeat(20)},${"{c,d}".repeat(20)}}`],
  [`${"{a,b}".repeat(3)}${"x".repeat(9000)}`],
  ["*".repeat(1_000_000)],
  [`${"!(".repeat(300_000)}${")".repeat(300_000)}`],
  ["{".repeat(1_000_000)],
])("refuses what is too large, case %# [pattern-limit]", (pattern) => {
  expect(() => readGlob(pattern)).toThrow(
    expect.objectContaining({
      code: "orch::pattern_too_large",
      message: expect.stringMatching(/^The pattern ".{10,250}" is too large$/),
      help: expect.stringMatching(
        /at most 10000 characters, with each \{a,b\} or \{1\.\.9\} in it written out\. Write \*/,
      ),
    }),
  );
});

it("takes a pattern up to its limit [pattern-limit]", () => {
  expect(readGlob("*".repeat(10_000))).toHaveLength(1);
  expect(readGlob("{1..1000}*")).toHaveLength(1000);
  for (const open of ["{", "[", "[[:a", "{a,", "\\"]) {
    expect(readGlob(open.repeat(2000))).toHaveLength(1);
  }
});

it("says what patterns do not have [pattern-foreign]", () => {
  for (const start of ["!(", "@(", "+(", "*(", "?("]) {
    expect(() => readGlob(`w${start}a|b).json`)).toThrow(
      expect.objectContaining({
        code: "orch::bad_pattern",
        message: `Patterns cannot have ${start}...) here: "w${start}a|b).json"`,
        help: expect.stringContaining("{a,b}"),
      }),
    );
  }
  expect(() => readGlob("a[[:digit:]]")).toThrow(/cannot have a named class such as \[\[:digit:\]\] here/);
  expect(matches("a+[(]b)*", "a+(b)c")).toBe(true);
  expect(matches("a[!(]b", "axb")).toBe(true);
  expect(matches("a\\+(b*", "a+(bc")).toBe(true);
});
